import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { table } from '../../lambda/ledger/table';
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
const growth = 4;

interface Walk {
  readonly range: KeyRange;
  readonly pageSize: number;
  /** Each page of a partition is larger than the one before: who asks on has found little. */
  readonly grows?: boolean;
  readonly oldestFirst?: boolean;
}

/**
 * The entries of one partition, page by page on demand. The indexes hold keys only, so a page of thousands costs as
 * much as a few records.
 */
export async function* entriesOf(
  partition: Partition,
  { range, pageSize, grows = false, oldestFirst = false }: Walk,
  { db, tableName }: LedgerPlace,
): AsyncGenerator<IndexEntry> {
  const { hash, range: sortKey, name } = partition.index;
  const { low, high } = boundsOf(range);
  if (high < low) return;
  let start: Record<string, AttributeValue> | undefined;
  let limit = pageSize;
  do {
    const answer = await db.query({
      TableName: tableName,
      IndexName: name,
      KeyConditionExpression: `${hash} = :value AND ${sortKey} BETWEEN :low AND :high`,
      ExpressionAttributeValues: marshall({ ':value': partition.value, ':low': low, ':high': high }),
      ScanIndexForward: oldestFirst,
      Limit: limit,
      ...(start ? { ExclusiveStartKey: start } : {}),
    });
    for (const item of answer.Items ?? []) {
      const { pk, listedAt } = unmarshall(item);
      // BETWEEN includes its bounds.
      if (listedAt !== range.before) yield { pk: String(pk), listedAt: String(listedAt), partition };
    }
    start = answer.LastEvaluatedKey;
    if (grows) limit = Math.max(limit, Math.min(largestPage, limit * growth));
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

/** The entries of several partitions, newest first, without duplicates. */
export async function* newestFirst(
  partitions: readonly Partition[],
  walk: Omit<Walk, 'oldestFirst'>,
  place: LedgerPlace,
): AsyncGenerator<IndexEntry> {
  const lists = partitions.map((partition) => entriesOf(partition, walk, place));
  const heads = await Promise.all(lists.map(async (list) => ({ list, next: await list.next() })));
  let told: string | undefined;
  for (;;) {
    const newest = heads.reduce<(typeof heads)[number] | undefined>((best, head) => {
      if (head.next.done) return best;
      return !best || best.next.done || head.next.value.listedAt > best.next.value.listedAt ? head : best;
    }, undefined);
    if (!newest || newest.next.done) return;
    const entry = newest.next.value;
    // The index lags: for a moment a delivery may be under its old outcome and its new one.
    if (entry.pk !== told) yield entry;
    told = entry.pk;
    newest.next = await newest.list.next();
  }
}
