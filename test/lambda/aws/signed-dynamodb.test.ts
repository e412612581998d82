import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDb } from '../../../lambda/aws/dynamodb';
import { signedDynamoDb } from '../../../lambda/aws/signed-dynamodb';
import { signedSqs } from '../../../lambda/aws/signed-sqs';
import { sqsDeadLetters, sqsQueue } from '../../../lambda/aws/sqs';
import { sdkDynamoDb, sdkSqs } from '../../../operator/core/sdk-calls';
import { beforeSigning, deps, onTheWire, sdkSettings, stopTheClock, withoutTelemetry } from './beside-sdk';
import { answer, cut, error, type Scripted, type Step, scripted, taken } from './server';

/** Each call of `deliver` through the SDK's client and through ours: what is sent, and what comes of the answer. */

let aws: Scripted | undefined;
const clients: { destroy(): void }[] = [];
beforeEach(() => {
  stopTheClock();
});
afterEach(async () => {
  jest.useRealTimers();
  for (const client of clients.splice(0)) client.destroy();
  await aws?.close();
});

function sdksDynamoDb(url: string): DynamoDb {
  const client = new DynamoDBClient(sdkSettings(url, {}, 3));
  client.middlewareStack.addRelativeTo(withoutTelemetry, beforeSigning);
  clients.push(client);
  return sdkDynamoDb(client);
}
function sdksSqs(url: string): SQSClient {
  const client = new SQSClient(sdkSettings(url, {}, 2));
  client.middlewareStack.addRelativeTo(withoutTelemetry, beforeSigning);
  clients.push(client);
  return client;
}
const ourDynamoDb = (url: string) => signedDynamoDb(deps({ AWS_ENDPOINT_URL_DYNAMODB: url }));

const TableName = 'ledger';
const Key = marshall({ pk: 'acme|customer|x|y|ñ 😀' });
const item = {
  pk: 'a',
  v: 1,
  packed: new Uint8Array([0, 1, 254, 255]),
  list: [1, 'b', null],
  on: true,
  of: { x: 1.5 },
};
const Item = marshall(item);
const wire = {
  ...Object.fromEntries(['pk', 'v', 'list', 'on', 'of'].map((name) => [name, Item[name]])),
  packed: { B: 'AAH+/w==' },
  names: { SS: ['a', 'b'] },
};

// Members stand in the order in which the SDK writes them, so that even the signatures can be compared.
const calls: readonly [string, (db: DynamoDb) => Promise<object>, object][] = [
  ['GetItem', (db) => db.getItem({ TableName, Key, ConsistentRead: true }), { Item: wire }],
  ['GetItem of nothing', (db) => db.getItem({ TableName, Key }), {}],
  [
    'PutItem',
    (db) =>
      db.putItem({
        TableName,
        Item,
        ConditionExpression: 'version = :seen',
        ExpressionAttributeValues: marshall({ ':seen': 7 }),
      }),
    {},
  ],
  [
    'UpdateItem',
    (db) =>
      db.updateItem({
        TableName,
        Key,
        ReturnValues: 'UPDATED_NEW',
        UpdateExpression: 'SET #v = :v ADD #used :want',
        ExpressionAttributeNames: { '#v': 'v', '#used': 'used' },
        ExpressionAttributeValues: { ...marshall({ ':v': 1, ':want': 2 }), ':names': { SS: ['a'] } },
      }),
    { Attributes: { used: { N: '12' } } },
  ],
  [
    'BatchGetItem',
    (db) => db.batchGetItem({ RequestItems: { [TableName]: { Keys: [Key], ConsistentRead: true } } }),
    { Responses: { [TableName]: [wire] }, UnprocessedKeys: {} },
  ],
  [
    'Query',
    (db) =>
      db.query({
        TableName,
        IndexName: 'byOwner',
        Limit: 25,
        KeyConditionExpression: 'ownerKey = :email',
        ExpressionAttributeValues: marshall({ ':email': 'x' }),
      }),
    { Items: [wire], Count: 1, ScannedCount: 1 },
  ],
];

/** What is read of an answer. */
function read({ Item, Attributes, Items, Responses, UnprocessedKeys }: Record<string, unknown>) {
  return JSON.parse(JSON.stringify({ Item, Attributes, Items, Responses, UnprocessedKeys }, bytesAsList));
}
const bytesAsList = (_: string, value: unknown) => {
  const isBuffer = typeof value === 'object' && value !== null && Reflect.get(value, 'type') === 'Buffer';
  return isBuffer ? Reflect.get(value, 'data') : value instanceof Uint8Array ? [...value] : value;
};

test.each(calls)(
  '%s is what the SDK sends, signature and all, and its answer is read alike',
  async (_, call, body) => {
    aws = await scripted(answer(200, JSON.stringify(body)));
    const ours = read({ ...(await call(ourDynamoDb(aws.url))) });
    const sdks = read({ ...(await call(sdksDynamoDb(aws.url))) });
    const [first, second] = aws.seen.map(onTheWire);
    expect(first).toEqual(second);
    expect(ours).toEqual(sdks);
  },
);

test('keys that were not read are told of', async () => {
  aws = await scripted(
    answer(200, JSON.stringify({ Responses: {}, UnprocessedKeys: { [TableName]: { Keys: [Key] } } })),
  );
  const { UnprocessedKeys } = await ourDynamoDb(aws.url).batchGetItem({ RequestItems: {} });
  expect(UnprocessedKeys?.[TableName]).toBeDefined();
});

const dynamoError = (status: number, name: string) =>
  error(status, `com.amazonaws.dynamodb.v20120810#${name}`);
const good = answer(200, '{}');
test.each<[string, readonly Step[], string, number]>([
  [
    'a condition that failed',
    [dynamoError(400, 'ConditionalCheckFailedException')],
    'ConditionalCheckFailedException',
    1,
  ],
  [
    'too much at once, then done',
    [dynamoError(400, 'ProvisionedThroughputExceededException'), good],
    'ok',
    2,
  ],
  [
    'throttled twice, then done',
    [error(400, 'ThrottlingException'), error(400, 'ThrottlingException'), good],
    'ok',
    3,
  ],
  ['throttled for ever', [error(400, 'ThrottlingException')], 'ThrottlingException', 3],
  ['500 for ever', [dynamoError(500, 'InternalServerError')], 'InternalServerError', 3],
  ['a cut connection, then done', [cut, good], 'ok', 2],
  ['no such table', [dynamoError(400, 'ResourceNotFoundException')], 'ResourceNotFoundException', 1],
])('%s', async (_, steps, name, requests) => {
  for (const dynamoDbAt of [ourDynamoDb, sdksDynamoDb]) {
    const server = await scripted(...steps);
    const ended = dynamoDbAt(server.url).putItem({ TableName, Item });
    const outcome = await ended.then(
      () => 'ok',
      (failed: Error) => failed.name,
    );
    expect([outcome, server.seen.length]).toEqual([name, requests]);
    await server.close();
  }
});

test.each([
  ['no object', '{"Item":7}'],
  ['an attribute of no type', '{"Item":{"pk":{"X":"a"}}}'],
  ['a list', '{"Item":[]}'],
])('an item that is %s did not come from DynamoDB', async (_, body) => {
  aws = await scripted(answer(200, body));
  await expect(ourDynamoDb(aws.url).getItem({ TableName, Key })).rejects.toMatchObject({
    name: 'UnreadableAnswer',
  });
});

test('a call that is cancelled ends', async () => {
  aws = await scripted(() => {});
  const stop = new AbortController();
  const call = ourDynamoDb(aws.url).getItem({ TableName, Key }, stop.signal);
  stop.abort();
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
});

test('ChangeMessageVisibility is what the SDK sends, signature and all', async () => {
  aws = await scripted(answer(200, '{}'));
  const input = { QueueUrl: `${aws.url}/0/events`, ReceiptHandle: 'fake/handle', VisibilityTimeout: 40 };
  await signedSqs(deps({ AWS_ENDPOINT_URL_SQS: aws.url })).changeMessageVisibility(input);
  await sdksSqs(aws.url).send(new ChangeMessageVisibilityCommand(input));
  const [first, second] = aws.seen.map(onTheWire);
  expect(first).toEqual(second);
});

test('how many messages are in flight is asked as the SDK does', async () => {
  aws = await scripted(answer(200, '{"Attributes":{"ApproximateNumberOfMessagesNotVisible":"61000"}}'));
  const url = `${aws.url}/0/events`;
  for (const sqs of [signedSqs(deps({ AWS_ENDPOINT_URL_SQS: aws.url })), sdkSqs(sdksSqs(aws.url))])
    expect(await sqsQueue(url, sqs).inFlight()).toBe(61_000);
  const [first, second] = aws.seen.map(onTheWire);
  expect(first).toEqual(second);
});

test('a message for the DLQ is what the SDK sends, its reason included', async () => {
  aws = await scripted(taken);
  const url = `${aws.url}/0/dead`;
  const sqs = [signedSqs(deps({ AWS_ENDPOINT_URL_SQS: aws.url })), sdkSqs(sdksSqs(aws.url))];
  for (const each of sqs)
    await sqsDeadLetters(url, each).sendToDeadLetters('{"v":1}', { code: 'id-taken' }, 'shopify/two');
  const [first, second] = aws.seen.map(onTheWire);
  expect(first).toEqual(second);
  expect(first?.body).toMatchObject({
    MessageAttributes: { reason: { StringValue: 'id-taken' } },
    MessageGroupId: 'shopify/two',
  });
});
