import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { itemVersion } from '../ledger/delivery-record';
import type { Reservation, SharedItems } from '../ledger/shared-items';
import type { LedgerKeys } from '../ledger/table';

// Thousandths of a ms, or the sums would grow a tail that DynamoDB has no room for.
const spanOf = ({ moments, intervalMs }: Reservation) => Math.round(moments * intervalMs * 1000) / 1000;

const TimetableItem = v.object({ nextFree: v.optional(v.number()) });

/**
 * DynamoDB's expressions know no "the greater of", so there are two writes to choose from: onto the end of what is
 * booked, or from now on where that is over. What was seen last tells which, nearly always rightly.
 */
export function dynamoDbTimetable(
  TableName: string,
  keys: LedgerKeys,
  client: DynamoDBClient,
): SharedItems['reserve'] {
  /** By name. The next free moment only ever moves on, so what was seen is no later than what is true. */
  const seen = new Map<string, number | undefined>();
  const keyOf = (name: string) => marshall({ pk: keys.timetable(name) });

  /** @returns the next free moment since then, or undefined where somebody was faster or `latest` is before it. */
  async function book(reservation: Reservation, ahead: boolean): Promise<number | undefined> {
    const { name, now, latest } = reservation;
    try {
      const answer = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: keyOf(name),
          UpdateExpression: `SET #v = :v, nextFree = ${ahead ? 'nextFree' : ':now'} + :span`,
          ConditionExpression: ahead
            ? 'nextFree > :now AND nextFree <= :latest'
            : 'attribute_not_exists(nextFree) OR nextFree <= :now',
          ExpressionAttributeNames: { '#v': 'v' },
          ExpressionAttributeValues: marshall({
            ':v': itemVersion,
            ':now': now,
            ':span': spanOf(reservation),
            ...(ahead ? { ':latest': latest } : {}),
          }),
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return v.parse(TimetableItem, unmarshall(answer.Attributes ?? {})).nextFree;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  async function read(name: string): Promise<number | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: keyOf(name), ConsistentRead: true }),
    );
    return v.parse(TimetableItem, Item ? unmarshall(Item) : {}).nextFree;
  }

  return async (reservation) => {
    const { name, now, latest } = reservation;
    for (;;) {
      const nextFree = Math.max(now, seen.get(name) ?? 0);
      if (nextFree > latest) return { kind: 'too-late', nextFree };
      const booked = await book(reservation, nextFree > now);
      seen.set(name, booked ?? (await read(name)));
      if (booked !== undefined) return { kind: 'reserved', first: booked - spanOf(reservation) };
    }
  };
}
