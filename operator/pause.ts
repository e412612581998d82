import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { itemVersion } from '../lambda/ledger/delivery-record';
import { ledgerKeys } from '../lambda/ledger/table';

/**
 * The operator's brake: the door keeps accepting, deliveries of the named stores wait. It lives in the ledger,
 * so a deployment does not end it.
 * @param paused `*` for all, or stores as `source/store`; empty to let everything go on.
 */
export async function setPaused(
  paused: readonly string[],
  ledger: { client: DynamoDBClient; tableName: string; account: string },
): Promise<void> {
  await ledger.client.send(
    new UpdateItemCommand({
      TableName: ledger.tableName,
      Key: marshall({ pk: ledgerKeys(ledger.account).traffic }),
      UpdateExpression: 'SET #v = :v, #paused = :paused',
      ExpressionAttributeNames: { '#v': 'v', '#paused': 'paused' },
      ExpressionAttributeValues: marshall({ ':v': itemVersion, ':paused': [...paused] }),
    }),
  );
}
