import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../lambda/clock';
import type { Settings } from '../../lambda/settings';
import { profileOf } from '../../lambda/sources/profiles';
import { defaultStore } from '../../lambda/store-name';
import { webhookPath } from '../../lambda/webhook-address';
import { type Bridge, startBridge } from '../../local/bridge';
import { localOptions } from '../../local/options';
import { breaker, type ServiceFaults } from './break';
import { type Acknowledged, check, type Violations } from './check';
import { type FaultKind, faultKinds, scheduleFaults } from './faults';
import { leakIn } from './leaks';
import { type Control, masivoControl, masivoRecord } from './masivo-record';
import { randomFrom } from './random';
import { type StoryEvent, tellStory } from './story';

export interface ChaosOptions {
  readonly events: number;
  readonly seed: number;
  /** Faults per hundred events. */
  readonly faults: number;
  /** Batches under way at once. */
  readonly workers: number;
  /** The story breaks off after so many seconds of sending. */
  readonly duration?: number;
  readonly bundles: string;
  readonly onProgress?: (done: number, of: number, what: 'sending' | 'draining') => void;
  /** Tests break the bridge on purpose, to see that the check finds it. */
  readonly sabotage?: Sabotage;
}

export interface Sabotage {
  readonly settings?: (settings: Settings) => Settings;
  readonly beforeSending?: (bridge: Bridge) => Promise<unknown>;
  readonly afterSending?: (bridge: Bridge) => Promise<void>;
  readonly beforeJudging?: (bridge: Bridge) => Promise<void>;
}

export interface ChaosReport {
  /** Events sent before `duration` ended the story. */
  readonly events: number;
  readonly shoppers: number;
  readonly seconds: number;
  readonly attempts: number;
  readonly masivoRequests: number;
  readonly deadLetters: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly violations: Violations;
  /** Kinds of leaks in the functions' log lines, once for each line. */
  readonly leaks: readonly string[];
}

// All delays are a few times shorter than in the local run, so that minutes cover what would take hours.
const quick = {
  leaseMs: 3000,
  timeoutMs: 800,
  lateLandingMs: 2500,
  retry: { firstDelayMs: 300, maxDelayMs: 3000, maxRetryAfterMs: 3000, giveUpAfterMs: 3600_000 },
  consent: {
    version: 'chaos',
    loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
    metadataKeys: { email_marketing: 'newsletter' },
  },
};
const sendersAtOnce = 32;
const drainForMs = 600_000;
// A fault in Masivo does nothing to events that only wait, so sending pauses while this many wait.
const mostWaiting = 1500;
const longestPauseMs = 3000;

/** Sends a whole story to a real local bridge while breaking it, ends all faults, lets it drain, and checks. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'masivo-bridge-chaos-'));
  const faults: ServiceFaults = { sqs: {}, dynamoDb: {}, secretsManager: {} };
  const printed: Printed = { attempts: 0, leaks: [] };
  const bridge = await startBridge({
    ...localOptions({ PORT: '0', CONSOLE_PORT: '0', MASIVO_PORT: '0', DATA_DIR: dataDir }),
    bundles: options.bundles,
    workers: options.workers,
    visibilityTimeoutSeconds: 4,
    faults,
    onLogLine: (line) => {
      if (line.includes('"event":"attempt"')) printed.attempts += 1;
      const leak = leakIn(line);
      if (leak) printed.leaks.push(leak);
    },
    adjustSettings: (local) => (options.sabotage?.settings ?? unchanged)(quickened(local)),
  });
  try {
    return await tell(options, bridge, faults, printed);
  } finally {
    await bridge.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** What the functions' log lines show. */
interface Printed {
  attempts: number;
  readonly leaks: string[];
}

const unchanged = (settings: Settings) => settings;

function quickened(settings: Settings): Settings {
  return {
    ...settings,
    masivo: { ...settings.masivo, timeoutMs: quick.timeoutMs, lateLandingMs: quick.lateLandingMs },
    leaseMs: quick.leaseMs,
    retry: quick.retry,
    stores: settings.stores.map((store) => ({
      ...store,
      consent: quick.consent,
      mapping: { ...store.mapping, extras: ['phone'] },
    })),
  };
}

async function tell(
  options: ChaosOptions,
  bridge: Bridge,
  faults: ServiceFaults,
  printed: Printed,
): Promise<ChaosReport> {
  const { shoppers, sendings } = tellStory(options.events, options.seed);
  const control = masivoControl(bridge);
  const breaking = breaker({ bridge, faults, control, random: randomFrom(options.seed + 1) });
  const schedule = options.faults > 0 ? scheduleFaults(sendings.length, options.faults, options.seed) : [];
  const inForce: { until: number; end: () => Promise<void> }[] = [];
  const acknowledged = new Map<string, Set<number>>();
  const started = Date.now();

  await options.sabotage?.beforeSending?.(bridge);
  let next = 0;
  let sent = 0;
  const endsAt = started + (options.duration ?? Number.POSITIVE_INFINITY) * 1000;
  const sender = async () => {
    for (let index = next++; index < sendings.length && Date.now() < endsAt; index = next++) {
      while (schedule[0] && schedule[0].at <= index) {
        const fault = schedule.shift();
        if (!fault) break;
        inForce.push({ until: index + fault.lasting, end: () => breaking.end(fault) });
        await breaking.begin(fault);
      }
      for (const over of inForce.filter(({ until }) => until <= index)) {
        inForce.splice(inForce.indexOf(over), 1);
        await over.end();
      }
      for (const paused = Date.now(); bridge.waiting() > mostWaiting; ) {
        if (Date.now() - paused > longestPauseMs) break;
        await systemClock.sleep(50);
      }
      const event = sendings[index];
      if (event) await sendUntilTaken(bridge, event, acknowledged);
      sent += 1;
      options.onProgress?.(sent, sendings.length, 'sending');
    }
  };
  await Promise.all(Array.from({ length: sendersAtOnce }, sender));
  await breaking.heal();
  await options.sabotage?.afterSending?.(bridge);
  await drain(bridge, control, options.onProgress);

  await options.sabotage?.beforeJudging?.(bridge);
  const record = await masivoRecord(control);
  return {
    events: sent,
    shoppers: shoppers.length,
    seconds: (Date.now() - started) / 1000,
    attempts: printed.attempts,
    masivoRequests: record.requests,
    deadLetters: Object.values(bridge.sqs.waiting('dead-letters')).reduce((sum, count) => sum + count, 0),
    faults: new Map(
      faultKinds.map((kind) => [kind, record.faults.get(kind) ?? breaking.counts.get(kind) ?? 0]),
    ),
    violations: check(shoppers, acknowledged as Acknowledged, record.kept),
    leaks: printed.leaks,
  };
}

/** As a store does: a webhook not answered with 200 is sent again, a little later. */
async function sendUntilTaken(
  bridge: Bridge,
  event: StoryEvent,
  acknowledged: Map<string, Set<number>>,
): Promise<void> {
  const { shopper, version, body, headers } = event;
  const { sign, secret } = profileOf(shopper.source);
  for (let tries = 0; tries < 100; tries += 1) {
    const response = await fetch(bridge.url + webhookPath({ source: shopper.source, store: defaultStore }), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers, ...sign(event, secret.local, new Date()) },
      body: new Uint8Array(body),
    }).catch(() => undefined);
    await response?.arrayBuffer().catch(() => undefined);
    if (response?.status === 200) {
      const versions = acknowledged.get(shopper.id) ?? new Set();
      acknowledged.set(shopper.id, versions.add(version));
      return;
    }
    if (response && response.status < 500)
      throw new Error(`An authentic event was answered ${response.status}`);
    await systemClock.sleep(200);
  }
  throw new Error('Ingress took nothing in for a hundred tries');
}

async function drain(
  bridge: Bridge,
  control: Control,
  onProgress: ChaosOptions['onProgress'],
): Promise<void> {
  const until = Date.now() + drainForMs;
  const most = bridge.waiting();
  while (Date.now() < until) {
    const { inFlightLateWork } = (await control('GET', '/record')) as { inFlightLateWork: number };
    const waiting = bridge.waiting();
    onProgress?.(most - waiting, most, 'draining');
    if (waiting === 0 && inFlightLateWork === 0) return;
    await systemClock.sleep(300);
  }
  throw new Error(
    `${bridge.waiting()} events were still waiting ${drainForMs / 1000} s after everything was healed`,
  );
}
