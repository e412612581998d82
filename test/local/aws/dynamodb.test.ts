import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttributeValue,
  BatchGetItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import stores from 'dynalite/db/index.js';
import { startDynamoDb } from '../../../local/aws/dynamodb';
import type { Listening } from '../../../local/aws/json-protocol';
import { dynamoClient, expectPortFree } from '../../support/aws-clients';
import { until, whether } from '../../support/until';

const TableName = 'ledger';
const open: { dynamo: Listening; client: DynamoDBClient }[] = [];
const folders: string[] = [];

async function start(path?: string) {
  const dynamo = await startDynamoDb(path === undefined ? {} : { path });
  const client = dynamoClient(dynamo.endpoint);
  open.push({ dynamo, client });
  return { dynamo, client };
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'dynamo-'));
  folders.push(path);
  return path;
}

afterEach(async () => {
  for (const { dynamo, client } of open.splice(0)) {
    client.destroy();
    await dynamo.close();
  }
  for (const path of folders.splice(0)) await rm(path, { recursive: true });
});

async function createTable(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['id', 'state', 'due'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-state',
          KeySchema: [
            { AttributeName: 'state', KeyType: 'HASH' },
            { AttributeName: 'due', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  // As on AWS the table is there a moment after the answer, even with a creation time of 0.
  const status = async () => (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
  while ((await status()) !== 'ACTIVE') await new Promise((resolve) => setTimeout(resolve, 5));
}
const item = (id: string, state: string, due: string) => ({
  id: { S: id },
  state: { S: state },
  due: { S: due },
});
const put = (client: DynamoDBClient, Item: Record<string, AttributeValue>) =>
  client.send(new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(id)' }));
const ids = (items: Record<string, AttributeValue>[] = []) => items.map((one) => one.id?.S);

test('a conditional put, a query of an index and a consistent batch read', async () => {
  const { client } = await start();
  await createTable(client);
  await put(client, item('a', 'waiting', '2026-01-03'));
  await put(client, item('b', 'waiting', '2026-01-01'));
  await put(client, item('c', 'done', '2026-01-02'));
  await expect(put(client, item('a', 'done', '2026-02-01'))).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
  });

  const waiting = await client.send(
    new QueryCommand({
      TableName,
      IndexName: 'by-state',
      KeyConditionExpression: '#state = :state AND due < :due',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': { S: 'waiting' }, ':due': { S: '2026-01-09' } },
    }),
  );
  expect(ids(waiting.Items)).toEqual(['b', 'a']);

  const read = await client.send(
    new BatchGetItemCommand({
      RequestItems: {
        [TableName]: { Keys: ['a', 'c', 'nope'].map((id) => ({ id: { S: id } })), ConsistentRead: true },
      },
    }),
  );
  expect(ids(read.Responses?.[TableName]).sort()).toEqual(['a', 'c']);
});

test('an expression above 4,096 bytes is refused, as DynamoDB does', async () => {
  const { client } = await start();
  await createTable(client);
  const update = (bytes: number) =>
    client.send(
      new UpdateItemCommand({
        TableName,
        Key: { id: { S: 'a' } },
        UpdateExpression: 'REMOVE due'.padEnd(bytes),
      }),
    );
  await update(4096);
  await expect(update(4097)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('data on disk is there again after close and reopen', async () => {
  const path = await folder();
  const first = await start(path);
  await createTable(first.client);
  await put(first.client, item('a', 'waiting', '2026-01-03'));
  await first.dynamo.close();
  await expectPortFree(first.dynamo.endpoint);

  const second = await start(path);
  const found = await second.client.send(new GetItemCommand({ TableName, Key: { id: { S: 'a' } } }));
  expect(found.Item).toEqual(item('a', 'waiting', '2026-01-03'));
});

test('a folder in use is refused with words, and stays usable for its holder', async () => {
  const path = await folder();
  // Nothing is asked of the first one before the second start: it must hold the folder from its start on.
  const { client, dynamo } = await start(path);
  await expect(startDynamoDb({ path })).rejects.toThrow(`Cannot open the local DynamoDB folder ${path}`);
  await createTable(client);
  await put(client, item('a', 'waiting', '2026-01-03'));
  await dynamo.close();
  await (await startDynamoDb({ path })).close();
});

test('close waits for the writes it has taken in, and for nothing else', async () => {
  const path = await folder();
  const { client, dynamo } = await start(path);
  await createTable(client);
  const writes = Array.from({ length: 30 }, (_, i) =>
    put(client, item(String(i), 'waiting', '2026-01-03')).then(
      () => String(i),
      () => undefined,
    ),
  );
  await Promise.race(writes);
  // Its own time limit for the writes never comes: whatever ends it is that they are done.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  await dynamo.close().finally(() => jest.useRealTimers());
  const acknowledged = (await Promise.all(writes)).filter((id) => id !== undefined);
  expect(acknowledged.length).toBeGreaterThan(0);

  const again = await start(path);
  for (const id of acknowledged) {
    const found = await again.client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
    expect(found.Item).toBeDefined();
  }
});

test('a client that goes away in the middle of its request does no harm', async () => {
  const { client, dynamo } = await start();
  const socket = connect(Number(new URL(dynamo.endpoint).port), '127.0.0.1');
  socket.write(
    'POST / HTTP/1.1\r\nhost: local\r\nx-amz-target: DynamoDB_20120810.PutItem\r\ncontent-length: 99\r\n\r\n{',
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  await createTable(client);
});

test('a query leaves no iterator open, whether it reads to the end or only a page', async () => {
  const { create } = stores;
  const iterators: { next(): Promise<unknown> }[] = [];
  stores.create = (options) => {
    const store = create(options);
    const values = store.db.values.bind(store.db);
    store.db.values = (range) => {
      const iterator = values(range);
      iterators.push(iterator);
      return iterator;
    };
    return store;
  };
  const { client } = await start().finally(() => {
    stores.create = create;
  });
  await createTable(client);
  for (const id of ['1', '2', '3']) {
    await client.send(
      new PutItemCommand({ TableName, Item: { id: { S: id }, state: { S: 'open' }, due: { S: id } } }),
    );
  }
  const query = (Limit?: number) =>
    client.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-state',
        KeyConditionExpression: '#state = :open',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':open': { S: 'open' } },
        Limit,
      }),
    );
  iterators.length = 0;
  expect([(await query()).Count, (await query(1)).Count]).toEqual([3, 1]);
  expect(iterators).toHaveLength(2);
  // Streams end a turn of the event loop later.
  const states = () => Promise.allSettled(iterators.map((iterator) => iterator.next()));
  await until('both to be closed', async () =>
    whether((await states()).every(({ status }) => status === 'rejected')),
  );
  for (const iterator of iterators) {
    await expect(iterator.next()).rejects.toMatchObject({ code: 'LEVEL_ITERATOR_NOT_OPEN' });
  }
});
