import { writeFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { profileOf } from '../../lambda/sources/profiles';
import { sources } from '../../lambda/sources/registry';
import type { BridgeOptions } from '../../local/bridge';
import { keptSecrets } from '../../local/kept-secrets';
import type { Entry } from '../../local/masivo/model';
import { type MasivoSandbox, startMasivoSandbox } from '../../local/masivo/sandbox';
import { type LocalOptions, localOptions } from '../../local/options';
import { runsIn } from '../../local/run-file';
import { StartError } from '../../local/start-error';
import type { DeliverySummary } from '../../operator/core/answers/deliveries';
import { type Answer, http, json } from '../support/http';
import { TestBridge, temporaryFolder } from '../support/test-bridge';
import { until, whether } from '../support/until';
import { freshId, shopifyCustomer, signature, signups, type Webhook } from '../support/webhooks';
import {
  Command,
  descendants,
  type Exit,
  freePorts,
  isAlive,
  isFree,
  type Ports,
  send,
  startLocally,
} from './local-run';

const localSecret = (source: string) => profileOf(source).secret.local;

const folder = temporaryFolder();
afterAll(async () => {
  await Command.killAll();
  folder.remove();
});
let folders = 0;
const newDataDir = () => join(folder.path, String(++folders));

const frontOf = ({ PORT }: Ports) => `http://127.0.0.1:${PORT}`;
const operatorOf = ({ CONSOLE_PORT }: Ports) => `http://127.0.0.1:${CONSOLE_PORT}`;
/** As the commands do it: the run's file has what it asks for. */
const tokenOf = (origin: string) => {
  const found = runsIn(folder.path).find(({ run }) =>
    [run.url, run.consoleUrl, run.sandboxUrl].includes(origin),
  );
  return { Authorization: `Bearer ${found?.run.token}` };
};
const sandboxOf = ({ MASIVO_PORT }: Ports) => `http://127.0.0.1:${MASIVO_PORT}`;

function post(ports: Ports, webhook: Webhook, secret: string): Promise<Answer> {
  return http(frontOf(ports), {
    method: 'POST',
    path: `/webhooks/${webhook.source}`,
    headers: {
      'Content-Type': 'application/json',
      ...webhook.headers,
      ...signature(webhook, secret),
    },
    body: webhook.body,
  });
}

async function delivery(ports: Ports, answer: Answer): Promise<DeliverySummary | undefined> {
  const { delivery: id } = json<{ delivery: string }>(answer);
  const headers = tokenOf(operatorOf(ports));
  const shown = await http(operatorOf(ports), { path: `/api/deliveries/${id}`, headers });
  return shown.status === 200 ? json<DeliverySummary>(shown) : undefined;
}

async function customersIn(sandboxOrigin: string): Promise<Map<string, Entry>> {
  const headers = tokenOf(sandboxOrigin);
  const answer = await http(sandboxOrigin, { path: '/_sandbox/record', headers });
  return new Map(
    json<{ customers: Entry[] }>(answer).customers.map((entry) => [entry.customer.id, entry] as const),
  );
}

/** It ended well, gave its ports back and left no process behind. */
async function expectGone(exit: Exit, ports: Ports, processes: readonly { pid: number }[]): Promise<void> {
  expect({ ...exit, stdout: '' }).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  await expectFreed(ports, processes);
}

async function expectFreed(ports: Ports, processes: readonly { pid: number }[]): Promise<void> {
  expect(await Promise.all(Object.values(ports).map(isFree))).toEqual([true, true, true]);
  expect(processes.length).toBeGreaterThanOrEqual(2);
  // A process whose parent is gone needs a moment to end.
  await until('all processes to end', () => whether(!processes.some(({ pid }) => isAlive(pid))));
}

function expectOneLine(exit: Exit, message: RegExp): void {
  expect(exit).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
  expect(exit.stderr.trimEnd().split('\n')).toHaveLength(1);
}

describe('npm start', () => {
  const DATA_DIR = newDataDir();
  const secrets = { SHOPIFY_WEBHOOK_SECRET: 'first, second', STRIPE_WEBHOOK_SECRET: 'whsec_1,whsec_2' };
  let ports: Ports;
  let environment: Record<string, string>;
  let run: Command;
  beforeAll(async () => {
    ports = await freePorts();
    environment = { ...ports, DATA_DIR, ...secrets };
    run = await startLocally(environment).ready();
  });

  test('says where it is and answers', async () => {
    expect(run.stdout).toMatch(new RegExp(`^ready ${frontOf(ports)}$`, 'm'));
    const headers = tokenOf(operatorOf(ports));
    const token = headers.Authorization.replace('Bearer ', '');
    expect(run.stdout).toContain(`console     ${operatorOf(ports)}/#/?token=${token}\n`);
    expect(run.stdout).toContain(`${sandboxOf(ports)}/api/storefront/v1 (sandbox)`);
    expect(run.stderr).toBe('');
    expect((await http(frontOf(ports), { path: '/health' })).status).toBe(200);
    // The link just opens: nothing has to be built.
    for (const path of ['/', '/style.css', '/page.js', '/api/overview']) {
      expect([path, (await http(operatorOf(ports), { path, headers })).status]).toEqual([path, 200]);
    }
  });

  test('runs each function in a process of its own', () => {
    const functions = descendants(run.pid).filter(({ command }) => command.includes('runtime.cjs'));
    expect(functions.map(({ command }) => /(\w+)\/index\.js\b/.exec(command)?.[1]).sort()).toEqual([
      'deliver',
      'operate',
      'receive',
    ]);
  });

  test.each([
    ['shopify', 'first', 200],
    ['shopify', 'second', 200],
    ['shopify', 'first, second', 401],
    ['shopify', localSecret('shopify'), 401],
    ['shopify', '', 401],
    ['stripe', 'whsec_1', 200],
    ['stripe', 'whsec_2', 200],
    ['stripe', localSecret('stripe'), 401],
  ] as const)('a webhook of %s signed with "%s" gets %i', async (source, secret, status) => {
    expect((await post(ports, signups[source](), secret)).status).toBe(status);
  });

  test('npm run send shows what became of a signup', async () => {
    const email = `bea.${freshId()}@example.com`;
    const exit = await send('stripe', environment, { args: ['--email', email] });
    expect(exit).toMatchObject({ code: 0, stderr: '' });
    expect(exit.stdout).toContain(`"email": "${email}"`);
    expect(exit.stdout).toMatch(new RegExp(`^POST ${frontOf(ports)}/webhooks/stripe$`, 'm'));
    expect(exit.stdout).toMatch(/^ {2}200 \{"delivery":"[a-f0-9]{32}"\}$/m);
    expect(exit.stdout).toMatch(/^ {2}created$/m);
    expect(exit.stdout).toMatch(/"name": "Sample Shopper"/);
    expect(exit.stdout).toMatch(/wallet \S+ with 100 Points/);
    const id = /"id": "(.*)"/.exec(exit.stdout)?.[1] ?? '';
    expect((await customersIn(sandboxOf(ports))).get(id)).toMatchObject({ registrations: 1 });
  });

  test.each([
    ['shopify', '--event', 0, /^ {2}created$/m],
    ['stripe', '--event', 1, /^$/],
    ['stripe', '--thin', 0, /^ {2}created$/m],
  ])('npm run send of %s with %s', async (source, form, code, shown) => {
    const exit = await send(source, environment, { args: [form] });
    expect(exit.code).toBe(code);
    expect(exit.stdout).toMatch(shown);
    expect(exit.stderr).toBe(code === 0 ? '' : 'Stripe has no signup of this form.\n');
  });

  test('npm run send with a captured body, which may be sent again', async () => {
    const id = freshId();
    const body = join(folder.path, 'captured.json');
    const email = `ada.${id}@example.com`;
    writeFileSync(body, JSON.stringify(shopifyCustomer({ id, email })));
    const args = ['--body', body, '--header', 'X-Shopify-Topic: customers/update'];
    for (const outcome of ['created', 'unchanged']) {
      const exit = await send('shopify', environment, { args });
      expect(exit).toMatchObject({ code: 0, stderr: '' });
      expect(exit.stdout).toMatch(new RegExp(`^ {2}${outcome}$`, 'm'));
      expect(exit.stdout).toContain(`"email": "${email}"`);
    }
  });

  const notTaken =
    'The bridge did not take the signup. It may have another secret: set the variables …_WEBHOOK_SECRET as they were for `npm start`, or unset them.\n';

  test('npm run send with another secret and form says that it was not taken, either', async () => {
    const exit = await send(
      'shopify',
      { ...environment, SHOPIFY_WEBHOOK_SECRET: 'third' },
      { args: ['--event'] },
    );
    expect(exit).toMatchObject({ code: 1, stderr: notTaken });
    expect(exit.stdout).toContain('401');
  });

  test('npm run send with another secret says that it was not taken', async () => {
    const exit = await send('shopify', { ...environment, SHOPIFY_WEBHOOK_SECRET: 'third' });
    expect(exit).toMatchObject({ code: 1, stderr: notTaken });
    expect(exit.stdout).toContain('401');
  });

  test('prints one readable line for each attempt, without personal data', async () => {
    await until('the line of a shopper of Shopify', () =>
      whether(/^shopify\/default [a-f0-9]{32} attempt 1: created/m.test(run.stdout)),
    );
    expect(run.stdout).toMatch(/^stripe\/default [a-f0-9]{32} attempt 1: created/m);
    expect(run.stdout).not.toMatch(/example\.com|Shopper|first|whsec_/);
  });

  test('a second start on a port or a data folder that is taken: it says which, and does the first no harm', async () => {
    const before = await customersIn(sandboxOf(ports));
    const taken: [Partial<BridgeOptions>, string][] = [
      [{ port: Number(ports.PORT) }, `Port ${ports.PORT} is in use. Set PORT `],
      [
        { consolePort: Number(ports.CONSOLE_PORT) },
        `Port ${ports.CONSOLE_PORT} is in use. Set CONSOLE_PORT `,
      ],
      [{ masivoPort: Number(ports.MASIVO_PORT) }, `Port ${ports.MASIVO_PORT} is in use. Set MASIVO_PORT `],
      [{ dataDir: DATA_DIR }, 'in use by another run'],
      [{ dataDir: DATA_DIR }, 'Stop that run, or set DATA_DIR to another folder.'],
    ];
    for (const [options, message] of taken) {
      const second = TestBridge.start({ dataDir: newDataDir(), ...options });
      await expect(second).rejects.toThrow(StartError);
      await expect(second).rejects.toThrow(message);
    }
    expect(await customersIn(sandboxOf(ports))).toEqual(before);
    expect((await post(ports, signups.stripe(), 'whsec_1')).status).toBe(200);
  });

  const lasting = signups.shopify();

  test('SIGTERM: exit 0, the ports are free, no process is left', async () => {
    const answer = await post(ports, lasting, 'first');
    await until('the delivery', async () => whether((await delivery(ports, answer))?.outcome === 'created'));
    const processes = descendants(run.pid);
    const exit = await run.signal('SIGTERM');
    await expectGone(exit, ports, processes);
    expect(exit.stdout).toMatch(/stopping\nstopped\n$/);
  });

  test('the same data folder again: deliveries and customers are still there', async () => {
    run = await startLocally(environment).ready();
    // The store sends it once more: the same delivery, and no second registration.
    const answer = await post(ports, lasting, 'second');
    const known = await delivery(ports, answer);
    expect(known).toMatchObject({ outcome: 'created', attemptCount: 1, customer: lasting.customer });
    expect((await customersIn(sandboxOf(ports))).get(lasting.customer)).toMatchObject({ registrations: 1 });
    const headers = tokenOf(operatorOf(ports));
    const list = await http(operatorOf(ports), { path: '/api/deliveries', headers });
    expect(json<DeliverySummary[]>(list).map(({ id }) => id)).toContain(known?.id);
  });

  test('even SIGKILL leaves no function behind', async () => {
    const processes = descendants(run.pid);
    await run.signal('SIGKILL');
    await expectFreed(ports, processes);
  });

  test('SIGTERM to npm itself, which does not pass it on, stops everything too', async () => {
    const npm = await new Command(['npm', 'start'], environment).ready();
    // The data folder has just been through a SIGKILL.
    expect((await customersIn(sandboxOf(ports))).get(lasting.customer)).toMatchObject({ registrations: 1 });
    const processes = descendants(npm.pid);
    await npm.signal('SIGTERM');
    try {
      await until('the ports to be free', async () =>
        whether((await Promise.all(Object.values(ports).map(isFree))).every(Boolean)),
      );
      await expectFreed(ports, processes);
    } finally {
      // Should this ever fail, nobody else knows of them.
      for (const { pid } of processes) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
  });
});

describe('npm run send', () => {
  test('with no bridge running: one line, exit 1', async () => {
    const exit = await send('shopify', { ...(await freePorts()) });
    expectOneLine(exit, /^Nothing answers at http:\/\/127\.0\.0\.1:\d+\. Start the bridge/);
  });

  test('of a source that there is not: exit 1, and the ones that there are', async () => {
    const exit = await send('paypal', {});
    expect(exit.code).toBe(1);
    for (const name of sources.keys()) expect(exit.stderr).toMatch(new RegExp(`[ ,]${name}\\b`));
  });
});

describe('a Masivo that somebody else runs', () => {
  const apiKey = '00000000-0000-4000-8000-0000000000ee';
  let masivo: MasivoSandbox;
  beforeAll(async () => {
    masivo = await startMasivoSandbox({ port: 0, apiKey });
  });
  afterAll(() => masivo.close());

  async function token(): Promise<string> {
    const answer = await fetch(`${masivo.baseUrl}/auth/authorize`, { headers: { 'x-api-key': apiKey } });
    return ((await answer.json()) as { data: string }).data;
  }

  test.each<[string, () => Promise<BridgeOptions['credential']>]>([
    ['a key', async () => ({ apiKey })],
    ['a token', async () => ({ token: await token() })],
  ])('with %s: customers arrive there, and no sandbox is started', async (_, credential) => {
    const dataDir = newDataDir();
    const { masivoBaseUrl } = localOptions({
      MASIVO_BASE_URL: `${masivo.baseUrl}/`,
      MASIVO_API_KEY: apiKey,
    });
    const bridge = await TestBridge.start({ masivoBaseUrl, dataDir, credential: await credential() });
    const signup = signups.stripe();
    expect(await bridge.settled(signup)).toMatchObject({ outcome: 'created' });
    const there = await customersIn(new URL(masivo.baseUrl).origin);
    expect(there.get(signup.customer)).toMatchObject({ registrations: 1 });
    expect(bridge.bridge.sandbox).toBeUndefined();
    await bridge.stop();
    await expect(access(join(dataDir, 'masivo-sandbox.jsonl'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('that is down and comes back after a restart: the end says what waits, and then it is tried again', async () => {
    const ports = await freePorts();
    const given = {
      ...ports,
      DATA_DIR: newDataDir(),
      // Nothing listens there.
      MASIVO_BASE_URL: `http://127.0.0.1:${ports.MASIVO_PORT}/api/storefront/v1`,
      MASIVO_API_KEY: apiKey,
    };
    const first = await startLocally(given).ready();
    const { webhooks } = keptSecrets(given.DATA_DIR, []);
    const madeUp = (source: string) => webhooks[`${source}/default`] ?? '';
    expect(first.stdout).toMatch(new RegExp(`Masivo +${given.MASIVO_BASE_URL}$`, 'm'));
    const answers = await Promise.all([
      post(ports, signups.shopify(), madeUp('shopify')),
      post(ports, signups.stripe(), madeUp('stripe')),
    ]);
    for (const answer of answers) {
      const tried = await until('an attempt', () => delivery(ports, answer));
      expect(tried).toMatchObject({
        outcome: 'retry',
        reason: {
          code: 'sign-in-failed',
          params: { cause: { code: 'masivo-unreachable', params: { error: 'ECONNREFUSED' } } },
        },
      });
    }
    const processes = descendants(first.pid);
    const exit = await first.signal('SIGINT');
    await expectGone(exit, ports, processes);
    expect(exit.stdout).toMatch(/^2 events were still waiting/m);
    expect(exit.stdout).not.toContain(apiKey);

    const masivo = await startMasivoSandbox({ port: Number(ports.MASIVO_PORT), apiKey });
    const second = await startLocally(given).ready();
    for (const answer of answers) {
      const isCreated = async () => whether((await delivery(ports, answer))?.outcome === 'created');
      await until('the delivery to be made good', isCreated);
    }
    await second.signal('SIGTERM');
    await masivo.close();
  });
});

describe('what cannot be used', () => {
  const file = join(folder.path, 'a-file');
  beforeAll(() => writeFileSync(file, ''));

  test('one line, exit 1', async () => {
    const exit = await startLocally({ ...(await freePorts()), DATA_DIR: newDataDir(), PORT: 'http' }).exit;
    expectOneLine(exit, /PORT/);
  });

  test('DATA_DIR that is a file is named', async () => {
    const start = TestBridge.start({ dataDir: file });
    await expect(start).rejects.toThrow(StartError);
    await expect(start).rejects.toThrow('DATA_DIR');
  });

  // The same line, without a process for each.
  test.each<[string, Record<string, string>]>([
    ['MASIVO_BASE_URL', { MASIVO_BASE_URL: 'masivo.example.com', MASIVO_TOKEN: 'x' }],
    ['MASIVO_BASE_URL', { MASIVO_BASE_URL: 'https://masivo.example.com/?a=1', MASIVO_TOKEN: 'x' }],
    ['MASIVO_BASE_URL', { MASIVO_BASE_URL: 'file:///etc/passwd', MASIVO_TOKEN: 'x' }],
    ['MASIVO_API_KEY or MASIVO_TOKEN', { MASIVO_BASE_URL: 'https://masivo.example.com', MASIVO_TOKEN: '' }],
    ['MASIVO_API_KEY or MASIVO_TOKEN', { MASIVO_BASE_URL: 'https://masivo.example.com' }],
    ['https://', { MASIVO_BASE_URL: 'http://masivo.example.com/api', MASIVO_TOKEN: 'x' }],
    ['https://', { MASIVO_BASE_URL: 'http://127.0.0.1.example.com/api', MASIVO_TOKEN: 'x' }],
    ['CONSOLE_PORT', { CONSOLE_PORT: '65536' }],
    ['MASIVO_PORT', { MASIVO_PORT: '-1' }],
    ['PORT', { PORT: '80.5' }],
  ])('%s is named: %j', (name, given) => {
    expect(() => localOptions(given)).toThrow(StartError);
    expect(() => localOptions(given)).toThrow(name);
  });
});

test.each<[string, Record<string, string>, Partial<LocalOptions>]>([
  ['a key', { MASIVO_API_KEY: 'k', MASIVO_TOKEN: 't' }, { credential: { apiKey: 'k' } }],
  ['a token', { MASIVO_TOKEN: 't' }, { credential: { token: 't' } }],
  [
    'an empty secret: the store has none',
    { SHOPIFY_WEBHOOK_SECRET: '' },
    { webhookSecrets: { 'shopify/default': [] } },
  ],
])('the environment is read: %s', (_, given, expected) => {
  expect(localOptions(given)).toMatchObject(expected);
});
