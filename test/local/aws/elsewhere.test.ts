import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { databaseOf, type ForwardedRequest, forward } from '../../../local/aws/elsewhere';
import { createJsonServer, type Faults, type Listening, listen } from '../../../local/aws/json-protocol';
import { dynamoClient, errorName } from '../../support/aws-clients';

let behind: Listening;
let front: Listening;
const faults: Faults = {};
const seen: ForwardedRequest[] = [];
beforeAll(async () => {
  const operations = { ListTables: (input: unknown) => ({ TableNames: [JSON.stringify(input)] }) };
  behind = await listen(createJsonServer({ version: '1.0', operations }));
  front = await forward({ to: behind.endpoint, faults, onRequest: (request) => seen.push(request) });
});
afterAll(async () => {
  await front.close();
  await behind.close();
});
beforeEach(() => {
  faults.intercept = undefined;
  seen.length = 0;
});

const listTables = (endpoint: string) => {
  const client = dynamoClient(endpoint);
  return client.send(new ListTablesCommand({ Limit: 5 })).finally(() => client.destroy());
};

test('a request and its answer are passed on as they are, and shown', async () => {
  expect((await listTables(front.endpoint)).TableNames).toEqual(['{"Limit":5}']);
  expect(seen).toEqual([
    {
      method: 'POST',
      target: '/',
      headers: expect.objectContaining({
        host: new URL(front.endpoint).host,
        'x-amz-target': 'DynamoDB_20120810.ListTables',
      }),
      body: Buffer.from('{"Limit":5}'),
    },
  ]);
});

test('our faults stand in front: what they take is not passed on', async () => {
  faults.intercept = () => ({ kind: 'error', status: 400 });
  expect(await errorName(listTables(front.endpoint))).toBe('ThrottlingException');
  expect(seen).toEqual([]);
});

test('when nobody is behind it, the connection is cut', async () => {
  const alone = await forward({ to: 'http://127.0.0.1:9' });
  await expect(listTables(alone.endpoint)).rejects.toThrow();
  await alone.close();
});

test('a database has the same key and account again under the same name, and others under another', () => {
  const given = {
    authorization: 'AWS4-HMAC-SHA256 Credential=local/20261127/us-east-1/dynamodb/aws4_request',
  };
  const first = databaseOf('first', given);
  expect(first).toEqual(databaseOf('first', given));
  expect(first).toEqual({
    authorization: expect.stringMatching(/Credential=[0-9a-f]{16}\/20261127\/us-east-1/),
    'x-moto-account-id': expect.stringMatching(/^\d{12}$/),
  });
  const second = databaseOf('second', given);
  expect(second.authorization).not.toBe(first.authorization);
  expect(second['x-moto-account-id']).not.toBe(first['x-moto-account-id']);
});
