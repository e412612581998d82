import { join } from 'node:path';
import { buildFunctions } from '../infra/build/bundles';
import { sources } from '../lambda/sources/registry';
import { defaultStore } from '../lambda/store-name';
import { webhookPath } from '../lambda/webhook-address';
import { countText } from '../operator/core/text/quantities';
import type { Bridge } from './bridge';
import { readableLine } from './log-lines';
import { type LocalOptions, localOptions, StartError } from './options';

/** `npm start`: the whole bridge on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  // See awsEnvironment: a newcomer's first lines should not be the SDK's notice about Node versions.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // From the first moment on: a signal during the start must not leave anything behind.
  const stopAsked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
    whenNpmLeaves(resolve);
  });
  const options = localOptions(process.env);
  const bundles = join(__dirname, '..', 'dist');
  // Bundling is work of another process: meanwhile this one loads the rest of its code.
  const built = buildFunctions(bundles);
  const [{ startBridge }] = await Promise.all([import('./bridge'), built]);
  const bridge = await startBridge({
    ...options,
    bundles,
    onLogLine: showLine,
  });
  for (const line of greeting(bridge, options)) console.log(line);
  await resume(bridge);
  await stopAsked;
  await stop(bridge);
}

/**
 * npm runs us in a shell and sends a signal to that shell only, which ends without telling us. All that shows it is
 * that our parent changes.
 */
function whenNpmLeaves(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  setInterval(() => process.ppid !== shell && stop(), 200).unref();
}

function showLine(line: string): void {
  const readable = readableLine(line);
  if (readable !== undefined) console.log(readable);
}

// The queue is in this process: no service has to be spared.
const resumedPerSecond = 1000;

/** The queue is in memory, the ledger is not: deliveries that were to be retried when the bridge stopped continue. */
async function resume(bridge: Bridge): Promise<void> {
  const { ids } = await bridge.operator.selectForReplay({ outcomes: ['retry'] });
  await bridge.operator.replayAll(ids, { perSecond: resumedPerSecond });
  if (ids.length > 0) console.log(`${ids.length} left from before: tried again now`);
}

function greeting(bridge: Bridge, { port, consolePort, masivoPort }: LocalOptions): string[] {
  const ports = [
    ...(port === 8787 ? [] : [`PORT=${port}`]),
    ...(consolePort === 8789 ? [] : [`CONSOLE_PORT=${consolePort}`]),
    ...(masivoPort === 8788 ? [] : [`MASIVO_PORT=${masivoPort}`]),
  ];
  const names = [...sources.keys()];
  const send = [...ports, 'npm run send --'].join(' ');
  return [
    `ready ${bridge.url}`,
    `  webhooks    POST ${names.map((name) => bridge.url + webhookPath({ source: name, store: defaultStore })).join(' and ')}`,
    `  console     ${bridge.consoleUrl}/`,
    `  Masivo      ${bridge.masivoBaseUrl}${bridge.sandbox ? ' (sandbox)' : ''}`,
    `Send a signup in the console, or with ${names.map((name) => `\`${send} ${name}\``).join(' or ')}. Stop with Ctrl-C.`,
  ];
}

async function stop(bridge: Bridge): Promise<void> {
  console.log('stopping');
  await bridge.close();
  const waiting = bridge.waiting();
  if (waiting > 0) {
    const events = countText(waiting, 'event was', 'events were');
    console.log(`${events} still waiting. What had been tried before is tried again at the next start.`);
  }
  console.log('stopped');
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof StartError ? `masivo-bridge: ${error.message}` : error);
    process.exit(1);
  },
);
