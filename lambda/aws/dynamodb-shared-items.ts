import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { itemVersion } from '../ledger/delivery-record';
import { type SharedItems, TrafficItem } from '../ledger/shared-items';
import { ledgerKeys } from '../ledger/table';
import { whetherConditionHeld } from './condition';
import { dynamoDbTimetable } from './dynamodb-timetable';

export function dynamoDbSharedItems(options: {
  readonly tableName: string;
  readonly account: string;
  readonly client: DynamoDBClient;
}): SharedItems {
  const { tableName: TableName, client } = options;
  const keys = ledgerKeys(options.account);

  return {
    reserve: dynamoDbTimetable(TableName, keys, client),

    async traffic() {
      const answer = await client.send(
        new GetItemCommand({ TableName, Key: marshall({ pk: keys.traffic }) }),
      );
      return v.parse(TrafficItem, answer.Item ? unmarshall(answer.Item) : {});
    },

    setBlock(block, seen) {
      const expression = block ? 'SET #v = :v, #block = :block' : 'SET #v = :v REMOVE #block';
      return whetherConditionHeld(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall({ pk: keys.traffic }),
            UpdateExpression: expression,
            ConditionExpression: seen ? '#block.#until = :seen' : 'attribute_not_exists(#block)',
            ExpressionAttributeNames: {
              '#v': 'v',
              '#block': 'block',
              ...(seen ? { '#until': 'until' } : {}),
            },
            ExpressionAttributeValues: marshall({
              ':v': itemVersion,
              ...(block ? { ':block': block } : {}),
              ...(seen ? { ':seen': seen.until } : {}),
            }),
          }),
        ),
      );
    },

    async take(name, want, limit, expiresAt) {
      const answer = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall({ pk: keys.share(name) }),
          UpdateExpression: 'SET #v = :v, expiresAt = :expiresAt ADD #used :want',
          ExpressionAttributeNames: { '#v': 'v', '#used': 'used' },
          ExpressionAttributeValues: marshall({
            ':v': itemVersion,
            ':expiresAt': Math.ceil(expiresAt.getTime() / 1000),
            ':want': want,
          }),
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      const used = Number(unmarshall(answer.Attributes ?? {}).used);
      return Math.max(0, Math.min(want, limit - (used - want)));
    },
  };
}
