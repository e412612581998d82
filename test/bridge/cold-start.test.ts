import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { certificateFile, overTls } from '../../trials/bench/tls/over-tls';
import { answer, type Scripted, type Step, scripted, taken } from '../lambda/aws/server';
import { httpEvent } from '../support/http-event';
import { settingsFile as settings } from '../support/settings';
import { bundlesFolder, temporaryFolder } from '../support/test-bridge';
import { until, whether } from '../support/until';
import { secrets, signature, signups } from '../support/webhooks';

/** The bundle of `receive` in a process of its own, with TLS before SQS and Secrets Manager, as on AWS. */

const run = promisify(execFile);
const folder = temporaryFolder();
const settingsPath = join(folder.path, 'settings.json');
writeFileSync(
  settingsPath,
  JSON.stringify({
    ...settings,
    stores: settings.stores.map((store) => ({ ...store, vendorAccount: 'any' })),
  }),
);
afterAll(folder.remove);

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const value = JSON.stringify({ 'shopify/default': secrets.shopify });
/** SQS and Secrets Manager on one port. */
const aws: Step = (response, seen) => {
  const { SecretId } = JSON.parse(seen.body);
  if (SecretId === undefined) taken(response, seen);
  else if (SecretId === 'fake') answer(200, JSON.stringify({ SecretString: value }))(response, seen);
  else answer(400, '{"__type":"ResourceNotFoundException"}')(response, seen);
};

async function awsOverTls(): Promise<{ endpoint: string; behind: Scripted }> {
  const behind = await scripted(aws);
  const before = await overTls(() => behind.url);
  closing.push(behind.close, before.close);
  return { endpoint: before.endpoint, behind };
}

/**
 * @param before what has to happen before the process reads its input's end.
 * @returns what the process wrote; it has to end by itself, and well.
 */
async function inProcess(
  endpoint: string,
  script: string,
  more: Record<string, string> = {},
  before: () => Promise<unknown> = async () => undefined,
) {
  const file = JSON.stringify(join(bundlesFolder(), 'receive', 'index.js'));
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_SECRET_ACCESS_KEY: 'fake',
    AWS_ENDPOINT_URL: endpoint,
    QUEUE_URL: `${endpoint}/0/events`,
    WEBHOOKS_SECRET_ID: 'fake',
    SETTINGS_FILE: settingsPath,
    NODE_EXTRA_CA_CERTS: certificateFile,
    ...more,
  };
  const code = `const { handler } = require(${file}); ${script}`;
  const running = run(process.execPath, ['-e', code], { env, timeout: 100_000 });
  await before();
  running.child.stdin?.end();
  const { stdout, stderr } = await running;
  return { stdout, stderr };
}

const webhook = signups.shopify();
const event = httpEvent({
  headers: { ...webhook.headers, ...signature(webhook, secrets.shopify) },
  body: webhook.body.toString(),
});
const handleIt = `handler(${JSON.stringify(event)}).then(({ statusCode }) => console.log('answered', statusCode));`;

/** Lives until the test ends its input, and then does what is asked. */
const untilInputEnds = (script: string) => `process.stdin.resume().once('end', () => { ${script} });`;
const twoOpen = ({ opened }: Scripted) => until('two connections', () => whether(opened.count === 2));

test('while it initialises, it opens the connections of its first event, and sends nothing', async () => {
  const { endpoint, behind } = await awsOverTls();
  await inProcess(endpoint, untilInputEnds(''), {}, () => twoOpen(behind));
  expect([behind.opened.count, behind.seen.length]).toEqual([2, 0]);
});

test('the first event is sent on them', async () => {
  const { endpoint, behind } = await awsOverTls();
  const { stdout } = await inProcess(endpoint, untilInputEnds(handleIt), {}, () => twoOpen(behind));
  expect(stdout).toContain('answered 200');
  expect([behind.opened.count, behind.seen.length]).toEqual([2, 2]);
});

test('an event that is there at once is not kept waiting for them', async () => {
  const { endpoint, behind } = await awsOverTls();
  expect((await inProcess(endpoint, handleIt)).stdout).toContain('answered 200');
  expect(behind.seen).toHaveLength(2);
});

test('who shows a certificate that nobody vouches for is sent nothing', async () => {
  const { endpoint, behind } = await awsOverTls();
  const { stdout } = await inProcess(endpoint, handleIt, { NODE_EXTRA_CA_CERTS: '' });
  expect(stdout).toContain('answered 503');
  expect(behind.seen).toEqual([]);
});

describe('a process that only loaded it ends by itself', () => {
  test('with its connections open', async () => {
    const { endpoint } = await awsOverTls();
    expect(await inProcess(endpoint, '')).toMatchObject({ stdout: '', stderr: '' });
  });

  test('while AWS is not there', async () => {
    expect(await inProcess('https://127.0.0.1:1', '')).toMatchObject({ stdout: '', stderr: '' });
  });

  test('while AWS takes connections and says nothing', async () => {
    const silent = createServer((socket) => socket.on('error', () => {}).resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => silent.close(resolve)));
    const { port } = silent.address() as AddressInfo;
    expect(await inProcess(`https://127.0.0.1:${port}`, '')).toEqual({ stdout: '', stderr: '' });
  });
});
