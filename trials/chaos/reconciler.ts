import { join } from 'node:path';
import { systemClock } from '../../lambda/clock';
import { memberOf } from '../../lambda/json';
import { type StoreName, storeKey } from '../../lambda/store-name';
import { accessKeyOf } from '../../local/aws/environment';
import type { Fault } from '../../local/aws/faults';
import type { Bridge } from '../../local/bridge';
import { startLocalFunction } from '../../local/functions/local-function';
import { secretIds } from '../../local/stand-ins';
import type { FaultKind, ReconcileKind } from './faults';
import { signal } from './processes';
import { askedStores, type StoreApis } from './store-apis';

export interface ReconcilerDeps {
  readonly bridge: Bridge;
  readonly bundles: string;
  readonly apis: StoreApis;
  readonly periodMs: number;
  readonly clockSkewMs: () => number;
  readonly onLogLine: (line: string) => void;
  readonly count: (kind: FaultKind) => void;
}

/** What the runs came to. */
export interface Reconciled {
  runs: number;
  found: number;
  fed: number;
  /** Runs that did not come to their end, or that another one's lease kept off. */
  failed: number;
  /** How many periods it took after the last fault until each store had had two that did. */
  periods: number;
}

const functionName = 'reconcile';
const mostRuns = 100;
const mostPeriods = 30;

/** Runs the built function on its schedule, a store after the other, and has it die where it hurts. */
export function reconciler({
  bridge,
  bundles,
  apis,
  periodMs,
  clockSkewMs,
  onLogLine,
  count,
}: ReconcilerDeps) {
  const fn = startLocalFunction({
    name: functionName,
    bundle: join(bundles, functionName, 'index.js'),
    environment: { ...bridge.environment, AWS_ACCESS_KEY_ID: accessKeyOf(bridge.token, functionName) },
    // As deployed: the lease of a run that died is over before the store's next run.
    timeoutMs: periodMs * 0.75,
    onLogLine,
    clockSkewMs,
  });
  bridge.secrets.set(secretIds['reconcile-keys'], { current: JSON.stringify(apis.keys) });
  const stores = askedStores(apis, bridge.stores);
  const armed = new Map<ReconcileKind, number>();
  const total: Reconciled = { runs: 0, found: 0, fed: 0, failed: 0, periods: 0 };
  /** Runs that came to their end, by store. */
  const done = new Map<string, number>();
  const doneBy = (store: StoreName): number => done.get(storeKey(store)) ?? 0;
  let hasFed = false;
  let [begun, ended] = [0, 0];
  let isStopped = false;

  /** Whether this is to happen here and now. */
  function takes(kind: ReconcileKind): boolean {
    const left = armed.get(kind) ?? 0;
    if (left === 0) return false;
    armed.set(kind, left - 1);
    count(kind);
    return true;
  }
  const dies = (kind: ReconcileKind) => takes(kind) && signal(fn.pid, 'SIGKILL');

  /** @returns whether it came to its end */
  async function run({ source, store }: StoreName): Promise<boolean> {
    hasFed = false;
    const invoked = await fn.invoke({ source, store });
    const report = invoked.kind === 'result' ? memberOf(invoked.result, 'report') : undefined;
    const isDone = report !== undefined && memberOf(report, 'failure') === null;
    total.runs += 1;
    total.found += Number(memberOf(report, 'found') ?? 0);
    total.fed += Number(memberOf(report, 'fed') ?? 0);
    if (isDone) done.set(storeKey({ source, store }), doneBy({ source, store }) + 1);
    else total.failed += 1;
    return isDone;
  }

  async function round(): Promise<void> {
    begun += 1;
    for (const store of stores) await run(store);
    ended = begun;
  }

  async function onSchedule(): Promise<void> {
    while (!isStopped) {
      const next = Date.now() + periodMs;
      await round();
      while (!isStopped && Date.now() < next) await systemClock.sleep(Math.min(100, periodMs));
    }
  }
  let loop: Promise<void> | undefined;

  apis.disturb = () => {
    const failing = { status: 500, body: { errors: 'Internal Server Error' } };
    return takes('vendor fails') || dies('reconcile dies asking') ? failing : undefined;
  };

  return {
    total,

    /** The first runs, before anything happens in the stores; then on schedule. */
    async start(): Promise<void> {
      for (const store of stores) await untilDone(store);
      loop = onSchedule();
    },

    arm(kind: ReconcileKind): void {
      armed.set(kind, (armed.get(kind) ?? 0) + 1);
    },

    /** A call to AWS. */
    onCall(operation: string, caller: string): Fault | undefined {
      if (caller !== functionName) return undefined;
      if (operation === 'SendMessage') {
        if (dies('reconcile dies feeding')) return { kind: 'close' };
        hasFed = true;
      }
      // What follows upon the queue is the cursor.
      if (operation !== 'UpdateItem' || !hasFed) return undefined;
      hasFed = false;
      return dies('reconcile dies at its cursor') ? { kind: 'close' } : undefined;
    },

    /** What was to hit a run hits it within a few periods, or not at all. */
    async heal(): Promise<void> {
      const isArmed = () => [...armed.values()].some((left) => left > 0);
      for (let waited = 0; waited < mostPeriods && isArmed(); waited += 1) await period();
      armed.clear();
    },

    /** Lets so many more runs of each store come to their end: as many periods where the machine keeps up. */
    async runsOfEach(many: number): Promise<void> {
      // Not one that began before.
      while (ended < begun) await systemClock.sleep(50);
      const enough = stores.map((store) => [store, doneBy(store) + many] as const);
      const isOver = () => enough.every(([store, runs]) => doneBy(store) >= runs);
      for (let waited = 0; waited < mostPeriods; waited += 1) {
        total.periods = waited;
        if (isOver()) return;
        await period();
      }
      throw new Error(`In ${mostPeriods} periods not every store had ${many} reconciliations`);
    },

    /** @throws what the schedule met: a fault of the run itself */
    async stop(): Promise<void> {
      isStopped = true;
      await loop;
    },

    /** Runs every store until all that its vendor tells is on the queue, or known. */
    async catchUp(): Promise<void> {
      for (const store of stores) await untilDone(store);
    },

    stores,
    close(): Promise<void> {
      isStopped = true;
      return fn.stop();
    },
  };

  async function untilDone(store: StoreName): Promise<void> {
    for (let runs = 0; runs < mostRuns; runs += 1) {
      if (await run(store)) return;
      await systemClock.sleep(100);
    }
    throw new Error(`The reconciliation of ${store.source}/${store.store} does not come to its end`);
  }

  /** Until the next runs of all stores have ended. */
  async function period(): Promise<void> {
    for (const next = begun + 1; ended < next; ) await systemClock.sleep(50);
  }
}
export type Reconciler = ReturnType<typeof reconciler>;
