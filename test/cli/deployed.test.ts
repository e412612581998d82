import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EnvironmentConfig, parseEnvironment } from '../../infra/config/config';
import { consolePort } from '../../infra/config/console-port';
import { settingsFromConfig } from '../../infra/config/settings-from-config';
import { signedDynamoDb } from '../../lambda/aws/signed-dynamodb';
import { systemClock } from '../../lambda/clock';
import { credentialsOf } from '../../local/aws/environment';
import type { LocalFunction } from '../../local/functions/local-function';
import { type RunFile, readRunFile } from '../../local/run-file';
import type { OperatorAction } from '../../operator/core/answers/actions';
import type { DeliveryPage } from '../../operator/core/answers/deliveries';
import { callsOf } from '../../operator/core/calls';
import { handleCall } from '../../operator/function/handle-call';
import { signedQueues } from '../../operator/function/signed-queues';
import { signedScan } from '../../operator/function/signed-scan';
import type { Statement } from '../../trials/judges/iam/policy';
import { resolver } from '../infra/resolve';
import { found, synthesise } from '../infra/support';
import { shopifyLine } from '../support/backfill';
import { bridge } from '../support/command-line';
import { type OperateGateway, startOperateGateway } from '../support/operate-gateway';
import { TestBridge } from '../support/test-bridge';
import { until, whether } from '../support/until';
import { freshId, shopify, shopifyCustomer, signups } from '../support/webhooks';
import { type AwsAccount, startAwsAccount } from './aws-account';
import { startLambda, startSns } from './doctor/aws-servers';
import { startStripe } from './vendors/stripe/server';

/** A deployed environment: AWS is told by its protocols alone, at endpoints that the environment names. */
const account = '123456789012';
const region = 'eu-west-1';
const caller = `arn:aws:sts::${account}:assumed-role/Operator/somebody`;
const stackArn = `arn:aws:cloudformation:${region}:${account}:stack/masivo-bridge-qa/11111111-2222`;

const alarmTopic = `arn:aws:sns:${region}:${account}:alarms`;

const qa: EnvironmentConfig = {
  aws: { account, region },
  mode: 'test',
  masivo: { account: 'sandbox' },
  stores: {
    shopify: { default: { vendorAccount: 'shop-one.myshopify.com' } },
    stripe: { default: { vendorAccount: 'acct_1Tests' } },
  },
  alarms: {},
};
/** Policies of the environments here, as `qa` has them. */
const policyOf = (() => {
  const subject = parseEnvironment('qa', qa);
  const built = synthesise(subject);
  const resolve = resolver(built.template, subject);
  return (...parts: readonly string[]): readonly Statement[] => {
    const statements = JSON.stringify(
      parts.flatMap((part) =>
        resolve(found(built, 'AWS::IAM::ManagedPolicy', part).PolicyDocument.Statement),
      ),
    );
    return ['qa', 'older', 'nowhere', 'abroad'].flatMap((name) =>
      JSON.parse(statements.replaceAll(subject.stackName, `masivo-bridge-${name}`)),
    );
  };
})();
const policy = policyOf('ReadOnly', 'Operator');

const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-cli-'));
const config = (name: string, content: unknown) =>
  writeFileSync(join(folder, `${name}.ts`), `export default ${JSON.stringify(content)};`);
config('qa', qa);
const elsewhere = { ...qa, stores: { shopify: { default: { vendorAccount: 'two.myshopify.com' } } } };
config('older', elsewhere);
config('nowhere', {
  ...elsewhere,
  stores: { shopify: { default: { vendorAccount: 'three.myshopify.com' } } },
});

// A vendor can reach it. A config takes no Masivo but one behind https: nobody answers there.
const abroadConfig: EnvironmentConfig = {
  ...qa,
  masivo: { account: 'abroad', baseUrl: 'https://127.0.0.1:9' },
  stores: { stripe: { default: { vendorAccount: 'acct_1Fake' } } },
};
config('abroad', abroadConfig);

const environmentBefore = { ...process.env };
let test_: TestBridge;
let aws: AwsAccount;
let gateway: OperateGateway;
let gatewayAbroad: OperateGateway;
/** What the stand-ins take. */
let [accessKeyId, secretAccessKey] = ['', ''];
/** What the caller has; a test takes something away. */
let had = policy;
let refusal: { readonly status: number; readonly code: string } | undefined;
beforeAll(async () => {
  test_ = await TestBridge.start({ dataDir: folder });
  const run = readRunFile(folder);
  if (!run) throw new Error('the local bridge wrote no run file');
  ({ accessKeyId, secretAccessKey } = credentialsOf(run.token));
  const inFront = { account, region, caller, secretKey: secretAccessKey, policy: () => had };
  gateway = await startOperateGateway({ ...inFront, operate: test_.bridge.operate });
  gatewayAbroad = await startOperateGateway({ ...inFront, operate: operateAbroad(run) });
  aws = await startAwsAccount({
    account,
    caller,
    policy: () => had,
    refusal: () => refusal,
    stacks: {
      'masivo-bridge-qa': {
        arn: stackArn,
        outputs: {
          OperateUrl: gateway.endpoint,
          LedgerTable: run.tableName,
          QueueUrl: run.eventsUrl,
          DeadLetterQueueUrl: run.deadLettersUrl,
          SecretWebhooks: run.secretIds.webhooks,
          SecretMasivo: run.secretIds.masivo,
          SecretEmailIndex: run.secretIds['email-index'],
          SecretAdmin: run.secretIds.admin,
          WebhookShopifyDefault: `${run.url}/webhooks/shopify`,
          WebhookStripeDefault: `${run.url}/webhooks/stripe`,
        },
      },
      'masivo-bridge-abroad': {
        arn: stackArn,
        outputs: {
          OperateUrl: gatewayAbroad.endpoint,
          LedgerTable: run.tableName,
          QueueUrl: run.eventsUrl,
          DeadLetterQueueUrl: run.deadLettersUrl,
          SecretWebhooks: 'abroad-webhooks',
          SecretMasivo: run.secretIds.masivo,
          SecretEmailIndex: run.secretIds['email-index'],
          SecretAdmin: run.secretIds.admin,
          WebhookStripeDefault: 'https://hooks.example.com/webhooks/stripe',
          AlarmTopic: alarmTopic,
        },
      },
      'masivo-bridge-older': { arn: stackArn, outputs: { LedgerTable: run.tableName } },
    },
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_STS: aws.endpoint,
    AWS_ENDPOINT_URL_CLOUDFORMATION: aws.endpoint,
    AWS_ENDPOINT_URL_SQS: run.endpoints.sqs,
    AWS_ENDPOINT_URL_CLOUDWATCH: run.endpoints.sqs,
    AWS_ENDPOINT_URL_DYNAMODB: run.endpoints.dynamoDb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: run.endpoints.secretsManager,
  });
});
afterAll(async () => {
  process.env = environmentBefore;
  await aws.close();
  await gateway.close();
  await gatewayAbroad.close();
  await test_.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  refusal = undefined;
  had = policy;
  gateway.asked.length = 0;
  aws.asked.length = 0;
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    // Whoever runs the tests may have a profile of their own.
    AWS_CONFIG_FILE: join(folder, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-credentials'),
  });
  delete process.env.AWS_PROFILE;
});

/** The function of the other environment, whose ledger is empty, in this process. */
function operateAbroad({
  tableName,
  endpoints,
  eventsUrl,
  deadLettersUrl,
}: RunFile): Pick<LocalFunction, 'invoke'> {
  const aws = {
    environment: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamoDb,
      AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    },
    now: systemClock.now,
    random: Math.random,
  };
  const environment = {
    settings: settingsFromConfig(parseEnvironment('abroad', abroadConfig)),
    ledger: { db: signedDynamoDb(aws), scan: signedScan(aws), tableName },
    queues: { sqs: signedQueues(aws), eventsUrl, deadLettersUrl },
    readSecret: async () => undefined,
  };
  const callsFor = (who: string) => callsOf({ ...environment, who }, systemClock);
  return {
    invoke: async (event) => ({
      kind: 'result',
      result: await handleCall(event, { callsFor, log: () => {} }),
    }),
  };
}

const run = (...args: readonly string[]) => bridge(['--env', 'qa', '--config', folder, ...args]);

test('each command says who acts where before anything else', async () => {
  const { code, err } = await run('deliveries');
  expect(code).toBe(0);
  expect(err.split('\n')).toEqual([
    `caller       account ${account}, region ${region}, ${caller}`,
    `environment  account ${account}, region ${region}, qa (stack masivo-bridge-qa)`,
    `             ${stackArn}`,
  ]);
  expect(aws.asked).toEqual([`GetCallerIdentity in ${region}`, `DescribeStacks in ${region}`]);
});

test('what is done there is recorded with the ARN of who did it', async () => {
  const email = 'somebody@example.com';
  const { id } = await test_.settled(shopify(shopifyCustomer({ id: freshId(), email })));
  expect((await run('deliveries', '--email', email, '--json')).json<DeliveryPage>().deliveries).toMatchObject(
    [{ id, outcome: 'created' }],
  );
  expect(await run('show', id, '--reveal')).toMatchObject({ code: 0, out: expect.stringContaining(email) });
  expect(await run('replay', id, '--yes')).toMatchObject({ code: 0 });
  await until('another attempt', async () => whether((await test_.delivery(id))?.attemptCount === 2));
  const done = (await run('actions', '--json')).json<readonly OperatorAction[]>();
  expect(done).toMatchObject([
    { who: caller, what: 'replay', about: id },
    { who: caller, what: 'reveal', about: id },
  ]);
});

test('its stores are paused and its secrets set by the names of its config', async () => {
  expect((await run('pause', '--store', 'stripe/default')).out).toContain('Paused: stripe/default.');
  const id = await test_.accepted(signups.stripe());
  expect(await run('resume')).toMatchObject({ code: 0, out: expect.stringContaining('within 45 min.') });
  await test_.ended(id);
  const set = await bridge(['--env', 'qa', '--config', folder, 'secrets', 'set', 'stripe'], {
    input: 'another-secret',
  });
  expect(set.out.match(/^stripe\/default/gm)).toHaveLength(2);
});

test('a selftest goes through its own ingress and ledger, and creates nobody', async () => {
  const before = (await test_.masivo()).customers.length;
  const { code, out } = await run('selftest', 'shopify');
  expect([code, out]).toEqual([0, expect.stringContaining('Selftest passed: would send POST /customers')]);
  expect((await test_.masivo()).customers).toHaveLength(before);
});

test('a store is subscribed, and doctor asks Lambda, SNS and the vendor as well', async () => {
  const lambda = await startLambda(10, [
    { arn: 'arn:aws:sqs:us-east-1:000000000000:events', id: 'an-event-source', state: 'Disabled' },
  ]);
  const sns = await startSns([{ topic: alarmTopic, arn: 'PendingConfirmation' }]);
  const stripe = await startStripe();
  Object.assign(process.env, { AWS_ENDPOINT_URL_LAMBDA: lambda.url, AWS_ENDPOINT_URL_SNS: sns.url });
  // Created empty, as a deployment leaves it.
  test_.bridge.secrets.set('abroad-webhooks', {});
  const abroad = (args: readonly string[], input = '') =>
    bridge(['--env', 'abroad', '--config', folder, ...args], {
      environment: { STRIPE_TEST_ORIGIN: stripe.origin },
      input,
    });
  expect(await abroad(['subscribe', 'stripe'], 'rk_test_fake')).toMatchObject({
    code: 0,
    out: expect.stringContaining(
      'stripe/default is subscribed to https://hooks.example.com/webhooks/stripe.',
    ),
  });
  expect(stripe.changes).toEqual(['create we_1', 'update we_1']);

  const { code, out } = await abroad(['doctor']);
  expect(code).toBe(1);
  expect(out.split('\n')).toEqual([
    `ok       AWS credentials     ${caller} in account ${account}, ${region}`,
    'ok       secrets             stripe/default: 1 secret',
    'ok       secrets             masivo: an API key',
    'ok       subscriptions       stripe/default: 4 events come to https://hooks.example.com/webhooks/stripe',
    'skipped  last delivery       stripe/default: none yet',
    'skipped  reconciliation      the settings have no vendor asked what has changed',
    'ok       queue               nothing waits',
    'ok       queue               the DLQ is empty',
    'failure  deliver             its event source is Disabled: what is on the queue stays there',
    expect.stringMatching(/^ +-> Ask who disabled it, .* --enabled --uuid an-event-source`\.$/),
    'failure  Masivo              Signing in to Masivo failed: Masivo could not be reached (ECONNREFUSED)',
    expect.stringMatching(
      /^ +-> Masivo is down or cannot be reached: check its status page\. Nothing to do here/,
    ),
    expect.stringMatching(/^warning {2}Lambda concurrency {2}the account leaves 10 concurrent executions/),
    expect.stringMatching(/^ +-> Ask for more in Service Quotas/),
    'failure  alarms              0 of 1 subscriptions confirmed: no alarm reaches anybody',
    expect.stringMatching(/^ +-> Confirm the mail that AWS sent \(email\)/),
    '3 to fix, 1 to look at, 6 ok, 2 not checked',
  ]);
});

describe('a fleet', () => {
  const file = join(folder, 'fleet.json');
  const fleet = async (command: string, client: object, ...args: readonly string[]) => {
    writeFileSync(file, JSON.stringify({ clients: [{ name: 'acme', config: '.', ...client }] }));
    return bridge(['fleet', command, file, ...args]);
  };
  const rowsOf = (out: string) => out.split('\n').filter((line) => line.startsWith('acme/'));

  test('is a line for each environment, and one that cannot be reached is red', async () => {
    const { code, out } = await fleet('status', {}, '--no-cost');
    expect(code).toBe(1);
    const lines = rowsOf(out);
    expect(lines[0]).toMatch(/^acme\/abroad +ok +1\.\d+\.\d+ +none today +0 +0 +0 +0 +-$/);
    expect(lines[3]).toMatch(/^acme\/qa +\w+ +1\.\d+\.\d+ +20\d\d-\S+ \S+Z( +\d+){4} +-$/);
    expect(lines[1]).toMatch(/^acme\/nowhere +red( +-){7}$/);
    expect(out).toMatch(/^acme\/nowhere: There is no stack masivo-bridge-nowhere/m);
    expect(out).toMatch(/^acme\/older: The stack masivo-bridge-older has no output/m);
    expect(out).toMatch(/^4 environments: 2 red, \d to look at, \d ok; this checkout is 1\./m);
    expect(aws.asked.filter((each) => each.startsWith('GetCallerIdentity'))).toHaveLength(4);
  });

  test('has the profile that the file names, and no credentials but those', async () => {
    const credentials = join(folder, 'fleet-credentials');
    const keys = `aws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}`;
    writeFileSync(credentials, `[acme-operator]\n${keys}\n`);
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    process.env.AWS_SHARED_CREDENTIALS_FILE = credentials;
    process.env.AWS_REGION = 'us-east-1';
    const own = { profile: { abroad: 'acme-operator', qa: 'nobody' }, environments: ['abroad', 'qa'] };
    const { code, out, json } = await fleet('status', own, '--no-cost', '--json');
    expect(json<{ environments: object[] }>().environments).toMatchObject([
      { client: 'acme', environment: 'abroad', state: 'ok', deadLetters: 0, monthDollars: null },
      { environment: 'qa', state: 'red', kind: 'unreachable', why: expect.stringContaining('redentials') },
    ]);
    expect(code).toBe(1);
    expect(out).not.toContain(secretAccessKey);
  });

  test('is examined by the same checks as one environment', async () => {
    const lambda = await startLambda(1000, []);
    const sns = await startSns([]);
    Object.assign(process.env, { AWS_ENDPOINT_URL_LAMBDA: lambda.url, AWS_ENDPOINT_URL_SNS: sns.url });
    const { code, out } = await fleet('doctor', { environments: ['abroad', 'nowhere'] });
    expect(code).toBe(1);
    expect(rowsOf(out).slice(0, 2)).toEqual([
      expect.stringMatching(/^acme\/abroad +red( +\d+){4}$/),
      expect.stringMatching(/^acme\/nowhere +red( +-){4}$/),
    ]);
    expect(out).toMatch(/^acme\/abroad: failure, Masivo: Signing in to Masivo failed/m);
    expect(out).toMatch(/^2 environments: 2 red, 0 to look at, 0 ok$/m);
  });
});

test.each([
  ['the port that alarms link', false],
  ['another port, where that is taken', true],
])('the console is served on %s, behind a token until it is stopped', async (_, isTaken) => {
  const usual = consolePort('qa');
  const other = createServer();
  if (isTaken) await once(other.listen(usual, '127.0.0.1'), 'listening');
  const stop = new AbortController();
  const running = bridge(['--env', 'qa', '--config', folder, 'console', '--json'], {
    stopped: stop.signal,
    onLine: (line) => void visit(line).then(() => stop.abort()),
  });
  const ports: number[] = [];
  const visited: number[] = [];
  async function visit(line: string): Promise<void> {
    const { url } = JSON.parse(line) as { url: string };
    const [, token] = /token=(\w+)$/.exec(url) ?? [];
    ports.push(Number(new URL(url).port));
    for (const headers of [{ authorization: `Bearer ${token}` }, {}])
      visited.push((await fetch(new URL('/api/environment', url), { headers })).status);
  }
  const { code, err } = await running;
  other.close();
  expect(code).toBe(0);
  expect(ports.map((port) => port === usual)).toEqual([!isTaken]);
  expect(err.includes(`Port ${usual} is taken`)).toBe(isTaken);
  expect(err).toContain('Anybody with this link acts with your credentials.');
  expect(visited).toEqual([200, 401]);
});

test('a file is mapped with the config alone', async () => {
  delete process.env.AWS_ACCESS_KEY_ID;
  const body = join(folder, 'body.json');
  writeFileSync(body, JSON.stringify(shopifyCustomer({ id: 7 })));
  expect(await run('map', body, '--source', 'shopify')).toMatchObject({ code: 0, err: '' });
  expect(aws.asked).toEqual([]);
});

describe('with the ReadOnlyPolicy alone', () => {
  let id = '';
  const email = 'reader@example.com';
  const customer = freshId();
  beforeAll(async () => {
    ({ id } = await test_.settled(shopify(shopifyCustomer({ id: customer, email }))));
  });
  beforeEach(() => {
    had = policy.filter((statement) => !JSON.stringify(statement.Resource).includes('/act/'));
  });

  test.each<[string, () => readonly string[]]>([
    ['deliveries', () => ['deliveries', '--json']],
    ['show', () => ['show', id, '--json']],
    ['customer', () => ['customer', `shopify/default/${customer}`, '--json']],
    ['map', () => ['map', '--delivery', id, '--json']],
    ['map --diff', () => ['map', '--diff', '--json']],
    ['held', () => ['held', '--json']],
    ['actions', () => ['actions', '--json']],
    ['replay without --yes', () => ['replay', id, '--json']],
  ])('%s shows nobody’s e-mail and records nothing', async (_, args) => {
    const { code, out } = await run(...args());
    expect(code).toBe(0);
    expect(out).not.toContain(email);
    expect(gateway.asked.length).toBeGreaterThan(0);
    for (const call of gateway.asked) expect(call).toMatch(/^POST \/read\//);
  });

  test.each<[string, () => readonly string[]]>([
    ['reveal', () => ['show', id, '--reveal']],
    ['revealMapping', () => ['map', '--diff', '--reveal']],
    ['replay', () => ['replay', id, '--yes']],
    ['redrive', () => ['redrive', '--yes']],
    ['pause', () => ['pause']],
    ['resume', () => ['resume']],
    ['endTask', () => ['done', 'a-task', '--yes']],
    [
      'export',
      () => ['export', '--customer', `shopify/default/${customer}`, '--file', join(folder, 'x.json')],
    ],
    ['erase', () => ['erase', '--customer', `shopify/default/${customer}`, '--yes']],
    ['eraseShop', () => ['erase', '--shop', 'shopify/default', '--yes']],
  ])('%s is refused, and nothing is done', async (act, args) => {
    const done = (await run('actions', '--json')).json<readonly OperatorAction[]>();
    const calls = test_.calls.length;
    const { code, out, err } = await run(...args());
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain(`Your role may not do this: POST /act/${act} of operate (Forbidden)`);
    const writes = /^(PutItem|UpdateItem|DeleteItem|SendMessage|DeleteMessage|StartMessageMoveTask)$/;
    expect(test_.calls.slice(calls).filter((call) => writes.test(call))).toEqual([]);
    expect((await run('actions', '--json')).json<readonly OperatorAction[]>()).toEqual(done);
  });
});

test('a census is taken with the CensusPolicy alone, from its record to what is left', async () => {
  const [here, lost] = [freshId(), freshId()];
  const at = '2026-11-02T08:30:00Z';
  await test_.settled(shopify(shopifyCustomer({ id: here, created_at: at, updated_at: at })));
  const lines = [here, lost].map((id) => {
    const line = JSON.parse(shopifyLine({ id: String(id), email: `ada.${id}@example.com`, createdAt: at }));
    return JSON.stringify({ ...line, firstName: 'Ada', lastName: 'Example', updatedAt: at });
  });
  const file = join(folder, 'list.jsonl');
  writeFileSync(file, lines.join('\n'));
  had = policyOf('Census');
  const { code, out, err } = await run(
    'census',
    'shopify',
    '--file',
    file,
    '--state',
    join(folder, 'census'),
  );
  expect({ code, err }).toEqual({ code: 1, err: expect.not.stringContaining('may not') });
  expect(out).toContain('2 shoppers = 1 in Masivo + 0 explained + 1 left');
  expect(out).toContain('1 customer asked of Masivo: 0 not as the ledger has them.');
  expect(out).toMatch(new RegExp(`^${lost} +missing`, 'm'));
  expect([...new Set(gateway.asked)].sort()).toEqual([
    'POST /act/beginCensus',
    'POST /read/census',
    'POST /read/inMasivo',
    'POST /read/overview',
  ]);
});

describe('nothing is done', () => {
  interface Case {
    readonly args?: readonly string[];
    readonly variables?: Readonly<Record<string, string | undefined>>;
    readonly refusal?: { readonly status: number; readonly code: string };
    readonly code: number;
    readonly said: RegExp;
    readonly asked: readonly string[];
  }
  const both = [`GetCallerIdentity in ${region}`, `DescribeStacks in ${region}`];

  test.each<[string, Case]>([
    [
      'in another region than the caller works in',
      {
        variables: { AWS_REGION: 'us-east-1' },
        code: 4,
        said: /region us-east-1[\s\S]+region eu-west-1[\s\S]+of different AWS regions; nothing was done\./,
        asked: ['GetCallerIdentity in us-east-1'],
      },
    ],
    [
      'without credentials',
      {
        variables: { AWS_ACCESS_KEY_ID: undefined },
        code: 3,
        said: /^There are no AWS credentials to work with\.\nSet AWS_PROFILE/m,
        asked: [],
      },
    ],
    [
      'with credentials that have expired',
      {
        refusal: { status: 403, code: 'ExpiredToken' },
        code: 3,
        said: /^AWS does not accept your credentials \(ExpiredToken\)\.\nSign in to AWS again/m,
        asked: both.slice(0, 1),
      },
    ],
    [
      'without permission',
      {
        refusal: { status: 403, code: 'AccessDenied' },
        code: 3,
        said: /^Your role may not do this: AccessDenied, says AWS\n.*help names the policy/m,
        asked: both.slice(0, 1),
      },
    ],
    [
      'in an environment that is in no config',
      {
        args: ['--env', 'production'],
        code: 2,
        said: /^There is no environment production .*\nThere are local, /m,
        asked: [],
      },
    ],
    [
      'without a config',
      { args: ['--config', join(folder, 'none')], code: 2, said: /There is no folder/, asked: [] },
    ],
    [
      'where it was never deployed',
      {
        args: ['--env', 'nowhere'],
        code: 3,
        said: /^There is no stack masivo-bridge-nowhere in this account and region\.\nDeploy nowhere first/m,
        asked: both,
      },
    ],
    [
      'on a stack of older code',
      {
        args: ['--env', 'older'],
        code: 1,
        said: /has no output \w+: it was deployed from older code/,
        asked: both,
      },
    ],
  ])('%s', async (_, { args = [], variables = {}, code, said, asked, ...given }) => {
    const before = { ...process.env };
    for (const [name, value] of Object.entries(variables)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    refusal = given.refusal;
    const calls = test_.calls.length;
    const ran = await run('replay', '--outcome', 'created', '--all-stores', '--yes', ...args).finally(() => {
      process.env = before;
    });
    expect(ran.err).toMatch(said);
    expect({ code: ran.code, out: ran.out }).toEqual({ code, out: '' });
    expect([...new Set(aws.asked)]).toEqual(asked);
    // Neither the ledger nor the queue was asked by us; the bridge's own event source polls all the time.
    expect(test_.calls.slice(calls).filter((call) => call !== 'ReceiveMessage')).toEqual([]);
  });

  test.each([
    [
      'in another account',
      { account: '999999999999' },
      4,
      /999999999999[\s\S]+of different AWS accounts; nothing was done/,
    ],
    [
      'with a policy that names the stack by its id, which is not what is asked for',
      {
        policy: () =>
          [{ Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: stackArn }] as const,
      },
      3,
      /^Your role may not do this: .* on resource: arn:aws:cloudformation:eu-west-1:\d+:stack\/masivo-bridge-qa\/\*$/m,
    ],
    [
      "where the stack is another account's",
      { stacks: { 'masivo-bridge-qa': { arn: stackArn.replace(account, '999999999999'), outputs: {} } } },
      4,
      /The stack is of another account or region than its config says/,
    ],
  ])('%s', async (_, other, code, said) => {
    const another = await startAwsAccount({ account, caller, policy: () => policy, stacks: {}, ...other });
    const before = process.env;
    process.env = {
      ...before,
      AWS_ENDPOINT_URL_STS: another.endpoint,
      AWS_ENDPOINT_URL_CLOUDFORMATION: another.endpoint,
    };
    const ran = await run('secrets', 'list', 'stripe').finally(() => {
      process.env = before;
    });
    await another.close();
    expect({ code: ran.code, out: ran.out }).toEqual({ code, out: '' });
    expect(ran.err).toMatch(said);
  });
});
