import type { Clock } from '../../lambda/clock';
import { type Outcome, outcomes } from '../../lambda/delivery/outcome';
import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import { type LedgerKeys, ledgerKeys, readListedAt, shards, table } from '../../lambda/ledger/table';
import type { DeliveryQuery } from './answers/deliveries';
import { type IndexEntry, largestPage, newestFirst, type Partition } from './index-keys';
import { type LedgerPlace, readRecords } from './records';

/** A query whose shopper, if it names one, is resolved: `owners` are the keys of customers. */
export type Search = Omit<DeliveryQuery, 'customer' | 'email'> & { readonly owners?: readonly string[] };

export interface SearchPage {
  readonly records: readonly DeliveryRecord[];
  readonly next?: string;
  readonly searchedBackTo?: string;
}

/** One search costs at most this many index entries (about 200 bytes each) and records read. */
export interface SearchLimits {
  readonly entries: number;
  readonly records: number;
  /** Every search ends within one call of the function. */
  readonly ms: number;
}

const forOnePage: SearchLimits = { entries: 50_000, records: 2000, ms: 8000 };
// As many records as DynamoDB reads in one request.
const largestRead = 100;

/** A page of deliveries, newest first: index entries narrow the search, and only the records of the rest are read. */
export async function search(
  query: Search,
  place: LedgerPlace,
  clock: Clock,
  limits = forOnePage,
): Promise<SearchPage> {
  const until = clock.now().getTime() + limits.ms;
  const found: { record: DeliveryRecord; listedAt: string }[] = [];
  let candidates: IndexEntry[] = [];
  let read = 0;
  async function readCandidates(): Promise<void> {
    const records = await readRecords(
      candidates.map(({ pk }) => pk),
      place,
      clock,
    );
    for (const { pk, listedAt } of candidates) {
      const record = records.get(pk);
      if (record && isMeant(record, query)) found.push({ record, listedAt });
    }
    read += candidates.length;
    candidates = [];
  }

  // Where the record decides, most candidates may not match.
  const needsRecords = query.signedWith !== undefined || query.owners !== undefined;
  let seen = 0;
  let stoppedAt: IndexEntry | undefined;
  // One more than the page, to know whether there is a next page.
  const wanted = () => query.limit + 1 - found.length;
  for await (const entry of entriesFor(query, place)) {
    seen += 1;
    if (mayBeMeant(entry, query)) candidates.push(entry);
    const enough = needsRecords ? largestRead : Math.min(largestRead, wanted());
    if (candidates.length >= enough) await readCandidates();
    if (wanted() <= 0) break;
    const isLate = clock.now().getTime() >= until;
    if (isLate || seen >= limits.entries || read + candidates.length >= limits.records) {
      stoppedAt = entry;
      break;
    }
  }
  await readCandidates();
  return pageOf(found, query.limit, stoppedAt);
}

function pageOf(
  found: readonly { record: DeliveryRecord; listedAt: string }[],
  limit: number,
  stoppedAt: IndexEntry | undefined,
): SearchPage {
  const records = found.slice(0, limit).map(({ record }) => record);
  const last = found[limit - 1];
  if (found.length > limit && last) return { records, next: last.listedAt };
  if (!stoppedAt) return { records };
  const [searchedBackTo = ''] = stoppedAt.listedAt.split('|');
  return { records, next: stoppedAt.listedAt, ...(records.length < limit ? { searchedBackTo } : {}) };
}

/** The index entries that a query has to read, newest first. */
export function entriesFor(query: Search, place: LedgerPlace): AsyncGenerator<IndexEntry> {
  return newestFirst(
    partitionsOf(query, ledgerKeys(place.account)),
    { range: query, ...pagesFor(query) },
    place,
  );
}

// Of a store that has most deliveries a page is full after few entries of each list; of a rare one, all are read.
const firstSelectivePage = 200;

function pagesFor(query: Search): { readonly pageSize: number; readonly grows?: boolean } {
  if (query.limit >= largestPage) return { pageSize: largestPage };
  const isSelective = query.source !== undefined || query.store !== undefined;
  return isSelective ? { pageSize: firstSelectivePage, grows: true } : { pageSize: pageOfEach(query) };
}

/** Of a page that is full, each shard of an outcome has about as many; one that has more is asked again. */
function pageOfEach({ limit, owners }: Search): number {
  return owners ? limit + 1 : Math.ceil(((limit + 1) * 1.5) / shards.length);
}

function partitionsOf({ outcomes: wanted, owners }: Search, keys: LedgerKeys): Partition[] {
  if (owners) return owners.map((value) => ({ index: table.byOwner, value }));
  return listsOf(wantedOf(wanted), keys).map(({ partition }) => partition);
}

/** Where deliveries of these outcomes are listed. */
export const listsOf = (
  wanted: readonly Outcome[],
  keys: LedgerKeys,
): readonly { readonly partition: Partition; readonly outcome: Outcome }[] =>
  wanted.flatMap((outcome) =>
    keys.outcomes(outcome).map((value) => ({ partition: { index: table.byOutcome, value }, outcome })),
  );

export const wantedOf = (wanted: DeliveryQuery['outcomes']): readonly Outcome[] =>
  wanted && wanted.length > 0 ? [...new Set(wanted)] : outcomes;

/** As far as the index entry shows. */
export function mayBeMeant({ listedAt }: IndexEntry, { source, store }: Search): boolean {
  const listed = readListedAt(listedAt);
  if (!listed) return true;
  return (
    (source === undefined || listed.source === source) && (store === undefined || listed.store === store)
  );
}

/** The record decides: an index entry may be older than the record. */
function isMeant(record: DeliveryRecord, { source, store, signedWith, outcomes: wanted }: Search): boolean {
  return (
    (source === undefined || record.source === source) &&
    (store === undefined || record.store === store) &&
    (signedWith === undefined || record.signedWith === signedWith) &&
    wantedOf(wanted).includes(record.outcome)
  );
}
