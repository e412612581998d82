import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { itemVersion } from '../ledger/delivery-record';
import { type SharedItems, SharedState } from '../ledger/shared-items';
import { ledgerKeys } from '../ledger/table';
import { whetherConditionHeld } from './condition';
import { dynamoDbAttemptMarks } from './dynamodb-attempt-marks';
import { dynamoDbCounts } from './dynamodb-counts';
import { dynamoDbSlots } from './dynamodb-slots';

export function dynamoDbSharedItems(options: {
  readonly tableName: string;
  readonly account: string;
  readonly client: DynamoDBClient;
  /** An id that nobody else has. */
  readonly newId: () => string;
}): SharedItems {
  const { tableName: TableName, client } = options;
  const keys = ledgerKeys(options.account);

  return {
    take: dynamoDbCounts({ ...options, keys }),
    ...dynamoDbAttemptMarks(TableName, keys, client),
    reserveSlots: dynamoDbSlots(TableName, keys, client),

    async sharedState() {
      const answer = await client.send(
        new GetItemCommand({ TableName, Key: marshall({ pk: keys.sharedState }) }),
      );
      return v.parse(SharedState, answer.Item ? unmarshall(answer.Item) : {});
    },

    setCircuit(circuit, seen) {
      const expression = circuit ? 'SET #v = :v, #circuit = :circuit' : 'SET #v = :v REMOVE #circuit';
      return whetherConditionHeld(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall({ pk: keys.sharedState }),
            UpdateExpression: expression,
            ConditionExpression: seen ? '#circuit.#until = :seen' : 'attribute_not_exists(#circuit)',
            ExpressionAttributeNames: {
              '#v': 'v',
              '#circuit': 'circuit',
              ...(seen ? { '#until': 'until' } : {}),
            },
            ExpressionAttributeValues: marshall({
              ':v': itemVersion,
              ...(circuit ? { ':circuit': circuit } : {}),
              ...(seen ? { ':seen': seen.until } : {}),
            }),
          }),
        ),
      );
    },
  };
}
