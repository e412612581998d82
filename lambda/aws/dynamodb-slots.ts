import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { itemVersions } from '../ledger/item-versions';
import type { SharedItems, SlotRequest } from '../ledger/shared-items';
import type { LedgerKeys } from '../ledger/table';
import { isConditionFailure } from './condition';
import type { DynamoDb } from './dynamodb';

// Thousandths of a ms, or the sums would grow a tail that DynamoDB has no room for.
const spanOf = ({ slots, intervalMs, moreWhenIdleMs = 0 }: SlotRequest, ahead: boolean) =>
  Math.round((slots * intervalMs + (ahead ? 0 : moreWhenIdleMs)) * 1000) / 1000;

const SlotsItem = v.object({ nextFree: v.optional(v.number()) });

/**
 * DynamoDB's expressions know no "the greater of", so there are two writes to choose from: after the last reserved
 * slot, or from now on where that is in the past. What was seen last decides, nearly always correctly.
 */
export function dynamoDbSlots(
  TableName: string,
  keys: LedgerKeys,
  db: DynamoDb,
): SharedItems['reserveSlots'] {
  /** By name. The next free slot only moves on, so the one seen last is never too late. */
  const seen = new Map<string, number | undefined>();
  const keyOf = (name: string) => marshall({ pk: keys.slots(name) });

  /** @returns the next free slot since then, or undefined where another worker was faster or `latest` is before it. */
  async function book(request: SlotRequest, ahead: boolean): Promise<number | undefined> {
    const { name, now, latest } = request;
    try {
      const answer = await db.updateItem({
        TableName,
        Key: keyOf(name),
        UpdateExpression: `SET #v = :v, nextFree = ${ahead ? 'nextFree' : ':now'} + :span`,
        ConditionExpression: ahead
          ? 'nextFree > :now AND nextFree <= :latest'
          : 'attribute_not_exists(nextFree) OR nextFree <= :now',
        ExpressionAttributeNames: { '#v': 'v' },
        ExpressionAttributeValues: marshall({
          ':v': itemVersions.shared,
          ':now': now,
          ':span': spanOf(request, ahead),
          ...(ahead ? { ':latest': latest } : {}),
        }),
        ReturnValues: 'UPDATED_NEW',
      });
      return v.parse(SlotsItem, unmarshall(answer.Attributes ?? {})).nextFree;
    } catch (error) {
      if (isConditionFailure(error)) return undefined;
      throw error;
    }
  }

  async function read(name: string): Promise<number | undefined> {
    const { Item } = await db.getItem({ TableName, Key: keyOf(name), ConsistentRead: true });
    return v.parse(SlotsItem, Item ? unmarshall(Item) : {}).nextFree;
  }

  return async (request) => {
    const { name, now, latest } = request;
    for (;;) {
      const nextFree = Math.max(now, seen.get(name) ?? 0);
      if (nextFree > latest) return { kind: 'too-late', nextFree };
      const ahead = nextFree > now;
      const booked = await book(request, ahead);
      seen.set(name, booked ?? (await read(name)));
      if (booked === undefined) continue;
      const more = !ahead && request.moreWhenIdleMs ? ({ more: true } as const) : {};
      return { kind: 'reserved', first: booked - spanOf(request, ahead), ...more };
    }
  };
}
