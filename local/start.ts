import { join } from 'node:path';
import { Command } from 'commander';
import { buildFunctions } from '../infra/build/bundles';
import { systemClock } from '../lambda/clock';
import { visible } from '../operator/core/text/visible';
import { AskedToStop } from './asked-to-stop';
import type { Bridge } from './bridge';
import { greeting } from './greeting';
import { leftBehind } from './left-behind';
import { readableLine } from './log-lines';
import { localOptions } from './options';
import { ownSettings } from './own-settings';

const program = new Command('npm start --')
  .description('Runs the whole bridge on this machine, until Ctrl-C. docs/local-run.md has the variables.')
  .option('--config <folder>', 'where environments are described (BRIDGE_CONFIG, or infra/environments)')
  .option('--env <name>', 'the environment whose settings it runs with (BRIDGE_ENV, or settings of its own)')
  .parse();

const stop = new AskedToStop();

/** `npm start`: the whole bridge on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  // See awsEnvironment: a newcomer's first lines should not be the SDK's notice about Node versions.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // From the first moment on: a signal during the start must not leave anything behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop.ask);
  whenNpmLeaves(stop.ask);
  const options = localOptions(
    process.env,
    ownSettings(program.opts<{ config?: string; env?: string }>(), process.env),
  );
  const bundles = join(__dirname, '..', 'dist');
  // Bundling is work of another process: meanwhile this one loads the rest of its code.
  const built = buildFunctions(bundles);
  const [{ startBridge }] = await Promise.all([import('./bridge'), built]);
  // Before it writes its data, and after the bundles are written: in AWS another user reads those.
  process.umask(0o077);
  const startedAt = systemClock.now();
  const bridge = await startBridge({
    ...options,
    bundles,
    onLogLine: showLine,
  });
  for (const line of greeting(bridge, options)) console.log(line);
  await resume(bridge, startedAt);
  await stop.asked;
  await close(bridge);
}

/**
 * npm runs us in a shell and sends a signal to that shell only, which ends without telling us. All that shows it is
 * that our parent changes.
 */
function whenNpmLeaves(ask: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  setInterval(() => process.ppid !== shell && ask(), 200).unref();
}

function showLine(line: string): void {
  const readable = readableLine(line);
  if (readable !== undefined) console.log(visible(readable));
}

// The queue is in this process: no service has to be spared.
const resumedPerSecond = 1000;

/**
 * The queue is in memory, the ledger is not: deliveries that were to be retried when the bridge stopped continue. What has
 * come in since the start is on the queue already.
 */
async function resume(bridge: Bridge, startedAt: Date): Promise<void> {
  const { ids } = await bridge.operator.selectForReplay({
    outcomes: ['retry'],
    until: startedAt,
  });
  await bridge.operator.replayAll(ids, { perSecond: resumedPerSecond });
  if (ids.length > 0) console.log(`${ids.length} left from before: tried again now`);
}

async function close(bridge: Bridge): Promise<void> {
  console.log('stopping');
  await bridge.close();
  for (const line of leftBehind(bridge.waiting(), bridge.deadLetters())) console.log(line);
  console.log('stopped');
}

main().then(
  () => process.exit(0),
  async (error: unknown) => {
    const why = await stop.whyFailed(error);
    if (why === undefined) {
      console.log('stopped');
      process.exit(0);
    }
    console.error(why);
    process.exit(1);
  },
);
