import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { type AddressInfo, Server } from 'node:net';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { listenForCallback } from '../../cli/vendors/shopify/callback-listener';
import { startBridge } from '../../local/bridge';
import { bindPort } from '../../local/listen';
import { localSettings } from '../../local/local-settings';
import { localOptions } from '../../local/options';
import { readRunFile } from '../../local/run-file';
import { startConsole } from '../../operator/console/server';
import { errorName } from '../support/aws-clients';
import { http, type Sent } from '../support/http';
import { bundlesFolder, temporaryFolder } from '../support/test-bridge';
import { signature, signups } from '../support/webhooks';

/**
 * What web pages, tunnels and other users of this machine get of a local run: nothing. The run is the one of
 * `npm start`, on free ports, and every port that anything in this process listens on is attacked.
 */
const folder = temporaryFolder();
const listening: Server[] = [];
const over = new AbortController();
let bridge: Awaited<ReturnType<typeof startBridge>>;
let deployedConsole: Awaited<ReturnType<typeof startConsole>>;

beforeAll(async () => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { listen } = Server.prototype;
  jest.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
    listening.push(this);
    return Reflect.apply(listen, this, args);
  });
  bridge = await startBridge({
    ...localOptions({ PORT: '0', CONSOLE_PORT: '0', MASIVO_PORT: '0', DATA_DIR: `${folder.path}/data` }),
    bundles: bundlesFolder(),
    onLogLine: () => {},
  });
  const { operator } = bridge;
  const environment = {
    name: 'prod',
    settings: localSettings({ baseUrl: bridge.masivoBaseUrl, account: 'x' }),
    who: 'arn:aws:iam::111111111111:user/jane',
  };
  deployedConsole = await startConsole({ operator, environment, port: 0 });
  await listenForCallback({ port: 0, codeIn: () => undefined, over: over.signal });
  jest.restoreAllMocks();
});
afterAll(async () => {
  over.abort();
  await deployedConsole.close();
  await bridge.close();
  folder.remove();
});

const origins = () => listening.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

/** Where acts go: only the run file tells. */
const operateUrl = () => readRunFile(`${folder.path}/data`)?.operateUrl ?? '';

test('all of them are attacked', () => {
  const known = [
    bridge.url,
    bridge.consoleUrl,
    new URL(bridge.masivoBaseUrl).origin,
    bridge.environment.AWS_ENDPOINT_URL_DYNAMODB,
    bridge.environment.AWS_ENDPOINT_URL_SQS,
    bridge.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER,
    operateUrl(),
    ...[...bridge.vendors.values()].map(({ url }) => url),
    new URL(deployedConsole.url).origin,
  ];
  expect(origins()).toEqual(expect.arrayContaining(known));
  // And the approval's.
  expect(origins()).toHaveLength(known.length + 1);
});

const preflight = {
  'Access-Control-Request-Method': 'POST',
  'Access-Control-Request-Headers': 'x-amz-target',
};

describe.each<[string, (port: string) => Sent]>([
  [
    'a page asks whether it may',
    () => ({ method: 'OPTIONS', headers: { Origin: 'https://evil.example.com', ...preflight } }),
  ],
  ['a page asks', () => ({ headers: { Origin: 'https://evil.example.com' } })],
  ['an opaque page posts', () => ({ method: 'POST', headers: { Origin: 'null' }, body: '{}' })],
  [
    'a page on another port of this machine posts',
    () => ({ method: 'POST', headers: { Origin: 'http://localhost:1' }, body: '{}' }),
  ],
  ['a page whose name was rebound asks', (port) => ({ headers: { Host: `evil.example.com:${port}` } })],
  ['a tunnel asks', (port) => ({ headers: { Host: `127.0.0.1:${port}`, 'X-Forwarded-For': '192.0.2.1' } })],
  ['a proxy asks', (port) => ({ headers: { Host: `127.0.0.1:${port}`, Via: '1.1 proxy.example.com' } })],
])('%s', (_, sent) => {
  test('every port refuses, and lets no page read that', async () => {
    for (const origin of origins()) {
      const answer = await http(origin, sent(new URL(origin).port));
      expect([origin, answer.status, answer.headers['access-control-allow-origin']]).toEqual([
        origin,
        403,
        undefined,
      ]);
    }
  });
});

describe('TUNNEL_HOST', () => {
  const tunnel = 'bridge.tunnel.example.com';
  test.each<[string, Sent['headers'], number]>([
    ['its host', { Host: tunnel, 'X-Forwarded-For': '192.0.2.1' }, 200],
    ['a tunnel that says that it comes from here', { 'X-Forwarded-Host': tunnel }, 200],
    ['another host', { Host: 'evil.example.com' }, 403],
    ['a page', { Host: tunnel, Origin: `https://${tunnel}` }, 403],
  ])('lets %s through to the webhook port alone', async (_, headers, status) => {
    const bound = await bindPort('PORT', 0, localOptions({ TUNNEL_HOST: tunnel }).tunnelHost);
    bound.serve((_request, response) => response.end());
    const answer = await http(`http://127.0.0.1:${bound.port}`, { headers: headers ?? {} });
    await bound.close();
    expect(answer.status).toBe(status);
  });
});

describe('another user of this machine, who knows the code and no secret of the run,', () => {
  const known = { accessKeyId: 'local', secretAccessKey: 'local' };
  const aws = (
    name: 'DYNAMODB' | 'SQS' | 'SECRETS_MANAGER',
    attack: (settings: object) => Promise<unknown>,
  ) =>
    errorName(
      attack({
        region: 'us-east-1',
        endpoint: bridge.environment[`AWS_ENDPOINT_URL_${name}`],
        credentials: known,
        maxAttempts: 1,
      }),
    );
  const refused = 'UnrecognizedClientException';

  test('reads and writes no ledger', async () => {
    expect(
      await aws('DYNAMODB', (at) => new DynamoDBClient(at).send(new ScanCommand({ TableName: 'ledger' }))),
    ).toBe(refused);
    const Item = { pk: { S: 'forged' } };
    expect(
      await aws('DYNAMODB', (at) =>
        new DynamoDBClient(at).send(new PutItemCommand({ TableName: 'ledger', Item })),
      ),
    ).toBe(refused);
  });

  test('reads no secret, and no message', async () => {
    expect(
      await aws('SECRETS_MANAGER', (at) =>
        new SecretsManagerClient(at).send(new GetSecretValueCommand({ SecretId: 'masivo' })),
      ),
    ).toBe(refused);
    const QueueUrl = bridge.environment.QUEUE_URL;
    expect(await aws('SQS', (at) => new SQSClient(at).send(new ReceiveMessageCommand({ QueueUrl })))).toBe(
      refused,
    );
    expect(
      await aws('SQS', (at) =>
        new SQSClient(at).send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' })),
      ),
    ).toBe(refused);
  });

  const sandbox = () => new URL(bridge.masivoBaseUrl).origin;
  const stripe = () => bridge.vendors.get('stripe')?.url ?? '';
  const published = 'rk_test_local_stripe_key';

  test.each<[string, () => string, Sent]>([
    ['what the console shows', () => bridge.consoleUrl, { path: '/api/deliveries' }],
    [
      'a delivery',
      () => bridge.consoleUrl,
      { path: '/api/deliveries/x', headers: { Authorization: 'Bearer x' } },
    ],
    [
      'a signed event through the page',
      () => bridge.consoleUrl,
      {
        method: 'POST',
        path: '/api/local/signups',
        headers: { 'Content-Type': 'application/json', 'Content-Length': 41, 'X-Console': '1' },
        body: '{"source":"shopify","store":"default"}   ',
      },
    ],
    ['an act', operateUrl, { method: 'POST', path: '/replay', body: '{}' }],
    ['what the sandbox was sent', sandbox, { path: '/_sandbox/record' }],
    ['how the sandbox behaves', sandbox, { method: 'PUT', path: '/_sandbox/misbehaviour', body: '{}' }],
    [
      "a token of the sandbox's",
      sandbox,
      {
        path: '/api/storefront/v1/auth/authorize',
        headers: { 'x-api-key': '00000000-0000-4000-8000-000000000000' },
      },
    ],
    [
      'a customer of the small Stripe',
      stripe,
      { path: '/v1/customers/cus_x', headers: { Authorization: `Bearer ${published}` } },
    ],
    [
      'what the small Stripe holds',
      stripe,
      { method: 'PUT', path: '/_local/held', body: '{"/v1/customers/cus_x":{}}' },
    ],
  ])('gets nothing of this: %s', async (_, origin, sent) => {
    expect((await http(origin(), sent)).status).toBe(401);
  });

  test.each(['shopify', 'stripe'] as const)('forges no event of %s', async (source) => {
    const signup = signups[source]();
    const answer = await http(bridge.url, {
      method: 'POST',
      path: `/webhooks/${source}`,
      headers: {
        'Content-Type': 'application/json',
        ...signup.headers,
        ...signature(
          signup,
          { shopify: 'local-shopify-secret', stripe: 'whsec_local_stripe_secret' }[source],
        ),
      },
      body: signup.body,
    });
    expect(answer.status).toBe(401);
  });

  test('opens no file of the data folder', () => {
    const path = `${folder.path}/data`;
    const open = [path, ...readdirSync(path).map((name) => `${path}/${name}`)].filter(
      (each) => (statSync(each).mode & 0o077) !== 0,
    );
    expect(open).toEqual([]);
  });
});

describe('a data folder that others may have prepared', () => {
  const start = (dataDir: string) =>
    startBridge({
      ...localOptions({ PORT: '0', CONSOLE_PORT: '0', MASIVO_PORT: '0', DATA_DIR: dataDir }),
      bundles: bundlesFolder(),
      onLogLine: () => {},
    });
  const place = temporaryFolder();
  afterAll(() => place.remove());

  test('is not used where others may enter it', async () => {
    const path = `${place.path}/open`;
    mkdirSync(path);
    chmodSync(path, 0o755);
    await expect(start(path)).rejects.toThrow(`Others can open ${path}`);
  });

  test('nor where it leads elsewhere', async () => {
    mkdirSync(`${place.path}/elsewhere`, { mode: 0o700 });
    symlinkSync(`${place.path}/elsewhere`, `${place.path}/link`);
    await expect(start(`${place.path}/link`)).rejects.toThrow('is a symbolic link');
  });

  const isRoot = process.getuid?.() === 0;
  (isRoot ? test : test.skip)("nor where it is somebody else's", async () => {
    const path = `${place.path}/foreign`;
    mkdirSync(path, { mode: 0o700 });
    chownSync(path, 65_534, 65_534);
    await expect(start(path)).rejects.toThrow("is another user's");
  });

  test('and no command follows a run file in such a folder', () => {
    const path = `${place.path}/prepared`;
    mkdirSync(path, { mode: 0o700 });
    copyFileSync(`${folder.path}/data/run.json`, `${path}/run.json`);
    expect(readRunFile(path)).toBeDefined();
    chmodSync(path, 0o777);
    expect(readRunFile(path)).toBeUndefined();
  });
});
