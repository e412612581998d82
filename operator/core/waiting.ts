import type { Clock } from '../../lambda/clock';
import { type Attention, attentionOf, attentions } from '../../lambda/ledger/customer-item';
import type { CustomerEntry } from '../../lambda/ledger/ledger';
import {
  type CustomerName,
  customerNameOf,
  ledgerKeys,
  readListedAt,
  table,
} from '../../lambda/ledger/table';
import { mostReplayed } from './answers/bulk';
import type { Overview } from './answers/overview';
import type {
  CustomerStanding,
  WaitingCustomer,
  WaitingPage,
  WaitingQuery,
  WaitingSelection,
} from './answers/waiting';
import type { MaskEmail } from './email-mask';
import { entriesOf, type IndexEntry, largestPage } from './index-keys';
import { newestFirst } from './newest-first';
import { type LedgerPlace, readCustomers } from './records';
import { addTo, type CountsByStore } from './store-counts';

type Selected = Omit<WaitingQuery, 'limit'>;

const mostCounted = 1000;

/** The customers that wait for an operator, newest first: from the index and their own items, whatever has expired. */
export async function waiting(
  query: WaitingQuery,
  place: LedgerPlace,
  clock: Pick<Clock, 'sleep'>,
  maskEmail: MaskEmail,
): Promise<WaitingPage> {
  const customers: WaitingCustomer[] = [];
  let candidates: IndexEntry[] = [];
  let last: string | undefined;

  async function readCandidates(): Promise<void> {
    const names = candidates.map(({ pk }) => customerNameOf(pk));
    const entries = await readCustomers(names, place, clock);
    customers.push(...entries.flatMap((entry) => waitingCustomer(entry, maskEmail) ?? []));
    last = candidates.at(-1)?.listedAt ?? last;
    candidates = [];
  }

  for await (const entry of entriesFor(query, place, query.limit + 1)) {
    // There is one more than the page takes.
    if (customers.length === query.limit && last !== undefined) return { customers, next: last };
    candidates.push(entry);
    if (candidates.length === query.limit - customers.length) await readCandidates();
  }
  await readCandidates();
  return { customers };
}

/** Undefined where nobody has to decide: the index lags behind the items. */
export function waitingCustomer(
  { name, state }: CustomerEntry,
  maskEmail: MaskEmail,
): WaitingCustomer | undefined {
  const attention = attentionOf(state);
  if (!attention) return undefined;
  return {
    ...name,
    kind: attention.kind,
    since: new Date(attention.since).toISOString(),
    delivery: state.newest?.delivery ?? null,
    maskedEmail: maskEmail(state.newest?.customer.email ?? null),
  };
}

/** The customers that a query selects, by their index entries alone. */
export async function selectWaiting(
  query: Omit<Selected, 'before'>,
  place: LedgerPlace,
): Promise<WaitingSelection> {
  const customers: CustomerName[] = [];
  const counts = new Map<string, WaitingSelection['counts'][number]>();
  for await (const { pk, partition } of entriesFor(query, place, largestPage)) {
    if (customers.length === mostReplayed) return { customers, counts: [...counts.values()], more: true };
    const name = customerNameOf(pk);
    customers.push(name);
    const { source, store } = name;
    const kind = kindIn(partition.value);
    const key = [source, store, kind].join('|');
    counts.set(key, { source, store, kind, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return { customers, counts: [...counts.values()], more: false };
}

/** How customers that are named stand, for whoever is about to release them; unknown ones are left out. */
export async function standingsOf(
  names: readonly CustomerName[],
  place: LedgerPlace,
  clock: Pick<Clock, 'sleep'>,
): Promise<readonly CustomerStanding[]> {
  const entries = await readCustomers(names, place, clock);
  return entries.map(({ name, state }) => {
    const { confirmed } = state;
    const dropped = 'dropped' in confirmed && confirmed.dropped;
    return { name, standing: attentionOf(state)?.kind ?? (dropped ? 'dropped' : 'decided') };
  });
}

interface CountedWaiting {
  readonly undecided: Overview['undecided'];
  readonly customersByStore: CountsByStore;
  readonly tasksByStore: CountsByStore;
}

/** How many wait, as far as they are counted. */
export async function countWaiting(place: LedgerPlace): Promise<CountedWaiting> {
  const keys = ledgerKeys(place.account);
  const customersByStore = new Map<string, number>();
  const tasksByStore = new Map<string, number>();
  const counts = await Promise.all(
    [...attentions, 'tasks' as const].map(async (kind): Promise<[Attention | 'tasks', number]> => {
      let count = 0;
      const value = kind === 'tasks' ? keys.tasks : keys.attention(kind);
      const partition = { index: table.byOutcome, value };
      for await (const { pk, listedAt } of entriesOf(
        partition,
        { range: {}, pageSize: mostCounted },
        place,
      )) {
        if (kind !== 'tasks') addTo(customersByStore, customerNameOf(pk));
        else {
          const listed = readListedAt(listedAt);
          if (listed) addTo(tasksByStore, listed);
        }
        count += 1;
        if (count === mostCounted) break;
      }
      return [kind, count];
    }),
  );
  const { held = 0, gone = 0, unlinked = 0, merged = 0, tasks = 0 } = Object.fromEntries(counts);
  const atLeast = counts.some(([, count]) => count === mostCounted);
  return { undecided: { held, gone, unlinked, merged, tasks, atLeast }, customersByStore, tasksByStore };
}

const kindIn = (partition: string): Attention =>
  attentions.find((kind) => partition.endsWith(`|${kind}`)) ?? 'held';

async function* entriesFor(
  { kind, source, store, before }: Selected,
  place: LedgerPlace,
  pageSize: number,
): AsyncGenerator<IndexEntry> {
  const keys = ledgerKeys(place.account);
  const partitions = (kind ? [kind] : attentions).map((each) => ({
    index: table.byOutcome,
    value: keys.attention(each),
  }));
  const isSelective = source !== undefined || store !== undefined;
  const walk = { range: { before }, pageSize: isSelective ? largestPage : pageSize };
  for await (const entry of newestFirst(partitions, walk, place)) {
    const name = customerNameOf(entry.pk);
    if ((source ?? name.source) === name.source && (store ?? name.store) === name.store) yield entry;
  }
}
