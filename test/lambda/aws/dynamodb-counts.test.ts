import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDbCounts } from '../../../lambda/aws/dynamodb-counts';
import { ledgerKeys } from '../../../lambda/ledger/table';
import { newId } from '../../../lambda/new-id';
import { startDynamoDb } from '../../../local/aws/dynamodb';
import { createLedgerTable } from '../../../local/ledger-table';
import { sdkDynamoDb } from '../../../operator/core/sdk-calls';

let endpoint: string;
let stop: () => Promise<void>;
beforeAll(async () => {
  const database = await startDynamoDb();
  endpoint = database.endpoint;
  await createLedgerTable(clientOf(), 'ledger');
  stop = database.close;
});
const clients: DynamoDBClient[] = [];
afterAll(async () => {
  for (const client of clients) client.destroy();
  await stop();
});

/** The SDK's own client with its retries. @param lose called when an answer came: true loses it. */
function clientOf(
  lose: () => Promise<boolean> = async () => false,
  beforeSending: () => Promise<void> = async () => {},
): DynamoDBClient {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 3,
  });
  // Behind the client's retries: each of its tries passes here.
  client.middlewareStack.add(
    (next) => async (args) => {
      await beforeSending();
      const answered = await next(args);
      if (await lose()) throw Object.assign(new Error('lost'), { code: 'ECONNRESET' });
      return answered;
    },
    { step: 'deserialize' },
  );
  clients.push(client);
  return client;
}

let account = 0;
beforeEach(() => {
  account += 1;
});
const later = new Date('2040-01-01T00:00:00Z');
function worker(client = clientOf()) {
  const take = dynamoDbCounts({
    tableName: 'ledger',
    keys: ledgerKeys(`account-${account}`),
    db: sdkDynamoDb(client),
    newId,
  });
  return (want: number, limit = 10, name = 'count') => take(name, want, limit, later);
}

test('what is granted to all workers together is the limit', async () => {
  const [one, other] = [worker(), worker()];
  expect(await one(4)).toBe(4);
  expect(await other(4)).toBe(4);
  expect(await one(4)).toBe(2);
  expect(await other(4)).toBe(0);
  expect(await other(4, 10, 'another')).toBe(4);
});

test.each([1, 2])('is counted once where the answer is lost %d times after the work', async (losses) => {
  let left = losses;
  const one = worker(clientOf(async () => left-- > 0));
  expect(await one(4)).toBe(4);
  expect(left).toBeLessThan(0);
  expect(await worker()(10)).toBe(6);
});

test('is counted once also where others count before it is repeated', async () => {
  const other = worker();
  let left = 1;
  const one = worker(
    clientOf(async () => {
      if (left-- <= 0) return false;
      for (let times = 0; times < 5; times += 1) await other(1, 20);
      return true;
    }),
  );
  expect(await one(4, 20)).toBe(4);
  expect(await other(20, 20)).toBe(11);
});

test('what others took before the answer is granted to nobody twice', async () => {
  const other = worker();
  let left = 1;
  const one = worker(
    clientOf(async () => {
      if (left-- <= 0) return false;
      expect(await other(10)).toBe(6);
      return true;
    }),
  );
  expect(await one(4)).toBe(0);
});

test('one worker that counts many times at once counts each, lost answers or not', async () => {
  let answers = 0;
  const one = worker(clientOf(async () => ++answers <= 12 && answers % 3 === 0));
  await one(1, 100);
  const granted = await Promise.all(Array.from({ length: 12 }, () => one(1, 100)));
  expect(granted).toEqual(Array.from({ length: 12 }, () => 1));
  expect(await worker()(100, 100)).toBe(87);
});

test('a worker’s count that arrives after its next one is counted', async () => {
  let sent = 0;
  const never = async () => false;
  const one = worker(clientOf(never, () => new Promise((go) => setTimeout(go, sent++ === 1 ? 100 : 0))));
  await one(1);
  expect(await Promise.all([one(3), one(2)])).toEqual([3, 2]);
  expect(await worker()(10)).toBe(4);
});
