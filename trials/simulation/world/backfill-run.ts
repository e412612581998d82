import type { BackfillDeps } from '../../../cli/backfill/engine/deps';
import type { Journal, JournalLine } from '../../../cli/backfill/engine/journal';
import { masivosRates } from '../../../cli/backfill/engine/migration-limit';
import { nothingDone, unfinished } from '../../../cli/backfill/engine/resume';
import { backfill } from '../../../cli/backfill/engine/run';
import { environmentDeps } from '../../../cli/backfill/environment';
import { runName } from '../../../lambda/delivery/backfill-run';
import { backfillTimes, migrationWaitMs } from '../../../lambda/retry/retry-times';
import type { StoreSettings } from '../../../lambda/settings';
import { sources } from '../../../lambda/sources/registry';
import type { Machine } from '../kernel/machine';
import { mappingIn } from '../own-ids';
import { storyStart } from '../spec';
import { readerIn } from './backfill-reader';
import { claimNames, httpOf, operatedFrom } from './deployment';
import type { World } from './world';

const resumeAfterMs = 5 * 60_000;
const mostStarts = 12;
const rerunAfterMs = 3600_000;
const mostReruns = 3;

/**
 * The production backfill of one store. Whenever its process dies, somebody starts it again; where it ends with
 * problems, which it reports, somebody runs the command once more later.
 */
export function startBackfill(store: StoreSettings, world: World): void {
  const { scheduler, trace } = world;
  const key = `${store.source}-${store.store}`;
  const lines: JournalLine[] = [];
  let starts = 0;
  let reruns = 0;

  function start(): void {
    starts += 1;
    const machine = world.boot(`fill-${key}.${starts}`);
    let over = false;
    const again = (why: string) => {
      if (over) return;
      over = true;
      trace.note(machine.name, `the backfill ends: ${why}`);
      machine.kill();
      const hasProblems = lines.some(isProblem);
      if (why !== 'done') {
        if (starts < mostStarts) scheduler.after(resumeAfterMs, start);
      } else if (hasProblems && reruns < mostReruns) {
        reruns += 1;
        lines.length = 0;
        scheduler.after(rerunAfterMs, start);
      }
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
    mapping: mappingIn(world.spec, { stores: [store] }),
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

const isProblem = (line: JournalLine) =>
  (line.is === 'sent' && line.refused.length > 0) || (line.is === 'settled' && line.problems.length > 0);

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
