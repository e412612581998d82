import type { BackfillDeps } from '../../../cli/backfill/engine/deps';
import type { Journal, JournalLine } from '../../../cli/backfill/engine/journal';
import { runName } from '../../../cli/backfill/engine/known';
import { masivosRates } from '../../../cli/backfill/engine/migration-limit';
import type { CustomerReader } from '../../../cli/backfill/engine/readers/reader';
import { nothingDone, unfinished } from '../../../cli/backfill/engine/resume';
import { backfill } from '../../../cli/backfill/engine/run';
import { environmentDeps } from '../../../cli/backfill/environment';
import { backfillTimes, migrationWaitMs } from '../../../lambda/retry/retry-times';
import type { StoreSettings } from '../../../lambda/settings';
import { sources } from '../../../lambda/sources/registry';
import { listed } from '../events';
import type { Machine } from '../kernel/machine';
import { storyStart } from '../spec';
import { claimNames, httpOf, operatedFrom } from './deployment';
import type { World } from './world';

const resumeAfterMs = 5 * 60_000;
const mostStarts = 12;

/** The production backfill of one store. Whenever its process dies, somebody starts it again. */
export function startBackfill(store: StoreSettings, world: World): void {
  const { scheduler, trace } = world;
  const key = `${store.source}-${store.store}`;
  const lines: JournalLine[] = [];
  let starts = 0;

  function start(): void {
    starts += 1;
    const machine = world.boot(`fill-${key}.${starts}`);
    let over = false;
    const again = (why: string) => {
      if (over) return;
      over = true;
      trace.note(machine.name, `the backfill ends: ${why}`);
      machine.kill();
      if (why !== 'done' && starts < mostStarts) scheduler.after(resumeAfterMs, start);
    };
    machine.onDeath(() => again('it died'));
    trace.note(machine.name, 'the backfill begins');
    run(store, machine, lines, world).then(
      () => again('done'),
      (error: unknown) => again(error instanceof Error ? error.name : 'unknown'),
    );
  }
  start();
}

async function run(
  store: StoreSettings,
  machine: Machine,
  lines: JournalLine[],
  world: World,
): Promise<void> {
  const source = sources.get(store.source);
  if (!source) throw new Error(`There is no source ${store.source}`);
  const { clock } = machine;
  const environment = operatedFrom(machine, world);
  const deps: BackfillDeps = {
    ...environmentDeps(environment, clock, { http: httpOf(machine, world), newId: claimNames(machine) }),
    ...clock,
    source,
    store,
    range: { since: null, until: new Date(storyStart) },
    reader: readerIn(machine, world),
    migrations: masivosRates,
    waits,
    stopped: new AbortController().signal,
  };
  const before = await unfinished(lines);
  // The last line of a run that ended tells of no run to go on with.
  const name = before?.run ?? runName(machine.name);
  if (!before) lines.push(begun(name, store, world));
  const journal: Journal = {
    append(line) {
      lines.push(line);
      for (const id of leftOutIn(line)) world.witness.onLeftOut(id);
    },
    close: () => {},
  };
  await backfill(deps, { run: name, journal, before: before?.left ?? nothingDone, onProgress: () => {} });
}

/** Whom the run's report names with a reason. One whom the ledger knows is left to its deliveries. */
function leftOutIn(line: JournalLine): readonly string[] {
  if (line.is === 'sending') {
    return line.left.flatMap(({ customer, why }) => (why === 'known' ? [] : (customer ?? [])));
  }
  if (line.is === 'sent') return line.refused.map(({ customer }) => customer);
  return line.is === 'settled' ? line.problems.map(({ customer }) => customer) : [];
}

// As `bridge backfill` has them where nothing else is asked for.
const waits = {
  showsWithin: migrationWaitMs,
  firstPause: backfillTimes.firstPauseMs,
  stopAfter: backfillTimes.stopAfterMs,
};

const begun = (run: string, { source, store }: StoreSettings, { scheduler }: World): JournalLine => ({
  is: 'begun',
  v: 1,
  run,
  at: scheduler.now(),
  about: {
    environment: 'simulated',
    account: 'simulated',
    source,
    store,
    since: null,
    until: new Date(storyStart).toISOString(),
    input: 'vendor',
  },
});

/** The store's list, as it is when each customer is read. */
function readerIn(machine: Machine, { spec, scheduler, witness }: World): CustomerReader {
  return {
    count: async () => null,
    async *read({ store, after }) {
      const ofStore = spec.customers.filter(
        (customer) => customer.source === store.source && customer.store === store.store,
      );
      const from = ofStore.findIndex(({ id }) => id === after) + 1;
      for (const customer of ofStore.slice(from)) {
        await machine.clock.sleep(machine.random.between(1, 500));
        const now = scheduler.now() - storyStart;
        const version = customer.versions.findLastIndex(({ atMs }) => atMs <= now);
        // Who existed before go-live is in the list, also before the story tells of them.
        const place = version === -1 && customer.registeredMs < 0 ? 0 : version;
        if (place === -1) continue;
        if (customer.registeredMs < 0) witness.onBackfilled(customer.id, place);
        yield listed(customer, place, machine.clock.now());
      }
    },
  };
}
