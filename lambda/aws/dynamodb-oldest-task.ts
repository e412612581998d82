import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { SharedItems } from '../ledger/shared-items';
import { type LedgerKeys, table } from '../ledger/table';
import { taskDays } from '../ledger/task';
import type { DynamoDb } from './dynamodb';

// Where a customer is found by its e-mail, a rank of one digit stands before the time (customer-item.ts).
const ranked = ['0', '1~'] as const;
const unranked = ['2', '~'] as const;

/** Since when the oldest open task waits: one that is due by a date, or a shopper who was merged. */
export function dynamoDbOldestTask(
  TableName: string,
  keys: LedgerKeys,
  db: DynamoDb,
): Pick<SharedItems, 'oldestTask'> {
  async function first(list: string, [low, high]: readonly [string, string]): Promise<number | undefined> {
    const { Items = [] } = await db.query({
      TableName,
      IndexName: table.byOutcome.name,
      KeyConditionExpression: `${table.byOutcome.hash} = :list AND ${table.byOutcome.range} BETWEEN :low AND :high`,
      ExpressionAttributeValues: marshall({ ':list': list, ':low': low, ':high': high }),
      Limit: 1,
    });
    const [at] = Items.map(
      (item) =>
        String(unmarshall(item).listedAt)
          .replace(/^[01]\|/, '')
          .split('|')[0],
    );
    return at === undefined ? undefined : Date.parse(at);
  }

  return {
    async oldestTask() {
      const merged = keys.attention('merged');
      const [due, ...since] = await Promise.all([
        first(keys.tasks, unranked),
        first(merged, ranked),
        first(merged, unranked),
      ]);
      const times = [due === undefined ? undefined : due - taskDays * 24 * 3600_000, ...since];
      const known = times.flatMap((time) => time ?? []);
      return known.length === 0 ? undefined : Math.min(...known);
    },
  };
}
