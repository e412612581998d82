import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomFrom } from '../chaos/random';
import { type Bridge, startBridge } from '../local/bridge';
import { localOptions } from '../local/options';
import { fuzzSecrets, type HostileRequest, hostileRequest } from './requests';

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  readonly bundles: string;
  readonly onProgress?: (done: number) => void;
}

export interface FuzzReport {
  readonly requests: number;
  readonly seconds: number;
  /** How often each status was answered; 0 is a connection that ended without an answer. */
  readonly answers: ReadonlyMap<number, number>;
  readonly slowestMs: number;
  /** Megabytes of each function's memory at half the run and at its end; undefined off Linux. */
  readonly memory: Readonly<Record<'receive' | 'deliver', readonly [number, number] | undefined>>;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly faults: readonly string[];
}

const atOnce = 24;
const shownFaults = 20;
// What a garbage collector leaves lying about; a leak of a few hundred bytes a request is more.
const slackMegabytes = 40;

/** Sends hostile requests to a real local bridge and lists whatever must not have happened. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'masivo-bridge-fuzz-'));
  const outcomes = new Map<string, number>();
  const bridge = await startBridge({
    ...localOptions({ PORT: '0', CONSOLE_PORT: '0', MASIVO_PORT: '0', DATA_DIR: dataDir }),
    shopifySecrets: [fuzzSecrets.shopify],
    stripeSecrets: [fuzzSecrets.stripe],
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
  const answers = new Map<number, number>();
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
      const status = await send(bridge, hostile, agent);
      slowestMs = Math.max(slowestMs, Date.now() - began);
      answers.set(status, (answers.get(status) ?? 0) + 1);
      const fault = faultOf(hostile, status);
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

/** What must never be answered. A connection that ends without an answer is node's own refusal of bad HTTP. */
function faultOf({ authentic, method, path }: HostileRequest, status: number): string | undefined {
  if (status >= 500) return `answered ${status} to ${method} ${path.slice(0, 60)}`;
  if (status === 200 && !authentic) return `took in a forgery at ${method} ${path.slice(0, 60)}`;
  return undefined;
}

function send(
  bridge: Bridge,
  { method, path, headers, body }: HostileRequest,
  agent: Agent,
): Promise<number> {
  const sends = !['GET', 'HEAD', 'TRACE'].includes(method);
  return new Promise((resolve) => {
    try {
      const sent = request(
        `${bridge.url}/`,
        {
          agent,
          method,
          path,
          headers: [
            ['Host', '127.0.0.1'],
            ...headers,
            ['Content-Length', String(sends ? body.length : 0)],
          ].flat(),
          timeout: 10_000,
        },
        (answer) => {
          answer.resume();
          answer.on('close', () => resolve(answer.statusCode ?? 0));
        },
      );
      sent.once('timeout', () => sent.destroy());
      sent.on('error', () => resolve(0));
      sent.end(sends ? body : undefined);
    } catch {
      // Node's own client refuses to send some of it; that is no request at all.
      resolve(0);
    }
  });
}

async function drained(bridge: Bridge, faults: string[]): Promise<void> {
  const until = Date.now() + 180_000;
  while (bridge.waiting() > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 200));
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
