import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../lambda/clock';
import { type Bridge, startBridge } from '../../local/bridge';
import { localOptions } from '../../local/options';
import { knownSecretsOf, localStores } from '../../local/webhook-secrets';
import { randomFrom } from '../chaos/random';
import { hostileRequest } from './requests';
import { type Ending, send } from './send';
import { faultOf } from './verdict';

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  readonly bundles: string;
  readonly onProgress?: (done: number) => void;
}

export interface FuzzReport {
  readonly requests: number;
  readonly seconds: number;
  /** How often each status was answered; `closed` is a connection that ended without an answer. */
  readonly answers: ReadonlyMap<Ending, number>;
  readonly slowestMs: number;
  /** Megabytes of each function's memory at half the run and at its end; undefined off Linux. */
  readonly memory: Readonly<Record<'receive' | 'deliver', readonly [number, number] | undefined>>;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly faults: readonly string[];
}

const atOnce = 24;
const shownFaults = 20;
// Garbage that may be left; a leak of a few hundred bytes a request is more.
const slackMegabytes = 40;

/** Sends hostile requests to a real local bridge and lists every violation. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'masivo-bridge-fuzz-'));
  const outcomes = new Map<string, number>();
  const bridge = await startBridge({
    ...localOptions({ PORT: '0', CONSOLE_PORT: '0', MASIVO_PORT: '0', DATA_DIR: dataDir }),
    webhookSecrets: knownSecretsOf(localStores),
    bundles: options.bundles,
    onLogLine: (line) => {
      const outcome =
        /"outcome":"(\w+)"/.exec(line)?.[1] ?? (line.includes('attempt-failed') ? 'threw' : undefined);
      if (outcome) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    },
  });
  try {
    return await attack(bridge, options, outcomes);
  } finally {
    await bridge.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function attack(
  bridge: Bridge,
  options: FuzzOptions,
  outcomes: ReadonlyMap<string, number>,
): Promise<FuzzReport> {
  const random = randomFrom(options.seed);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const answers = new Map<Ending, number>();
  const faults: string[] = [];
  const started = Date.now();
  let slowestMs = 0;
  let next = 0;
  let early: ReturnType<typeof memoryOf> | undefined;

  const attacker = async () => {
    while (next < options.requests) {
      const number = next++;
      const hostile = hostileRequest(random, Date.now());
      const began = Date.now();
      const ending = await send(bridge.url, hostile, agent);
      slowestMs = Math.max(slowestMs, Date.now() - began);
      answers.set(ending, (answers.get(ending) ?? 0) + 1);
      const fault = faultOf(hostile, ending);
      if (fault && faults.length < shownFaults) faults.push(`request ${number}: ${fault}`);
      if (number === Math.floor(options.requests / 2)) early = memoryOf(bridge);
      options.onProgress?.(number + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, attacker));
  await drained(bridge, faults);
  agent.destroy();

  for (const name of ['receive', 'deliver'] as const) {
    if (bridge[name].restarts > 0) faults.push(`${name} died ${bridge[name].restarts} times`);
  }
  if (outcomes.has('threw')) faults.push(`${outcomes.get('threw')} attempts threw`);
  const late = memoryOf(bridge);
  for (const name of ['receive', 'deliver'] as const) {
    const [half, end] = [early?.[name], late[name]];
    if (half && end && end > half * 1.3 + slackMegabytes)
      faults.push(`${name} grew from ${half} to ${end} MB`);
  }
  return {
    requests: options.requests,
    seconds: (Date.now() - started) / 1000,
    answers,
    slowestMs,
    memory: { receive: pair(early?.receive, late.receive), deliver: pair(early?.deliver, late.deliver) },
    outcomes,
    faults,
  };
}

const pair = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? undefined : ([a, b] as const);

async function drained(bridge: Bridge, faults: string[]): Promise<void> {
  const until = Date.now() + 180_000;
  while (bridge.waiting() > 0 && Date.now() < until) await systemClock.sleep(200);
  if (bridge.waiting() > 0) faults.push(`${bridge.waiting()} events never ended`);
}

function memoryOf(bridge: Bridge): Record<'receive' | 'deliver', number | undefined> {
  const of = (pid: number | undefined) => {
    const file = `/proc/${pid}/status`;
    if (pid === undefined || !existsSync(file)) return undefined;
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  };
  return { receive: of(bridge.receive.pid), deliver: of(bridge.deliver.pid) };
}
