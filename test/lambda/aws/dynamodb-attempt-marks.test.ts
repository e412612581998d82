import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoDbAttemptMarks } from '../../../lambda/aws/dynamodb-attempt-marks';
import type { AttemptMark } from '../../../lambda/ledger/shared-items';
import { ledgerKeys } from '../../../lambda/ledger/table';
import { startDynamoDb } from '../../../local/aws/dynamodb';
import { createLedgerTable } from '../../../local/ledger-table';
import { sdkDynamoDb } from '../../../operator/core/sdk-calls';

let client: DynamoDBClient;
let stop: () => Promise<void>;
beforeAll(async () => {
  const { endpoint, close } = await startDynamoDb();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  await createLedgerTable(client, 'ledger');
  stop = async () => {
    client.destroy();
    await close();
  };
});
afterAll(() => stop());

const marksOf = (account: string) => dynamoDbAttemptMarks('ledger', ledgerKeys(account), sdkDynamoDb(client));
const mark = (id: string, messages: readonly string[], more: Partial<AttemptMark> = {}): AttemptMark => ({
  id,
  until: 1_795_000_060_000,
  tryAlone: 0,
  messages,
  ...more,
});
const sorted = (marks: readonly AttemptMark[]) =>
  marks
    .map((one) => ({ ...one, messages: [...one.messages].sort() }))
    .sort((a, b) => a.id.localeCompare(b.id));

test('what one function writes down, another reads while it writes down its own', async () => {
  const { beginAttempts } = marksOf('read');
  expect(await beginAttempts(mark('one', ['a', 'b']))).toEqual([mark('one', ['a', 'b'])]);
  const alone = mark('|other', ['c'], { tryAlone: 2 });
  expect(sorted(await beginAttempts(alone))).toEqual(sorted([alone, mark('one', ['a', 'b'])]));
});

test('a message is taken off some marks, and a mark without messages is gone', async () => {
  const { beginAttempts, endAttempts } = marksOf('end');
  await beginAttempts(mark('one', ['a', 'b']));
  await beginAttempts(mark('other', ['a'], { tryAlone: 1 }));
  const ended = [mark('one', ['a']), mark('other', ['a'], { tryAlone: 1 }), mark('never there', ['a'])];
  await endAttempts(ended);
  await endAttempts(ended);
  expect(sorted(await beginAttempts(mark('third', ['c'])))).toEqual([
    mark('one', ['b']),
    mark('third', ['c']),
  ]);
});

test('more marks than one expression holds are ended all the same', async () => {
  const { beginAttempts, endAttempts } = marksOf('many');
  const many = Array.from({ length: 340 }, (_, index) => mark(`m${index}`, ['a']));
  for (const one of many) await beginAttempts(one);
  await endAttempts(many);
  expect(await beginAttempts(mark('last', ['b']))).toEqual([mark('last', ['b'])]);
});

test('what a newer version wrote beside them is no mark', async () => {
  const pk = ledgerKeys('newer').attempts;
  const Item = { pk: { S: pk }, more: { SS: ['x'] }, '1|0|y': { S: 'z' } };
  await client.send(new PutItemCommand({ TableName: 'ledger', Item }));
  expect(await marksOf('newer').beginAttempts(mark('one', ['a']))).toEqual([mark('one', ['a'])]);
});
