import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { itemVersions } from '../ledger/item-versions';
import { erasedShopPrefix, MissingCustomers, type SharedItems, SharedState } from '../ledger/shared-items';
import { ledgerKeys } from '../ledger/table';
import { whetherConditionHeld } from './condition';
import type { DynamoDb } from './dynamodb';
import { dynamoDbAttemptMarks } from './dynamodb-attempt-marks';
import { dynamoDbCounts } from './dynamodb-counts';
import { dynamoDbOldestTask } from './dynamodb-oldest-task';
import { dynamoDbSlots } from './dynamodb-slots';

export function dynamoDbSharedItems(options: {
  readonly tableName: string;
  readonly account: string;
  readonly db: DynamoDb;
  /** An id that nobody else has. */
  readonly newId: () => string;
}): SharedItems {
  const { tableName: TableName, db } = options;
  const keys = ledgerKeys(options.account);

  return {
    take: dynamoDbCounts({ ...options, keys }),
    ...dynamoDbAttemptMarks(TableName, keys, db),
    ...dynamoDbOldestTask(TableName, keys, db),
    reserveSlots: dynamoDbSlots(TableName, keys, db),

    async sharedState() {
      const answer = await db.getItem({ TableName, Key: marshall({ pk: keys.sharedState }) });
      return sharedStateIn(answer.Item ? unmarshall(answer.Item) : {});
    },

    async missing() {
      const Key = marshall({ pk: keys.missing });
      const { Item } = await db.getItem({ TableName, Key, ConsistentRead: true });
      return v.parse(MissingCustomers, Item ? unmarshall(Item) : {});
    },

    setMissing(customers, revision, expiresAt) {
      return whetherConditionHeld(
        db.updateItem({
          TableName,
          Key: marshall({ pk: keys.missing }),
          UpdateExpression: 'SET #v = :v, customers = :customers, #revision = :next, expiresAt = :expiresAt',
          ConditionExpression: revision === 0 ? 'attribute_not_exists(#revision)' : '#revision = :revision',
          ExpressionAttributeNames: { '#v': 'v', '#revision': 'revision' },
          ExpressionAttributeValues: marshall({
            ':v': itemVersions.shared,
            ':customers': customers,
            ':next': revision + 1,
            ':expiresAt': Math.ceil(expiresAt.getTime() / 1000),
            ...(revision === 0 ? {} : { ':revision': revision }),
          }),
        }),
      );
    },

    setCircuit(api, circuit, seen) {
      const expression = circuit ? 'SET #v = :v, #circuit = :circuit' : 'SET #v = :v REMOVE #circuit';
      return whetherConditionHeld(
        db.updateItem({
          TableName,
          Key: marshall({ pk: keys.sharedState }),
          UpdateExpression: expression,
          ConditionExpression: seen ? '#circuit.#until = :seen' : 'attribute_not_exists(#circuit)',
          ExpressionAttributeNames: {
            '#v': 'v',
            '#circuit': circuitPrefix + api,
            ...(seen ? { '#until': 'until' } : {}),
          },
          ExpressionAttributeValues: marshall({
            ':v': itemVersions.shared,
            ...(circuit ? { ':circuit': circuit } : {}),
            ...(seen ? { ':seen': seen.until } : {}),
          }),
        }),
      );
    },
  };
}

/** Each in an attribute of its own: a first entry in a map would need the map to be there. */
const circuitPrefix = 'circuit|';

/** The shared state as its item has it. */
export const sharedStateIn = ({ v: _, pk: __, ...item }: Readonly<Record<string, unknown>>): SharedState =>
  v.parse(SharedState, {
    ...item,
    circuits: namedIn(item, circuitPrefix),
    erasedShops: namedIn(item, erasedShopPrefix),
  });

const namedIn = (
  item: Readonly<Record<string, unknown>>,
  prefix: string,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
