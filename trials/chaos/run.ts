import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../lambda/settings';
import { type Bridge, startBridge } from '../../local/bridge';
import { Closing } from '../../local/closing';
import { localOptions } from '../../local/options';
import { queues } from '../../local/stand-ins';
import { knownSecretsOf, localStores } from '../../local/webhook-secrets';
import { breaker, type ServiceFaults } from './break';
import { check } from './check';
import { type FaultKind, faultKinds, isReconcileKind, scheduleFaults } from './faults';
import { finishUp } from './finish-up';
import { fromTheBeginning } from './from-the-beginning';
import { Happening } from './happened';
import { judged } from './judge';
import { ledgerRecord } from './ledger-record';
import { listsStates, lostEvents } from './lost-webhooks';
import { masivoControl, masivoRecord } from './masivo-record';
import { operatorActs } from './operator-acts';
import { people } from './people';
import { Printed } from './printed';
import { processes, type SkewedClock } from './processes';
import { quick, quickened } from './quick';
import { randomFrom } from './random';
import { reconciler } from './reconciler';
import { redactByEmail } from './redact-by-email';
import type { ChaosOptions, ChaosReport } from './run-options';
import { sendStory } from './send-story';
import { guardedStore, nameOf } from './shopper';
import { type StoreApis, startStoreApis } from './store-apis';
import { StoreBooks } from './store-books';
import { tellStory } from './story';
import { stubbornly } from './stubbornly';

const stallMs = quick.leaseMs + 500;
/**
 * How often a run of each store begins: every ten minutes, in a run whose minutes are seconds. More often in a short one,
 * where a store that sends nothing until the next run would tell nearly all in vain.
 */
const periodMsOf = (events: number): number => (events < 500 ? 2500 : events < 5000 ? 5000 : 10_000);
/** A request of the run's work-late rules has landed, also on a busy machine. */
const landedMs = 3000;

/** Sends a whole story to a real local bridge while breaking it, ends all faults, lets it drain, and checks. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'masivo-bridge-chaos-'));
  const closing = new Closing();
  const run: Run = {
    options,
    faults: { sqs: {}, dynamoDb: {}, secretsManager: {} },
    clock: { skewMs: 0 },
    printed: new Printed(),
    apis: breaksReconciliation(options)
      ? await startStoreApis(closing, randomFrom(options.seed + 7))
      : undefined,
  };
  const local = localOptions({ PORT: '0', CONSOLE_PORT: '0', MASIVO_PORT: '0', DATA_DIR: dataDir });
  const creationsPerHour = 1 + Math.floor(options.events / 2000);
  const bridge = await startBridge({
    ...local,
    bundles: options.bundles,
    workers: options.workers,
    deliverProcesses: 2,
    clockSkewMs: () => run.clock.skewMs,
    webhookSecrets: knownSecretsOf(
      localStores.flatMap((store) => [store, { ...store, store: guardedStore }]),
    ),
    visibilityTimeoutSeconds: 4,
    sandboxLimits: { migrationEveryMs: 10, migrationsPerHour: 1_000_000 },
    faults: run.faults,
    ...(options.inFront ? { inFront: options.inFront } : {}),
    onLogLine: (line) => run.printed.read(line),
    adjustSettings: (settings) =>
      (options.sabotage?.settings ?? unchanged)(
        quickened(settings, creationsPerHour, options.consentAtCreation === true, run.apis?.baseUrls),
      ),
  });
  try {
    return await tell(run, bridge, dataDir, closing);
  } finally {
    await closing.close();
    await bridge.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Without faults no webhook is lost, and nobody is asked for it. */
const breaksReconciliation = ({ faults, only = faultKinds }: ChaosOptions): boolean =>
  faults > 0 && only.some((kind) => kind === 'subscriptions removed' || isReconcileKind(kind));

const unchanged = (settings: Settings) => settings;

interface Run {
  readonly options: ChaosOptions;
  readonly faults: ServiceFaults;
  readonly clock: SkewedClock;
  readonly printed: Printed;
  /** Undefined where no vendor is asked what has changed. */
  readonly apis: StoreApis | undefined;
}

async function tell(
  { options, faults, clock, printed, apis }: Run,
  bridge: Bridge,
  dataDir: string,
  closing: Closing,
): Promise<ChaosReport> {
  const { seed, sabotage, onProgress } = options;
  const { shoppers, sendings } = tellStory(options.events, seed);
  const control = masivoControl(bridge);
  const ledger = ledgerRecord(bridge, 'sandbox');
  const operator = operatorActs(bridge.operator);
  const happening = new Happening((source) => apis !== undefined && listsStates(source));
  const tally = { lost: 0 };
  const counts = new Map<FaultKind, number>();
  const count = (kind: FaultKind, times = 1) => counts.set(kind, (counts.get(kind) ?? 0) + times);
  const shared = { control, count };
  const besides = people({
    ...shared,
    happening,
    ledger,
    operator,
    shoppers,
    landedMs,
    random: randomFrom(seed + 2),
    isIdle: () => bridge.waiting() === 0,
    hasOpenedSince: (time) => printed.lastMissing >= time,
  });
  const asking =
    apis &&
    reconciler({
      bridge,
      apis,
      count,
      bundles: options.bundles,
      periodMs: periodMsOf(options.events),
      clockSkewMs: () => clock.skewMs,
      onLogLine: (line) => printed.read(line),
    });
  if (asking) closing.add(asking.close);
  const breaking = breaker({
    ...shared,
    subscriptions: apis?.subscriptions,
    reconciler: asking,
    faults,
    people: besides,
    processes: processes({ bridge, clock, stallMs, count, random: randomFrom(seed + 3) }),
    random: randomFrom(seed + 1),
  });
  if (options.consentAtCreation) await control('PUT', '/account', { consentAtCreation: 'taken' });
  const started = Date.now();

  apis?.subscriptions.make(bridge.webhookUrls);
  await asking?.start();
  await sabotage?.beforeSending?.(bridge);
  const sent = await sendStory({
    bridge,
    sendings,
    schedule: options.faults > 0 ? scheduleFaults(sendings.length, options.faults, seed, options.only) : [],
    breaking,
    happening,
    losing: apis && {
      subscriptions: apis.subscriptions,
      books: new StoreBooks(sendings, apis.put),
      lost: lostEvents(sendings, seed),
      onLost: () => (tally.lost += 1),
    },
    endsAt: started + (options.duration ?? Number.POSITIVE_INFINITY) * 1000,
    erase: (shopper) => stubbornly(() => operator.erase(nameOf(shopper))),
    onSent: (done) => onProgress?.(done, sendings.length, 'sending'),
  });
  await breaking.heal();
  await asking?.runsOfEach(2);
  await asking?.stop();
  await sabotage?.afterSending?.(bridge);
  const finishing = { bridge, control, operator, people: besides, onProgress };
  const { redriven, unfinished } = await finishUp(finishing);
  for (const store of apis?.subscriptions.stillMissing() ?? []) unfinished.push(`${store}: no webhooks`);
  // What comes below could bring whoever should have come by now.
  const { lost: late } = check(shoppers, happening, (await masivoRecord(control)).kept);
  const beforeThem = await ledger.items();
  unfinished.push(...(await redactByEmail(shoppers, happening, finishing)));
  unfinished.push(...(await fromTheBeginning(asking, ledger, new Date(started), finishing)));

  await sabotage?.beforeJudging?.(bridge);
  const { violations, record, erased, listed } = await judged({
    shoppers,
    happening,
    ledger,
    finishing,
    apis,
    dataDir,
    earlier: { lost: late, unfinished, ledger: beforeThem },
    consentAtCreation: options.consentAtCreation === true,
  });
  ledger.close();
  return {
    events: sent,
    isWhole: options.faults > 0 && !options.only,
    shoppers: shoppers.length,
    erased,
    seconds: (Date.now() - started) / 1000,
    attempts: printed.attempts,
    held: printed.held,
    masivoRequests: record.requests,
    redriven,
    deadLetters: Object.values(bridge.sqs.waiting(queues.deadLetters)).reduce((sum, each) => sum + each, 0),
    faults: new Map(faultKinds.map((kind) => [kind, record.faults.get(kind) ?? counts.get(kind) ?? 0])),
    lost: tally.lost,
    reconciled: asking?.total,
    listed,
    violations,
    leaks: printed.leaks,
  };
}
