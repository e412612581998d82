import type { Clock } from '../../lambda/clock';
import { composeLedger } from '../../lambda/composition/compose-ledger';
import { type Outcome, outcomes } from '../../lambda/delivery/outcome';
import { type ListedDelivery, ledgerKeys, readListedAt } from '../../lambda/ledger/table';
import type { OperatedEnvironment } from './environment';
import { entriesOf, newestFirst, type Partition } from './index-keys';
import type { Overview } from './operator';
import { queueState } from './queues';
import type { LedgerPlace } from './records';
import { listsOf } from './search';
import { countWaiting } from './waiting';

const hourMs = 3600_000;
const hoursShown = 24;
const mostCounted = 50_000;
const pageSize = 2500;

/** From the indexes' keys, the queues' counts and the shared item only: no delivery is read. */
export async function overviewOf(
  { queues, settings }: OperatedEnvironment,
  place: LedgerPlace,
  { now }: Pick<Clock, 'now'>,
): Promise<Overview> {
  const { items } = composeLedger({ ...place, keepDeliveriesDays: settings.keepDeliveriesDays, now });
  const [counted, undecided, oldestWaiting, events, deadLetters, traffic] = await Promise.all([
    countHours(place, now()),
    countWaiting(place),
    oldestRetry(place),
    queueState(queues.eventsUrl, queues),
    queueState(queues.deadLettersUrl, queues),
    items.sharedState(),
  ]);
  return {
    ...counted,
    undecided,
    oldestWaiting,
    queue: { waiting: events.waiting, inFlight: events.inFlight },
    deadLetters: deadLetters.waiting + deadLetters.inFlight,
    circuit: traffic.circuit,
    paused: traffic.paused,
  };
}

async function countHours(place: LedgerPlace, now: Date): Promise<Pick<Overview, 'hours' | 'atLeast'>> {
  const first = Math.floor(now.getTime() / hourMs) - (hoursShown - 1);
  const counts = Array.from({ length: hoursShown }, (): Partial<Record<Outcome, number>> => ({}));
  const keys = ledgerKeys(place.account);
  const lists = listsOf(outcomes, keys);
  const outcomeOf = new Map(lists.map(({ partition, outcome }) => [partition.value, outcome]));
  const partitions = lists.map(({ partition }) => partition);
  const range = { since: new Date(first * hourMs) };
  let seen = 0;
  let atLeast = false;
  for await (const { listedAt, partition } of newestFirst(partitions, { range, pageSize }, place)) {
    seen += 1;
    if (seen > mostCounted) {
      atLeast = true;
      break;
    }
    const [receivedAt = ''] = listedAt.split('|');
    const hour = counts[Math.floor(Date.parse(receivedAt) / hourMs) - first];
    const outcome = outcomeOf.get(partition.value);
    if (hour && outcome) hour[outcome] = (hour[outcome] ?? 0) + 1;
  }
  const hours = counts.map((each, index) => ({
    from: new Date((first + index) * hourMs).toISOString(),
    counts: each,
  }));
  return { hours, atLeast };
}

async function oldestRetry(place: LedgerPlace): Promise<Overview['oldestWaiting']> {
  const lists = listsOf(['retry'], ledgerKeys(place.account));
  const found = await Promise.all(lists.map(({ partition }) => oldestIn(partition, place)));
  const [oldest] = found.flatMap((each) => each ?? []).sort(byReceipt);
  return oldest ? { id: oldest.id, receivedAt: oldest.receivedAt } : null;
}

const byReceipt = (one: ListedDelivery, other: ListedDelivery) =>
  one.receivedAt < other.receivedAt ? -1 : 1;

async function oldestIn(partition: Partition, place: LedgerPlace): Promise<ListedDelivery | undefined> {
  const walk = { range: {}, pageSize: 1, oldestFirst: true };
  for await (const { listedAt } of entriesOf(partition, walk, place)) {
    const listed = readListedAt(listedAt);
    if (listed) return listed;
  }
  return undefined;
}
