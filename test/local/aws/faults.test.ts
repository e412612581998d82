import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { GetQueueUrlCommand, ListQueuesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { startDynamoDb } from '../../../local/aws/dynamodb';
import type { Fault, Faults, Listening } from '../../../local/aws/json-protocol';
import { startSecretsManager } from '../../../local/aws/secrets-manager';
import { startSqs } from '../../../local/aws/sqs';
import { dynamoClient, errorName, expectPortFree, secretsClient, sqsClient } from '../../support/aws-clients';
import { until, whether } from '../../support/until';

type Call = (endpoint: string, attempts: number, options?: { abortSignal?: AbortSignal }) => Promise<unknown>;
type Service = [operation: string, start: (faults: Faults) => Promise<Listening>, call: Call];

async function once<C extends { destroy(): void }>(client: C, run: (client: C) => Promise<unknown>) {
  return run(client).finally(() => client.destroy());
}

const sqsOptions = { queues: [{ name: 'q', visibilityTimeoutSeconds: 1 }] };
const SERVICES: Service[] = [
  [
    'GetQueueUrl',
    (faults) => startSqs({ ...sqsOptions, faults }),
    (endpoint, attempts, options) =>
      once(sqsClient(endpoint, attempts), (client) =>
        client.send(new GetQueueUrlCommand({ QueueName: 'q' }), options),
      ),
  ],
  [
    'GetSecretValue',
    (faults) => startSecretsManager({ secrets: { s: { current: 'x' } }, faults }),
    (endpoint, attempts, options) =>
      once(secretsClient(endpoint, attempts), (client) =>
        client.send(new GetSecretValueCommand({ SecretId: 's' }), options),
      ),
  ],
  [
    'ListTables',
    (faults) => startDynamoDb({ faults }),
    (endpoint, attempts, options) =>
      once(dynamoClient(endpoint, attempts), (client) => client.send(new ListTablesCommand({}), options)),
  ],
];

describe.each(SERVICES)('faults in %s', (operation, start, call) => {
  const asked: string[] = [];
  const faults: Faults = {};
  let service: Listening;
  let onRequest = () => {};

  beforeEach(async () => {
    asked.length = 0;
    onRequest = () => {};
    service = await start(faults);
  });
  afterEach(() => service.close());

  /** The fault for the first `times` requests. */
  function inject(fault: Fault, times = Number.POSITIVE_INFINITY): void {
    faults.intercept = (name) => {
      asked.push(name);
      onRequest();
      return asked.length <= times ? fault : undefined;
    };
  }

  /** Aborts so long after the request came in. A busy machine may need longer than that to send it. */
  function givesUpAfter(ms: number): AbortSignal {
    const caller = new AbortController();
    onRequest = () => setTimeout(() => caller.abort(), ms);
    return caller.signal;
  }

  test.each([
    [500, 'InternalFailure'],
    [503, 'InternalFailure'],
    [400, 'ThrottlingException'],
    [403, 'AccessDeniedException'],
  ])('status %s comes as %s, until it is switched off', async (status, name) => {
    inject({ kind: 'error', status });
    await expect(call(service.endpoint, 1)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
    });
    expect(asked).toEqual([operation]);
    faults.intercept = undefined;
    await expect(call(service.endpoint, 1)).resolves.toBeDefined();
  });

  test.each<Fault>([{ kind: 'error', status: 500 }, { kind: 'close' }])(
    'the SDK gets over one %j',
    async (fault) => {
      inject(fault, 1);
      await expect(call(service.endpoint, 2)).resolves.toBeDefined();
      expect(asked).toHaveLength(2);
    },
  );

  test('a cut connection', async () => {
    inject({ kind: 'close' });
    await expect(call(service.endpoint, 1)).rejects.toThrow('socket hang up');
  });

  test('a slow answer comes later, and not before a caller gives up who waits for less', async () => {
    inject({ kind: 'slow', ms: 300 });
    expect(await errorName(call(service.endpoint, 1, { abortSignal: givesUpAfter(100) }))).toBe('AbortError');
    await expect(call(service.endpoint, 1)).resolves.toBeDefined();
  });

  test('a request without an answer hangs until the caller gives up, or the stand-in closes', async () => {
    inject({ kind: 'hang' });
    expect(await errorName(call(service.endpoint, 1, { abortSignal: givesUpAfter(200) }))).toBe('AbortError');
    const hanging = errorName(call(service.endpoint, 1));
    await until('the second request', () => whether(asked.length === 2));
    await service.close();
    await expectPortFree(service.endpoint);
    await hanging;
  });
});

test('an error answer lets a large request finish', async () => {
  const sqs = await startSqs({
    ...sqsOptions,
    faults: { intercept: () => ({ kind: 'error', status: 503 }) },
  });
  const send = new SendMessageCommand({ QueueUrl: sqs.queueUrl('q'), MessageBody: 'x'.repeat(1_000_000) });
  await expect(once(sqsClient(sqs.endpoint), (client) => client.send(send))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 503 },
  });
  await sqs.close();
});

test.each<[string, () => Promise<Listening>, (endpoint: string) => Promise<unknown>]>([
  [
    'SQS',
    () => startSqs(sqsOptions),
    (at) => once(sqsClient(at), (client) => client.send(new ListQueuesCommand({}))),
  ],
  [
    'Secrets Manager',
    () => startSecretsManager({ secrets: {} }),
    (at) => once(secretsClient(at), (client) => client.send(new ListSecretsCommand({}))),
  ],
])('%s refuses an operation it does not have', async (_, start, call) => {
  const service = await start();
  expect(await errorName(call(service.endpoint))).toBe('UnknownOperationException');
  await service.close();
});
