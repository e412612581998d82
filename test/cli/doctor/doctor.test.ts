import type { DeployedConnection } from '../../../cli/connection/connection';
import { deployedOf } from '../../../cli/doctor/deployed';
import { examine } from '../../../cli/doctor/doctor';
import { type Sqs, startSqs } from '../../../local/aws/sqs';
import { type AtBridge, startAtBridge } from '../../support/at-bridge';
import { sqsClient } from '../../support/aws-clients';
import { startLambda, startSns } from './aws-servers';
import { config, depsWith } from './support';

describe('what AWS says of its own settings', () => {
  const topic = 'arn:aws:sns:eu-west-1:111111111111:alarms';
  const variables = [
    'AWS_ENDPOINT_URL_LAMBDA',
    'AWS_ENDPOINT_URL_SNS',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
  ];
  const connections: DeployedConnection[] = [];
  afterEach(() => {
    for (const name of variables) delete process.env[name];
    for (const connection of connections.splice(0)) connection.close();
  });

  let sqs: Sqs;
  beforeAll(async () => {
    sqs = await startSqs({ queues: [{ name: 'events', visibilityTimeoutSeconds: 30 }] });
  });
  afterAll(() => sqs.close());
  const queueArn = 'arn:aws:sqs:us-east-1:000000000000:events';

  async function asked(lambda: string, sns: string) {
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_LAMBDA: lambda,
      AWS_ENDPOINT_URL_SNS: sns,
      AWS_ACCESS_KEY_ID: 'fake',
      AWS_SECRET_ACCESS_KEY: 'fake',
    });
    const deps = await depsWith();
    const client = sqsClient(sqs.endpoint);
    const queue = { client, url: sqs.queueUrl('events') };
    const connection: DeployedConnection = {
      kind: 'deployed',
      config,
      outputs: new Map([['AlarmTopic', topic]]),
      stackArn: '',
      environment: { ...deps.environment, queue },
      call: () => {
        throw new Error('not asked');
      },
      close: () => client.destroy(),
    };
    connections.push(connection);
    return { ...deps, deployed: deployedOf(connection) };
  }

  test('is read page by page, with the operator’s credentials', async () => {
    const lambda = await startLambda(42, [
      { arn: queueArn, id: 'one', state: 'Disabled' },
      { arn: queueArn, id: 'two', state: 'Enabled' },
      { arn: `${queueArn}-other`, id: 'three', state: 'Enabled' },
    ]);
    const sns = await startSns([
      { topic, arn: `${topic}:00000000-0000-4000-8000-000000000000` },
      { topic, arn: 'PendingConfirmation' },
      { topic, arn: 'Deleted' },
      { topic: `${topic}-other`, arn: 'PendingConfirmation' },
    ]);
    const { deployed } = await asked(lambda.url, sns.url);
    expect(await deployed.unreservedConcurrency()).toBe(42);
    expect(await deployed.eventSources()).toEqual([
      { id: 'one', state: 'Disabled' },
      { id: 'two', state: 'Enabled' },
    ]);
    expect(await deployed.alarmSubscriptions()).toEqual([
      { topic, protocol: 'email', confirmed: true },
      { topic, protocol: 'email', confirmed: false },
    ]);
  });

  test('may be kept from a role: that is told, and hides nothing else', async () => {
    const lambda = await startLambda('denied');
    const sns = await startSns('denied');
    const found = await examine(await asked(lambda.url, sns.url));
    for (const check of ['Lambda concurrency', 'deliver', 'alarms']) {
      expect(found.filter((each) => each.check === check)).toMatchObject([
        { level: 'skipped', what: expect.stringContaining('Your role may not do this') },
      ]);
    }
    expect(found).toContainEqual({ check: 'queue', level: 'ok', what: 'nothing waits' });
  });
});

test('a bug in one check hides nothing that the others found, and tells nothing that was read', async () => {
  const deps = await depsWith({ eventSources: [] });
  const overview = async () => JSON.parse('{"email":"ada@example.com"');
  const found = await examine({ ...deps, operator: { ...deps.operator, overview } });
  expect(found.filter(({ check }) => check === 'queue')).toEqual([
    {
      check: 'queue',
      level: 'failure',
      what: expect.stringMatching(/^this check failed: SyntaxError at /),
      fix: expect.stringContaining('worth an issue'),
    },
  ]);
  expect(found.find(({ check }) => check === 'deliver')).toMatchObject({ level: 'failure' });
  expect(JSON.stringify(found)).not.toContain('ada@');
});

describe('doctor', () => {
  let at: AtBridge;
  beforeAll(async () => {
    at = await startAtBridge();
  });
  afterAll(() => at.stop());

  test('finds a fresh local bridge in good health', async () => {
    const { code, out } = await at.run(['doctor']);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual(
      expect.arrayContaining([
        'ok       secrets             shopify/default: 1 secret',
        expect.stringMatching(/^ok {7}Masivo {14}signed in to sandbox at http:/),
        'skipped  Lambda concurrency  only in AWS',
        expect.stringMatching(/^0 to fix, 0 to look at, \d+ ok, \d+ not checked$/),
      ]),
    );
  });

  test('ends with exit code 1 where something has to be fixed, and says how', async () => {
    at.test.bridge.secrets.set('masivo', {});
    const { code, out } = await at.run(['doctor']);
    const lines = out.split('\n');
    const line = lines.findIndex((each) => each.startsWith('failure  secrets'));
    expect(code).toBe(1);
    expect(lines[line + 1]).toBe("         -> Put in the account's API key: `secrets set masivo`.");
  });

  test('tells machines the same', async () => {
    const { code, out } = await at.run(['--json', 'doctor']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toContainEqual({
      check: 'secrets',
      level: 'failure',
      what: 'masivo: holds neither an API key nor a token',
      fix: "Put in the account's API key: `secrets set masivo`.",
    });
  });
});
