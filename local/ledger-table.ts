import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import { systemClock } from '../lambda/clock';
import { table } from '../lambda/ledger/table';

/** Creates the ledger's table as the stack does; an existing one is kept with its items. */
export async function createLedgerTable(client: DynamoDBClient, name: string): Promise<void> {
  const indexes = [table.byOutcome, table.byOwner];
  const attributes = [table.key, ...new Set(indexes.flatMap(({ hash, range }) => [hash, range]))];
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [{ AttributeName: table.key, KeyType: 'HASH' }],
        GlobalSecondaryIndexes: indexes.map((index) => ({
          IndexName: index.name,
          KeySchema: [
            { AttributeName: index.hash, KeyType: 'HASH' },
            { AttributeName: index.range, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        })),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  while (!(await isActive(client, name))) await systemClock.sleep(20);
}

/** A table that is being created refuses writes. */
async function isActive(client: DynamoDBClient, name: string): Promise<boolean> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  return Table?.TableStatus === 'ACTIVE';
}
