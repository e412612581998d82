import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { NewerItem } from '../ledger/item-versions';
import { table } from '../ledger/table';
import { whetherConditionHeld } from './condition';
import type { DynamoDb } from './dynamodb';

export type Item = Record<string, unknown>;

/** Of an index, in one query. */
export const mostListed = 25;

/** The ledger's items by their keys: reads that miss nothing, and writes on a condition. */
export function dynamoDbItems(TableName: string, db: DynamoDb) {
  const read = (...pks: readonly string[]) => readAs(pks, true);

  async function readAs(pks: readonly string[], consistent: boolean): Promise<Map<string, Item>> {
    const answer = await db.batchGetItem({
      RequestItems: {
        [TableName]: { Keys: [...new Set(pks)].map((pk) => marshall({ pk })), ConsistentRead: consistent },
      },
    });
    // DynamoDB hands keys back unread when throttled. To take that for "no such item" would create twice.
    if (answer.UnprocessedKeys?.[TableName])
      throw new Error('DynamoDB read only a part of what was asked for');
    const items = (answer.Responses?.[TableName] ?? []).map((item) => unmarshall(item));
    return new Map(items.map((item) => [String(item.pk), item]));
  }

  async function put(item: Item, condition: string, values: Item): Promise<boolean> {
    const Item: Record<string, AttributeValue> = marshall(item, { removeUndefinedValues: true });
    return whetherConditionHeld(
      db.putItem({
        TableName,
        Item,
        ConditionExpression: condition,
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: marshall(values) } : {}),
      }),
    );
  }

  async function listedUnder(key: string): Promise<readonly string[]> {
    const answer = await db.query({
      TableName,
      IndexName: table.byOwner.name,
      KeyConditionExpression: `${table.byOwner.hash} = :key`,
      Limit: mostListed,
      ExpressionAttributeValues: marshall({ ':key': key }),
    });
    return (answer.Items ?? []).map((item) => String(unmarshall(item).pk));
  }

  return { read, readAs, put, listedUnder };
}

export const parsed = <T>(readItem: (item: Item) => T, item: Item | undefined): T | undefined =>
  item === undefined ? undefined : readItem(item);

/** A record that a newer version of this code wrote is a value, an item that no version wrote is a bug. */
export async function unlessNewer<T>(read: () => Promise<T>): Promise<T | 'newer'> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NewerItem) return 'newer';
    throw error;
  }
}
