import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { endpointOf } from '../../../lambda/aws/aws-service';
import { signedQueue } from '../../../lambda/aws/signed-queue';
import { signedSecrets } from '../../../lambda/aws/signed-secrets';
import {
  beforeSigning,
  credentials,
  deps,
  environment,
  now,
  onTheWire,
  sdkSettings,
  stopTheClock,
  type Variables,
  withoutTelemetry,
} from './beside-sdk';
import { answer, cut, error, halfAnAnswer, type Scripted, type Step, scripted, taken } from './server';

/** The same call through the SDK's client and through ours: what the SDK does, ours does too. */

const message = JSON.stringify({ v: 1, body: 'ñ 😀 "quoted" \\ \u2028', lone: '\ud800' });

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

function sdkQueue(url: string, more: Variables): SQSClient {
  const client = new SQSClient(sdkSettings(url, more));
  client.middlewareStack.addRelativeTo(withoutTelemetry, beforeSigning);
  clients.push(client);
  return client;
}

function sdkSecrets(url: string, more: Variables): SecretsManagerClient {
  const client = new SecretsManagerClient(sdkSettings(url, more));
  client.middlewareStack.addRelativeTo(withoutTelemetry, beforeSigning);
  clients.push(client);
  return client;
}

const group = 'shopify/default';

interface Call {
  readonly ours: (url: string, more: Variables) => Promise<unknown>;
  readonly sdks: (url: string, more: Variables) => Promise<unknown>;
}

const sendMessage: Call = {
  ours: (url, more) =>
    signedQueue(`${url}/0/events`, deps({ AWS_ENDPOINT_URL_SQS: url, ...more })).enqueue(
      message,
      new AbortController().signal,
      group,
    ),
  sdks: (url, more) =>
    sdkQueue(url, more).send(
      new SendMessageCommand({
        QueueUrl: `${url}/0/events`,
        MessageBody: message,
        MessageGroupId: group,
      }),
    ),
};
const getSecretValue: Call = {
  ours: (url, more) =>
    signedSecrets(deps({ AWS_ENDPOINT_URL_SECRETS_MANAGER: url, ...more })).readSecret('fake/id'),
  sdks: async (url, more) => {
    const read = new GetSecretValueCommand({ SecretId: 'fake/id' });
    return (await sdkSecrets(url, more).send(read)).SecretString;
  },
};

describe('what is sent', () => {
  const value = answer(200, '{"SecretString":"fake-value"}');
  test.each<[string, Call, Step, Variables]>([
    ['SendMessage', sendMessage, taken, {}],
    ['SendMessage with a session', sendMessage, taken, { AWS_SESSION_TOKEN: 'fake//session==' }],
    ['GetSecretValue', getSecretValue, value, {}],
    ['GetSecretValue with a session', getSecretValue, value, { AWS_SESSION_TOKEN: 'fake//session==' }],
  ])('%s is what the SDK sends, signature and all', async (_, call, step, more) => {
    aws = await scripted(step);
    const { url, seen } = aws;
    const ours = await call.ours(url, more);
    const sdks = await call.sdks(url, more);
    const [first, second] = seen.map(onTheWire);
    expect(first).toEqual(second);
    expect(first?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDFAKE\/20260309\/eu-west-1\/(sqs|secretsmanager)\/aws4_request, .*Signature=[0-9a-f]{64}$/,
    );
    expect(first?.headers['x-amz-security-token']).toBe(more.AWS_SESSION_TOKEN);
    if (call === getSecretValue) expect([ours, sdks]).toEqual(['fake-value', 'fake-value']);
  });

  test("Lambda's trace goes with it", async () => {
    aws = await scripted(taken);
    const trace = 'Root=1-00000000-000000000000000000000000;Sampled=0';
    await sendMessage.ours(aws.url, { _X_AMZN_TRACE_ID: trace });
    expect(aws.seen[0]?.headers['x-amzn-trace-id']).toBe(trace);
    expect(aws.seen[0]?.headers.authorization).not.toContain('trace');
  });

  test('credentials are those of the moment', async () => {
    aws = await scripted(taken);
    const changing: Record<string, string> = { ...environment, AWS_ENDPOINT_URL: aws.url };
    const queue = signedQueue('q', { ...deps({}), environment: changing });
    const { signal } = new AbortController();
    await queue.enqueue(message, signal, group);
    changing.AWS_ACCESS_KEY_ID = 'AKIDNEWER';
    await queue.enqueue(message, signal, group);
    expect(aws.seen.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual([
      'AKIDFAKE',
      'AKIDNEWER',
    ]);
  });
});

describe('where it is sent', () => {
  const sqs = {
    name: 'sqs',
    target: 'T',
    jsonVersion: '1.0',
    endpointVariable: 'AWS_ENDPOINT_URL_SQS',
  } as const;
  test.each(['us-east-1', 'eu-west-1', 'sa-east-1', 'mx-central-1', 'cn-north-1', 'us-gov-west-1'])(
    'in %s it is where the SDK sends it',
    (Region) => {
      const input = { Region, UseDualStack: false, UseFIPS: false };
      const queues = new SQSClient({}).config.endpointProvider(input).url.href;
      const secrets = new SecretsManagerClient({}).config.endpointProvider(input).url.href;
      expect(endpointOf(sqs, { AWS_REGION: Region }).href).toBe(queues);
      expect(endpointOf({ ...sqs, name: 'secretsmanager' }, { AWS_REGION: Region }).href).toBe(secrets);
    },
  );

  test.each<[string, Variables, string]>([
    [
      'its own endpoint',
      { AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1', AWS_ENDPOINT_URL: 'http://127.0.0.1:2' },
      'http://127.0.0.1:1/',
    ],
    ['the endpoint of all', { AWS_ENDPOINT_URL: 'http://127.0.0.1:2' }, 'http://127.0.0.1:2/'],
    [
      "another service's endpoint",
      { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:3' },
      'https://sqs.eu-west-1.amazonaws.com/',
    ],
  ])('%s', (_, more, endpoint) => {
    expect(endpointOf(sqs, { AWS_REGION: 'eu-west-1', ...more }).href).toBe(endpoint);
  });

  test('without a region nothing can be signed, and that is said', () => {
    expect(() => signedQueue('q', { ...deps({}), environment: credentials })).toThrow(
      'AWS_REGION is missing',
    );
  });
});

describe('what an answer comes to', () => {
  /** A name, or `ok`, and how often it was asked. */
  async function outcomeOf(call: Call['ours'], steps: readonly Step[]) {
    const server = await scripted(...steps);
    try {
      const name = await call(server.url, {}).then(
        () => 'ok',
        (failed: Error) => failed.name,
      );
      return { name, requests: server.seen.length, seen: server.seen };
    } finally {
      await server.close();
    }
  }

  const lateDate = { date: new Date(now.getTime() + 600_000).toUTCString() };
  const sqsError = (status: number, name: string, headers?: Record<string, string>) =>
    error(status, `com.amazonaws.sqs#${name}`, headers);

  test.each<[string, readonly Step[], string, number]>([
    ['500, then taken', [error(500, 'InternalFailure'), taken], 'ok', 2],
    ['503 of something in between, then taken', [answer(503, '<html>'), taken], 'ok', 2],
    ['throttled with 400, then taken', [sqsError(400, 'ThrottlingException'), taken], 'ok', 2],
    ['throttled the way of SQS', [sqsError(403, 'RequestThrottled'), taken], 'ok', 2],
    ['429, then taken', [answer(429, ''), taken], 'ok', 2],
    ['a request that took too long, then taken', [error(400, 'RequestTimeout'), taken], 'ok', 2],
    ['a cut connection, then taken', [cut, taken], 'ok', 2],
    ['500 for ever', [error(500, 'InternalFailure')], 'InternalFailure', 2],
    ['throttled for ever', [sqsError(400, 'ThrottlingException')], 'ThrottlingException', 2],
    [
      'a name in a header',
      [answer(400, '{}', { 'x-amzn-errortype': 'FakeException:http://x/' })],
      'FakeException',
      1,
    ],
    ['no such queue', [sqsError(400, 'QueueDoesNotExist')], 'QueueDoesNotExist', 1],
    ['not allowed', [error(403, 'AccessDeniedException')], 'AccessDeniedException', 1],
    ['expired credentials', [error(403, 'ExpiredTokenException')], 'ExpiredTokenException', 1],
    ['a clock that is ten minutes behind', [error(403, 'SignatureDoesNotMatch', lateDate), taken], 'ok', 2],
    [
      'a wrong signature at the right time',
      [error(403, 'SignatureDoesNotMatch', { date: now.toUTCString() })],
      'SignatureDoesNotMatch',
      1,
    ],
  ])('%s', async (_, steps, name, requests) => {
    expect(await outcomeOf(sendMessage.ours, steps)).toMatchObject({ name, requests });
    expect(await outcomeOf(sendMessage.sdks, steps)).toMatchObject({ name, requests });
  });

  test.each<[string, Step]>([
    ['500', error(500, 'InternalFailure')],
    ['a cut connection', cut],
  ])('%s, and nothing is sent again once Lambda has held the function still', async (_, failing) => {
    const frozen: Step = (response, seen) => {
      jest.setSystemTime(now.getTime() + 60_000);
      failing(response, seen);
    };
    expect(await outcomeOf(sendMessage.ours, [frozen, taken])).toMatchObject({ requests: 1 });
  });

  // What the SDK reports under names of its own, or takes for success.
  test.each<[string, readonly Step[], string, number]>([
    [
      'the sum of another message',
      [answer(200, '{"MessageId":"x","MD5OfMessageBody":"00"}')],
      'InvalidChecksumError',
      1,
    ],
    ['no sum', [answer(200, '{}')], 'InvalidChecksumError', 1],
    ['a page of something in between', [answer(200, '<html>captive portal</html>')], 'HTTP200', 2],
    ['such a page, then taken', [answer(200, '<html>'), taken], 'ok', 2],
    ['502 for ever', [answer(502, '')], 'HTTP502', 2],
    ['an unreadable name', [error(400, 'x y\nz')], 'HTTP400', 1],
    ['half an answer, then taken', [halfAnAnswer, taken], 'ok', 2],
    ['cut connections for ever', [cut], 'ECONNRESET', 2],
    [
      'a redirect, which AWS has none of',
      [answer(302, '', { location: 'http://127.0.0.1:1/' })],
      'HTTP302',
      1,
    ],
  ])('%s', async (_, steps, name, requests) => {
    expect(await outcomeOf(sendMessage.ours, steps)).toMatchObject({ name, requests });
  });

  test('the second signature is of the time that AWS told, and so are those to come', async () => {
    const { seen } = await outcomeOf(sendMessage.ours, [error(403, 'RequestExpired', lateDate), taken]);
    expect(seen.map(({ headers }) => headers['x-amz-date'])).toEqual([
      '20260309T122000Z',
      '20260309T123000Z',
    ]);
  });

  const none = 'com.amazonaws.secretsmanager#ResourceNotFoundException';
  test.each<[string, readonly Step[], unknown, number]>([
    ['a value', [answer(200, '{"SecretString":"a"}')], 'a', 1],
    ['an empty value', [answer(200, '{"SecretString":""}')], '', 1],
    ['no such version', [error(400, none)], undefined, 1],
    ['a value that is no text', [answer(200, '{"SecretBinary":"AAAA"}')], undefined, 1],
    ['500, then a value', [error(500, 'InternalServiceError'), answer(200, '{"SecretString":"a"}')], 'a', 2],
  ])('a secret: %s', async (_, steps, value, requests) => {
    aws = await scripted(...steps);
    expect(await getSecretValue.ours(aws.url, {})).toBe(value);
    expect(aws.seen).toHaveLength(requests);
  });

  test('a secret that may not be read is a failure, not an absence', async () => {
    aws = await scripted(error(400, 'AccessDeniedException'));
    await expect(getSecretValue.ours(aws.url, {})).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
