import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

export type Item = Record<string, unknown>;

/** Every item of one Masivo account in a table, page by page. It needs a right that none of the stack's policies has. */
export async function* itemsOf(
  TableName: string,
  account: string,
  client: DynamoDBClient,
): AsyncGenerator<Item> {
  let start: Record<string, AttributeValue> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({ TableName, ConsistentRead: true, ...(start ? { ExclusiveStartKey: start } : {}) }),
    );
    for (const item of answer.Items ?? []) {
      const readable = unmarshall(item);
      if (String(readable.pk).startsWith(`${account}|`)) yield readable;
    }
    start = answer.LastEvaluatedKey;
  } while (start);
}
