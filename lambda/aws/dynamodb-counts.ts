import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { itemVersions } from '../ledger/item-versions';
import type { SharedItems } from '../ledger/shared-items';
import type { LedgerKeys } from '../ledger/table';
import { isConditionFailure } from './condition';
import type { DynamoDb } from './dynamodb';

export interface DynamoDbCountsOptions {
  readonly tableName: string;
  readonly keys: LedgerKeys;
  readonly db: DynamoDb;
  /** An id that nobody else has. */
  readonly newId: () => string;
}

/** Whoever counts: its number of writes is in each item that it wrote, so a write that is repeated is known by it. */
interface Writer {
  readonly id: string;
  writes: number;
}

const CountItem = v.object({ used: v.optional(v.number(), 0) });

/**
 * An ADD whose answer was lost is repeated by the AWS client, and would count twice: it would hold shoppers whom the
 * limit allows. The id of the last write is not enough to tell, as others count in between. So each writer has an
 * attribute of its own, of about 20 bytes; a process has as many writers as it counts at once.
 */
export function dynamoDbCounts({
  tableName: TableName,
  keys,
  db,
  newId,
}: DynamoDbCountsOptions): SharedItems['take'] {
  const idle: Writer[] = [];

  /** @returns how many are used, this time included. */
  async function count(pk: string, writer: Writer, want: number, expiresAt: Date): Promise<number> {
    const Key = marshall({ pk });
    try {
      const answer = await db.updateItem({
        TableName,
        Key,
        UpdateExpression: 'SET #v = :v, expiresAt = :expiresAt, #writer = :writes ADD #used :want',
        ConditionExpression: 'attribute_not_exists(#writer) OR #writer < :writes',
        ExpressionAttributeNames: { '#v': 'v', '#used': 'used', '#writer': writer.id },
        ExpressionAttributeValues: marshall({
          ':v': itemVersions.shared,
          ':expiresAt': Math.ceil(expiresAt.getTime() / 1000),
          ':writes': writer.writes,
          ':want': want,
        }),
        ReturnValues: 'UPDATED_NEW',
      });
      return v.parse(CountItem, unmarshall(answer.Attributes ?? {})).used;
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      // It landed before. Others may have counted since, so a few may be lost to all; never is one granted twice.
      const { Item } = await db.getItem({ TableName, Key, ConsistentRead: true });
      return v.parse(CountItem, Item ? unmarshall(Item) : {}).used;
    }
  }

  return async (name, want, limit, expiresAt) => {
    // Nobody else writes under this id meanwhile, or a later write's number would refuse an earlier one.
    const writer = idle.pop() ?? { id: `writer-${newId()}`, writes: 0 };
    writer.writes += 1;
    try {
      const used = await count(keys.count(name), writer, want, expiresAt);
      return Math.max(0, Math.min(want, limit - (used - want)));
    } finally {
      idle.push(writer);
    }
  };
}
