import type { Clock } from '../../lambda/clock';
import { type Outcome, outcomes } from '../../lambda/delivery/outcome';
import { normalizedEmail } from '../../lambda/email';
import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import { type LedgerKeys, ledgerKeys, readListedAt, shards, table } from '../../lambda/ledger/table';
import type { DeliveryQuery } from './answers/deliveries';
import { emailsIn } from './emails-in';
import { type IndexEntry, largestPage, type Partition } from './index-keys';
import { type Block, blocksOf } from './newest-first';
import { type LedgerPlace, readRecords } from './records';

/**
 * A query whose shopper, if it names one, is resolved: `owners` are the keys of customers. Somebody refused may have no
 * customer to whom an e-mail leads: refused deliveries are read for it themselves.
 */
export type Search = DeliveryQuery & { readonly owners?: readonly string[] };

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
/** Of a list that somebody looks at: what is found is soon there, and whoever asked asks on. */
export const forFirstRows: SearchLimits = { ...forOnePage, ms: 1500 };
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
  const listed = new Set<string>();
  let candidates: IndexEntry[] = [];
  let read = 0;
  async function readCandidates(): Promise<void> {
    const records = await readRecords(
      candidates.map(({ pk }) => pk),
      place,
      clock,
    );
    for (const { pk, listedAt, partition } of candidates) {
      const record = records.get(pk);
      if (!record || !isMeant(record, query) || listed.has(pk)) continue;
      if (query.owners !== undefined && partition.index !== table.byOwner && !isOfShopper(record, query))
        continue;
      listed.add(pk);
      found.push({ record, listedAt });
    }
    read += candidates.length;
    candidates = [];
  }

  // Where the record decides, most candidates may not match.
  const needsRecords = query.signedWith !== undefined || query.owners !== undefined;
  const isListed = listedIn(query);
  let seen = 0;
  let stoppedAt: IndexEntry | undefined;
  // One more than the page, to know whether there is a next page.
  const wanted = () => query.limit + 1 - found.length;
  const isLate = () => clock.now().getTime() >= until;
  blocks: for await (const { entries, isLast } of blocksFor(query, place)) {
    for (const entry of entries) {
      seen += 1;
      if (isListed(entry)) candidates.push(entry);
      const enough = needsRecords ? largestRead : Math.min(largestRead, wanted());
      const isEnough = candidates.length >= enough;
      if (isEnough) await readCandidates();
      if (wanted() <= 0) break blocks;
      const hasSpent = seen >= limits.entries || read + candidates.length >= limits.records;
      if (hasSpent || (isEnough && isLate())) {
        stoppedAt = entry;
        break blocks;
      }
    }
    // What was read is looked at, however long it took: so each search comes further than the one before.
    stoppedAt = isLast || !isLate() ? undefined : entries.at(-1);
    if (stoppedAt) break;
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
export function blocksFor(query: Search, place: LedgerPlace): AsyncGenerator<Block> {
  const partitions = partitionsOf(query, ledgerKeys(place.account));
  return blocksOf(partitions, { range: query, pageSize: Math.min(largestPage, pageOfEach(query)) }, place);
}

/** Of a page that is full, each shard of an outcome has about as many; one that has more is asked again. */
function pageOfEach({ limit, owners, email }: Search): number {
  return owners && email === undefined ? limit + 1 : Math.ceil(((limit + 1) * 1.5) / shards.length);
}

function partitionsOf({ outcomes: wanted, owners, email }: Search, keys: LedgerKeys): Partition[] {
  const listed = (outcome: readonly Outcome[]) => listsOf(outcome, keys).map(({ partition }) => partition);
  if (!owners) return listed(wantedOf(wanted));
  const refused = email === undefined ? [] : wantedOf(wanted).filter((outcome) => outcome === 'refused');
  return [...owners.map((value): Partition => ({ index: table.byOwner, value })), ...listed(refused)];
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

/** Whether an entry is of the query's store, as far as it shows. Most of a long search are not: those cost little. */
export function listedIn({
  source,
  store,
}: Pick<Search, 'source' | 'store'>): (entry: IndexEntry) => boolean {
  const names = [source, store].flatMap((name) => (name === undefined ? [] : `|${name}|`));
  if (names.length === 0) return () => true;
  return ({ listedAt }) => {
    if (!names.every((name) => listedAt.includes(name))) return false;
    const listed = readListedAt(listedAt);
    return (
      listed !== undefined &&
      (source === undefined || listed.source === source) &&
      (store === undefined || listed.store === store)
    );
  };
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

/** Of a refused delivery, whether its event holds the e-mail: nothing else has to be readable in it. */
function isOfShopper(record: DeliveryRecord, { email, customer }: Search): boolean {
  if (email === undefined || (customer !== undefined && customer !== record.customer)) return false;
  const wanted = normalizedEmail(email);
  return emailsIn(Buffer.from(record.body)).some((each) => normalizedEmail(each) === wanted);
}
