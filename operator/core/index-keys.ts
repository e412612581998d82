import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { table } from '../../lambda/ledger/table';
import type { LedgerPlace } from './records';

/** One partition of an index: all deliveries of an outcome, or of a customer. */
export interface Partition {
  readonly index: typeof table.byOutcome | typeof table.byOwner;
  readonly value: string;
}

/** Times of receipt, inclusive; `before` is an entry's `listedAt`, and is not included. */
export interface KeyRange {
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly before?: string | undefined;
}

export interface IndexEntry {
  readonly pk: string;
  readonly listedAt: string;
  readonly partition: Partition;
}

/** About 1 MB of entries, where DynamoDB ends a page by itself. */
export const largestPage = 2500;

interface PageRequest {
  readonly range: KeyRange;
  readonly limit: number;
  readonly oldestFirst?: boolean;
  /** An earlier page's `next`. */
  readonly start?: PageStart | undefined;
}

export type PageStart = Record<string, AttributeValue>;

export interface IndexPage {
  readonly entries: readonly IndexEntry[];
  /** Undefined at the partition's end. */
  readonly next: PageStart | undefined;
}

/** One query. The indexes hold keys only, so a page of thousands costs as much as a few records. */
export async function readPage(
  partition: Partition,
  { range, limit, oldestFirst = false, start }: PageRequest,
  { db, tableName }: LedgerPlace,
): Promise<IndexPage> {
  const { hash, range: sortKey, name } = partition.index;
  const { low, high } = boundsOf(range);
  if (high < low) return { entries: [], next: undefined };
  const { Items = [], LastEvaluatedKey: next } = await db.query({
    TableName: tableName,
    IndexName: name,
    KeyConditionExpression: `${hash} = :value AND ${sortKey} BETWEEN :low AND :high`,
    ExpressionAttributeValues: marshall({ ':value': partition.value, ':low': low, ':high': high }),
    // The partition's own key would be half of each entry on its way here.
    ProjectionExpression: `${table.key}, ${sortKey}`,
    ScanIndexForward: oldestFirst,
    Limit: limit,
    ...(start ? { ExclusiveStartKey: start } : {}),
  });
  const entries: IndexEntry[] = [];
  // Both attributes are keys, so they are texts: `unmarshall` would take longer than the rest of a long search.
  for (const { [table.key]: pk, [sortKey]: listedAt } of Items) {
    if (pk?.S === undefined || listedAt?.S === undefined)
      throw new Error(`${name} has an entry without keys`);
    // BETWEEN includes its bounds.
    if (listedAt.S !== range.before) entries.push({ pk: pk.S, listedAt: listedAt.S, partition });
  }
  return { entries, next };
}

/** The entries of one partition, page by page on demand. */
export async function* entriesOf(
  partition: Partition,
  { range, pageSize, oldestFirst }: { range: KeyRange; pageSize: number; oldestFirst?: boolean },
  place: LedgerPlace,
): AsyncGenerator<IndexEntry> {
  let start: PageStart | undefined;
  do {
    const request = { range, limit: pageSize, start, ...(oldestFirst ? { oldestFirst } : {}) };
    const page = await readPage(partition, request, place);
    yield* page.entries;
    start = page.next;
  } while (start);
}

/** Entries begin with the time of receipt and a `|`, which `}` follows. */
function boundsOf({ since, until, before }: KeyRange): { low: string; high: string } {
  const latest = until ? `${until.toISOString()}}` : '~';
  return {
    low: since?.toISOString() ?? '0',
    high: before !== undefined && before < latest ? before : latest,
  };
}
