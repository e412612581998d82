import { ledgerKeys, readListedAt } from '../../lambda/ledger/table';
import type { Overview, Untried } from './answers/overview';
import type { OperatedEnvironment } from './environment';
import { entriesOf, type Partition } from './index-keys';
import { type QueueState, queueState } from './queues';
import type { LedgerPlace } from './records';
import { listsOf } from './search';
import { addTo, type CountsByStore, sumOf } from './store-counts';

const mostCounted = 50_000;
const pageSize = 2500;

/** Deliveries that are tried again, as the index lists them. */
export interface Retries {
  readonly count: number;
  /** True where there are more than are counted. */
  readonly atLeast: boolean;
  readonly oldest: Overview['oldestWaiting'];
  readonly byStore: CountsByStore;
}

export async function retriesIn(place: LedgerPlace): Promise<Retries> {
  const lists = listsOf(['retry'], ledgerKeys(place.account));
  const found = await Promise.all(lists.map(({ partition }) => retriesListed(partition, place)));
  const [oldest = null] = found
    .flatMap((each) => each.oldest ?? [])
    .sort((one, other) => (one.receivedAt < other.receivedAt ? -1 : 1));
  return {
    byStore: sumOf(found.map(({ byStore }) => byStore)),
    count: found.reduce((sum, { count }) => sum + count, 0),
    atLeast: found.some(({ atLeast }) => atLeast),
    oldest,
  };
}

async function retriesListed(partition: Partition, place: LedgerPlace): Promise<Retries> {
  let count = 0;
  let oldest: Retries['oldest'] = null;
  const byStore = new Map<string, number>();
  for await (const { listedAt } of entriesOf(partition, { range: {}, pageSize, oldestFirst: true }, place)) {
    const listed = readListedAt(listedAt);
    if (listed) {
      oldest ??= { id: listed.id, receivedAt: listed.receivedAt };
      addTo(byStore, listed);
    }
    count += 1;
    if (count === mostCounted) return { count, atLeast: true, oldest, byStore };
  }
  return { count, atLeast: false, oldest, byStore };
}

/**
 * What was accepted and not tried yet is on the queue and nowhere else. The ledger knows which of the queue's messages
 * were tried: each delivery that is retried has one there.
 */
export async function untriedIn(
  { queues }: Pick<OperatedEnvironment, 'queues'>,
  { waiting, inFlight }: QueueState,
  retries: Retries,
): Promise<Untried> {
  const messages = Math.max(0, waiting + inFlight - retries.count);
  const oldestMs = messages === 0 ? undefined : await queues.oldestMs?.();
  return { messages, atMost: retries.atLeast, oldestMs: oldestMs ?? null };
}

export async function untried(environment: OperatedEnvironment, place: LedgerPlace): Promise<Untried> {
  const { queues } = environment;
  const [state, retries] = await Promise.all([queueState(queues.eventsUrl, queues), retriesIn(place)]);
  return untriedIn(environment, state, retries);
}
