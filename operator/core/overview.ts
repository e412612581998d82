import type { Clock } from '../../lambda/clock';
import { composeSharedItems } from '../../lambda/composition/compose-ledger';
import { type Outcome, outcomes } from '../../lambda/delivery/outcome';
import type { SharedState } from '../../lambda/ledger/shared-items';
import { ledgerKeys, readListedAt } from '../../lambda/ledger/table';
import { storeKey } from '../../lambda/store-name';
import { version } from '../../package.json';
import type { Overview, StoreHealth } from './answers/overview';
import type { OperatedEnvironment } from './environment';
import { blocksOf } from './newest-first';
import { queueState } from './queues';
import { reconciliationsOf } from './reconciliations';
import type { LedgerPlace } from './records';
import { listsOf } from './search';
import { addTo, type CountsByStore } from './store-counts';
import { retriesIn, untriedIn } from './untried';
import { countWaiting } from './waiting';

const hourMs = 3600_000;
const hoursShown = 24;
const mostCounted = 50_000;
const pageSize = 2500;

/** From the indexes' keys, the queues' counts and the shared item only: no delivery is read. */
export async function overviewOf(
  environment: OperatedEnvironment,
  place: LedgerPlace,
  { now }: Pick<Clock, 'now'>,
): Promise<Overview> {
  const { queues } = environment;
  const items = composeSharedItems(place);
  const [counted, waiting, retries, events, deadLetters, traffic, reconciled] = await Promise.all([
    countHours(place, now()),
    countWaiting(place),
    retriesIn(place),
    queueState(queues.eventsUrl, queues),
    queueState(queues.deadLettersUrl, queues),
    items.sharedState(),
    reconciliationsOf(environment.settings, place),
  ]);
  const { hours, atLeast, newest, refused, discarded } = counted;
  return {
    version,
    mapping: environment.mapping?.hash ?? null,
    hours,
    atLeast,
    discarded,
    undecided: waiting.undecided,
    oldestWaiting: retries.oldest,
    queue: { waiting: events.waiting, inFlight: events.inFlight },
    untried: await untriedIn(environment, events, retries),
    deadLetters: deadLetters.waiting + deadLetters.inFlight,
    ...circuitsIn(traffic),
    paused: pausedIn(traffic),
    stores: environment.settings.stores.map((each): StoreHealth => {
      const store = storeKey(each);
      return {
        store,
        lastDeliveryAt: newest.get(store) ?? null,
        retrying: retries.byStore.get(store) ?? 0,
        refused: refused.get(store) ?? 0,
        undecided: waiting.customersByStore.get(store) ?? 0,
        tasks: waiting.tasksByStore.get(store) ?? 0,
      };
    }),
    reconciled,
  };
}

/** Stores whose erasure is not over wait, too. */
const pausedIn = ({ paused, erasedShops = {} }: SharedState): readonly string[] => {
  if (paused.includes('*')) return paused;
  return [...new Set([...paused, ...Object.keys(erasedShops).filter((name) => erasedShops[name]?.open)])];
};

/** Masivo's, and those of the stores that are read from at their vendors. */
function circuitsIn({ circuits }: SharedState): Pick<Overview, 'circuit' | 'vendorCircuits'> {
  const { masivo: circuit, ...vendors } = circuits;
  const open = Object.entries(vendors).flatMap(([store, each]) => (each ? [[store, each] as const] : []));
  return { circuit, ...(open.length > 0 ? { vendorCircuits: Object.fromEntries(open) } : {}) };
}

interface CountedHours extends Pick<Overview, 'hours' | 'atLeast' | 'discarded'> {
  /** When each store's newest delivery was received. */
  readonly newest: ReadonlyMap<string, string>;
  readonly refused: CountsByStore;
}

async function countHours(place: LedgerPlace, now: Date): Promise<CountedHours> {
  const first = Math.floor(now.getTime() / hourMs) - (hoursShown - 1);
  const counts = Array.from({ length: hoursShown }, (): Partial<Record<Outcome, number>> => ({}));
  const keys = ledgerKeys(place.account);
  const lists = listsOf(outcomes, keys);
  const outcomeOf = new Map(lists.map(({ partition, outcome }) => [partition.value, outcome]));
  const partitions = lists.map(({ partition }) => partition);
  const range = { since: new Date(first * hourMs) };
  const newest = new Map<string, string>();
  const refused = new Map<string, number>();
  let seen = 0;
  let atLeast = false;
  let discarded = 0;
  blocks: for await (const { entries } of blocksOf(partitions, { range, pageSize }, place)) {
    for (const { listedAt, partition } of entries) {
      seen += 1;
      if (seen > mostCounted) {
        atLeast = true;
        break blocks;
      }
      const listed = readListedAt(listedAt);
      const outcome = outcomeOf.get(partition.value);
      if (!listed || !outcome) continue;
      const hour = counts[Math.floor(Date.parse(listed.receivedAt) / hourMs) - first];
      if (hour) hour[outcome] = (hour[outcome] ?? 0) + 1;
      // The newest comes first.
      const store = storeKey(listed);
      if (!newest.has(store)) newest.set(store, listed.receivedAt);
      if (listed.isDiscarded) discarded += 1;
      else if (outcome === 'refused') addTo(refused, listed);
    }
  }
  const hours = counts.map((each, index) => ({
    from: new Date((first + index) * hourMs).toISOString(),
    counts: each,
  }));
  return { hours, atLeast, newest, refused, discarded };
}
