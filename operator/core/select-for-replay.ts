import type { Clock } from '../../lambda/clock';
import { type Outcome, outcomes } from '../../lambda/delivery/outcome';
import { ledgerKeys, readListedAt } from '../../lambda/ledger/table';
import { mostReplayed } from './answers/bulk';
import type { ReplaySelection } from './answers/replay';
import type { LedgerPlace } from './records';
import { blocksFor, listedIn, listsOf, type Search, search } from './search';

interface Selected {
  readonly id: string;
  readonly source: string;
  readonly store: string;
  readonly outcome: Outcome;
}

const limits = { entries: 500_000, records: 20_000, ms: 15_000 };

/** The deliveries that a query selects, newest first, and no others. Who replays what was discarded names it. */
export async function selectForReplay(
  query: Omit<Search, 'limit' | 'before'>,
  place: LedgerPlace,
  clock: Clock,
): Promise<ReplaySelection> {
  const whole = { ...query, limit: mostReplayed };
  if (query.owners || query.signedWith !== undefined) {
    const { records, next } = await search(whole, place, clock, limits);
    return selectionOf(
      records.filter(({ discarded }) => discarded === undefined),
      next !== undefined,
    );
  }
  return selectByEntries(whole, place, clock);
}

/** Where the index entry suffices, no record is read. */
async function selectByEntries(
  query: Search,
  place: LedgerPlace,
  { now }: Pick<Clock, 'now'>,
): Promise<ReplaySelection> {
  const until = now().getTime() + limits.ms;
  const keys = ledgerKeys(place.account);
  const outcomeOf = new Map(
    listsOf(outcomes, keys).map(({ partition, outcome }) => [partition.value, outcome]),
  );
  const selected: Selected[] = [];
  const isListed = listedIn(query);
  let seen = 0;
  for await (const { entries, isLast } of blocksFor(query, place)) {
    for (const entry of entries) {
      seen += 1;
      if (seen > limits.entries) return selectionOf(selected, true);
      const listed = readListedAt(entry.listedAt);
      const outcome = outcomeOf.get(entry.partition.value);
      if (!listed || listed.isDiscarded || !outcome || !isListed(entry)) continue;
      if (selected.length === mostReplayed) return selectionOf(selected, true);
      selected.push({ ...listed, outcome });
    }
    if (!isLast && now().getTime() >= until) return selectionOf(selected, true);
  }
  return selectionOf(selected, false);
}

function selectionOf(selected: readonly Selected[], more: boolean): ReplaySelection {
  const counts = new Map<string, ReplaySelection['counts'][number]>();
  for (const { source, store, outcome } of selected) {
    const key = [source, store, outcome].join('|');
    counts.set(key, { source, store, outcome, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return { ids: selected.map(({ id }) => id), counts: [...counts.values()], more };
}
