import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { randomFrom } from '../../../trials/chaos/random';
import { type Effect, faultsOf } from '../../../trials/simulation/faults';
import { machine } from '../../../trials/simulation/kernel/machine';
import { network, type SendCall } from '../../../trials/simulation/kernel/network';
import { scheduler } from '../../../trials/simulation/kernel/scheduler';
import { trace } from '../../../trials/simulation/kernel/trace';
import { dynamoDbClient } from '../../../trials/simulation/models/dynamodb-client';
import { dynamoDbTable } from '../../../trials/simulation/models/dynamodb-table';

/** What the model does after a failure is what the SDK's own client does. */
const put = () =>
  new PutItemCommand({
    TableName: 'ledger',
    Item: { pk: { S: 'a|customer|x' } },
    ConditionExpression: 'attribute_not_exists(pk)',
  });

/** How a try ends, in both worlds. */
type Try = 'timeout' | 'reset' | 'throttled' | '500' | 'condition' | 'ok';
interface Ended {
  readonly payloads: number;
  readonly attempts: number;
  readonly error: string | undefined;
}

// The SDK's back-off is drawn from nothing to its ceiling: here it is always nothing.
beforeAll(() => void jest.spyOn(Math, 'random').mockReturnValue(0));
afterAll(() => jest.restoreAllMocks());

async function withTheSdk(tries: readonly Try[]): Promise<Ended> {
  const payloads: string[] = [];
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 3,
    requestHandler: {
      handle: async ({ body }: { body: Uint8Array }) => {
        const how = tries[payloads.length] ?? 'ok';
        payloads.push(new TextDecoder().decode(body));
        if (how === 'timeout') throw Object.assign(new Error(), { name: 'TimeoutError' });
        if (how === 'reset') throw Object.assign(new Error(), { code: 'ECONNRESET' });
        return { response: answer(how) };
      },
    },
  });
  const error = await errorOf(client.send(put()));
  client.destroy();
  return { payloads: new Set(payloads).size, attempts: payloads.length, error };
}

const errors: Partial<Record<Try, readonly [number, string]>> = {
  throttled: [400, 'ProvisionedThroughputExceededException'],
  '500': [500, 'InternalServerError'],
  condition: [400, 'ConditionalCheckFailedException'],
};

function answer(how: Try) {
  const [statusCode, type] = errors[how] ?? [200, undefined];
  return { statusCode, headers: {}, body: Buffer.from(JSON.stringify(type ? { __type: type } : {})) };
}

const errorOf = (sent: Promise<unknown>) =>
  sent.then(
    () => undefined,
    (error: Error & { code?: string }) => error.code ?? error.name,
  );

async function withTheModel(tries: readonly Try[]): Promise<Ended> {
  const time = scheduler(0, randomFrom(1));
  const table = dynamoDbTable({ now: time.now, seed: 1, longestExpiryMs: null, longestLagMs: () => 0 });
  if (tries.includes('condition')) table.write('a|customer|x', { pk: { S: 'a|customer|x' } });
  const process = machine({ name: 'one', scheduler: time, random: randomFrom(1), skewMs: 0 });
  const effects: Partial<Record<Try, Effect>> = {
    timeout: { do: 'late', ms: 60_000 },
    reset: { do: 'lost', when: 'before' },
    throttled: { do: 'throttle', times: tries.filter((how) => how === 'throttled').length },
    '500': { do: 'status', status: 500 },
  };
  const faults = faultsOf(
    tries.flatMap((how, nth) => {
      const effect = effects[how];
      const op = nth === 0 ? 'write customer' : 'write customer again';
      return effect ? [{ kind: 'call', op, nth: Math.max(0, nth - 1), effect }] : [];
    }),
    () => 0,
    () => false,
  );
  const send = network(time, trace(time.now, 0, false));
  let attempts = 0;
  const counted: SendCall = (call) => {
    attempts += 1;
    return send(call);
  };
  const sent = errorOf(dynamoDbClient(process, table, { faults, send: counted }).send(put()));
  await time.run();
  return { payloads: 1, attempts, error: await sent };
}

test.each<[readonly Try[]]>([
  [['ok']],
  [['timeout', 'ok']],
  [['reset', 'ok']],
  [['reset', 'reset', 'reset']],
  [['timeout', 'timeout', 'timeout']],
  [['throttled', 'throttled', 'ok']],
  [['throttled', 'throttled', 'throttled']],
  [['500', 'ok']],
  [['500', '500', '500']],
  [['condition']],
  [['reset', 'condition']],
])('%j ends alike', async (tries) => {
  expect(await withTheModel(tries)).toEqual(await withTheSdk(tries));
});

test('the condition that failed is the error that the ledger looks for', async () => {
  const time = scheduler(0, randomFrom(1));
  const table = dynamoDbTable({ now: time.now, seed: 1, longestExpiryMs: null, longestLagMs: () => 0 });
  table.write('a|customer|x', { pk: { S: 'a|customer|x' } });
  const process = machine({ name: 'one', scheduler: time, random: randomFrom(1), skewMs: 0 });
  const faults = faultsOf(
    [],
    () => 0,
    () => false,
  );
  const send = network(time, trace(time.now, 0, false));
  const sent = dynamoDbClient(process, table, { faults, send }).send(put());
  const caught = sent.catch((error: unknown) => error);
  await time.run();
  expect(await caught).toBeInstanceOf(ConditionalCheckFailedException);
});
