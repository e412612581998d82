import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentConfig } from '../../infra/config/config';
import { mappingIn } from '../../infra/config/mapping-file';
import type { Entry } from '../../local/masivo/model';
import { readRunFile } from '../../local/run-file';
import type { DeliverySummary } from '../../operator/core/answers/deliveries';
import { smallest } from '../infra/environments';
import { bridge } from '../support/command-line';
import { http, json } from '../support/http';
import { temporaryFolder } from '../support/test-bridge';
import { until } from '../support/until';
import { freshId, shopify, shopifyCustomer, signature } from '../support/webhooks';
import { Command, freePorts, type Ports, send, startLocally } from './local-run';

/** `npm start` with an environment of a config folder: a live store with go-live, consent and a flood guard. */
const consent = {
  version: '2026-11',
  loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: false },
};
const trial: EnvironmentConfig = {
  ...smallest(),
  mode: 'live',
  stores: {
    shopify: {
      main: {
        vendorAccount: 'acme.myshopify.com',
        signupsSince: '2026-11-01T00:00:00Z',
        maxCreationsPerHour: 2,
        consent,
      },
      other: { vendorAccount: 'acme-other.myshopify.com', creates: false, consent },
    },
  },
  alarms: { email: 'alarms@example.com' },
};

/** Staff get no account, and others this mark. */
const mapping = (channel: string, staff = '*@staff.example.com') =>
  `import { chain, skipEmails } from ${JSON.stringify(join(__dirname, '..', '..', 'lambda', 'mapping', 'pieces'))};
   export default chain(skipEmails(['${staff}'], 'staff'), (_, customer) => ({
     ...customer,
     metadata: { ...customer.metadata, channel: '${channel}' },
   }));`;

const folder = temporaryFolder();
// Named like the default, for who sets no DATA_DIR in this folder.
const DATA_DIR = join(folder.path, '.bridge');
const secret = 'secret-of-main';
let ports: Ports;
let environment: Record<string, string>;
let run: Command;
beforeAll(async () => {
  const config = join(folder.path, 'acme');
  mkdirSync(config);
  writeFileSync(join(config, 'trial.ts'), `export default ${JSON.stringify(trial)};`);
  writeFileSync(join(config, 'mapping.ts'), mapping('trial'));
  ports = await freePorts();
  environment = { ...ports, DATA_DIR, SHOPIFY_MAIN_WEBHOOK_SECRET: secret };
  run = await startLocally(environment, { args: ['--config', config, '--env', 'trial'] }).ready();
});
afterAll(async () => {
  await Command.killAll();
  folder.remove();
});

const authorization = () => ({
  Authorization: `Bearer ${readRunFile(join(DATA_DIR, 'trial'))?.token}`,
});
const at = (port: keyof Ports) => `http://127.0.0.1:${ports[port]}`;
const commandLine = (...args: readonly string[]) => bridge(args, { environment: { DATA_DIR } });

async function inFolder<T>(path: string, work: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  process.chdir(path);
  try {
    return await work();
  } finally {
    process.chdir(before);
  }
}

function post(customer: string, created: string, { signedWith = secret, store = 'main', more = {} } = {}) {
  const body = shopifyCustomer({ id: customer, created_at: created, updated_at: created, ...more });
  const webhook = shopify(body, { 'X-Shopify-Shop-Domain': 'acme.myshopify.com' });
  return http(at('PORT'), {
    method: 'POST',
    path: `/webhooks/shopify/${store}`,
    headers: {
      'Content-Type': 'application/json',
      ...webhook.headers,
      ...signature(webhook, signedWith),
    },
    body: webhook.body,
  });
}

/** What becomes of a shopper who signs up: code of the outcome and of its reason. */
async function outcomeOf(customer: string, created = '2026-11-02T09:30:00Z') {
  return ended(json<{ delivery: string }>(await post(customer, created)).delivery);
}

async function ended(id: string, from: readonly string[] = ['retry']) {
  return until(`delivery ${id} to end`, async () => {
    const shown = await http(at('CONSOLE_PORT'), {
      path: `/api/deliveries/${id}`,
      headers: authorization(),
    });
    if (shown.status !== 200) return undefined;
    const { outcome, reason } = json<DeliverySummary>(shown);
    return from.includes(outcome) ? undefined : { id, outcome, reason: reason?.code };
  });
}

async function inMasivo(customer: string): Promise<Entry | undefined> {
  const answer = await http(at('MASIVO_PORT'), {
    path: `/_sandbox/customers/${customer}`,
    headers: authorization(),
  });
  return answer.status === 200 ? json<Entry>(answer) : undefined;
}

test('says where the webhooks of each store go, and what decides on a signup', () => {
  expect(run.stdout).toContain(`  settings    trial of ${join(folder.path, 'acme')}; its ledger is in `);
  expect(run.stdout).toContain(`POST ${at('PORT')}/webhooks/shopify/main\n`);
  expect(run.stdout).toContain('signups since 2026-11-01T00:00:00Z, consent on, 2 new customers an hour\n');
  expect(run.stdout).toContain(`POST ${at('PORT')}/webhooks/shopify/other\n`);
});

test('takes a webhook with the secret of its store alone', async () => {
  const statuses = [
    await post('1', '2026-10-01T09:30:00Z'),
    await post('2', '2026-10-01T09:30:00Z', { signedWith: 'local-shopify-secret' }),
    await post('3', '2026-10-01T09:30:00Z', { store: 'other' }),
    await post('4', '2026-10-01T09:30:00Z', { store: 'default' }),
  ].map(({ status }) => status);
  expect(statuses).toEqual([200, 401, 401, 404]);
});

test('ignores who signed up before go-live', async () => {
  const customer = String(freshId());
  expect(await outcomeOf(customer, '2026-10-31T23:59:59Z')).toMatchObject({
    outcome: 'ignored',
    reason: 'before-go-live',
  });
  expect(await inMasivo(customer)).toBeUndefined();
});

test('npm run send signs up in a store of these settings, and consent is recorded', async () => {
  const exit = await send('shopify', environment, { args: ['--store', 'main'] });
  expect(exit).toMatchObject({ code: 0, stderr: '' });
  expect(exit.stdout).toContain(`POST ${at('PORT')}/webhooks/shopify/main\n`);
  const id = /"id": "(.*)"/.exec(exit.stdout)?.[1] ?? '';
  expect(await inMasivo(id)).toMatchObject({
    registrations: 1,
    consent: {
      version: '2026-11',
      purposes: {
        behavioral_campaigns: true,
        coupon_campaigns: true,
        punchcard_campaigns: false,
        email_marketing: false,
      },
    },
  });
});

test('the third of the hour is held, and created once it is released', async () => {
  const [second, third] = [String(freshId()), String(freshId())];
  expect((await outcomeOf(second)).outcome).toBe('created');
  const held = await outcomeOf(third);
  expect(held).toMatchObject({ outcome: 'held', reason: 'flood-limit-reached' });
  expect((await commandLine('held')).out).toContain(`shopify/main/${third}`);

  const released = await commandLine('release', `shopify/main/${third}`, '--create', '--yes');
  expect(released).toMatchObject({ code: 0, out: '1 customer is on the queue.' });
  expect((await ended(held.id, ['held', 'retry'])).outcome).toBe('created');
  expect(await inMasivo(third)).toMatchObject({ registrations: 1, consent: { version: '2026-11' } });
});

describe('the folder’s own mapping', () => {
  let staff: string;
  let created: string;

  test('decides on each event, and its hash is shown with the delivery', async () => {
    const customer = String(freshId());
    const more = { email: `ada.${customer}@staff.example.com` };
    staff = json<{ delivery: string }>(await post(customer, '2026-11-02T09:30:00Z', { more })).delivery;
    expect(await ended(staff)).toMatchObject({ outcome: 'ignored', reason: 'skipped-by-mapping' });
    expect(await inMasivo(customer)).toBeUndefined();
    const list = (await commandLine('deliveries', '--outcome', 'created', '--json')).json<{
      deliveries: { id: string; customer: string }[];
    }>();
    const [first] = list.deliveries;
    created = first?.id ?? '';
    expect(await inMasivo(first?.customer ?? '')).toMatchObject({
      customer: { metadata: { channel: 'trial' } },
    });
    const hash = mappingIn(join(folder.path, 'acme'))?.hash;
    expect((await commandLine('show', created)).out).toContain(`${hash} (mapping.ts at the last attempt)`);
  });

  test('is compared where it is deployed, and another one where its file is, under one record', async () => {
    const same = await commandLine('map', '--diff');
    expect(same).toMatchObject({ code: 0, err: '' });
    expect(same.out).toMatch(/^\d+ deliveries compared, 0 differ\./);
    expect((await commandLine('actions', '--limit', '1')).out).not.toContain('comparison');

    // Changed since the start: the run goes on with what it has read.
    const file = join(folder.path, 'acme', 'mapping.ts');
    const deployed = readFileSync(file);
    writeFileSync(file, mapping('changed', '*@nobody.example.com'));
    try {
      const compared = await commandLine('map', '--diff');
      expect(compared.code).toBe(1);
      expect(compared.out).toMatch(
        new RegExp(`^${created} +shopify/main +metadata\\.channel +••• +•••$`, 'm'),
      );
      expect(compared.out).toMatch(
        new RegExp(
          `^${staff} +shopify/main +all +nothing: The mapping skips this shopper: staff +a customer$`,
          'm',
        ),
      );
      expect(compared.out).not.toContain('@');
      const acts = (await commandLine('actions', '--json')).json<{ what: string; about: string }[]>();
      expect(acts.filter(({ about }) => about.includes('comparison'))).toMatchObject([
        { what: 'reveal', about: 'a comparison of mappings, at most 1,000 deliveries' },
      ]);
    } finally {
      writeFileSync(file, deployed);
    }
  });
});

test('the console signs shoppers up in these stores', async () => {
  const about = json<{ local: unknown }>(
    await http(at('CONSOLE_PORT'), { path: '/api/environment', headers: authorization() }),
  );
  expect(about.local).toMatchObject({
    stores: [
      { source: 'shopify', store: 'main', displayName: 'Shopify' },
      { source: 'shopify', store: 'other', displayName: 'Shopify' },
    ],
  });
  const answer = await http(at('CONSOLE_PORT'), {
    method: 'POST',
    path: '/api/local/signups',
    headers: { ...authorization(), 'Content-Type': 'application/json', Origin: at('CONSOLE_PORT') },
    body: JSON.stringify({ source: 'shopify', store: 'main' }),
  });
  const { delivery } = json<{ delivery: string }>(answer);
  expect((await ended(delivery)).outcome).toBe('held');
});

test('keeps its data apart from those of a run without them, and the command line tells the two apart', async () => {
  const plain = await startLocally({ ...(await freePorts()), DATA_DIR }).ready();
  const unset = await inFolder(folder.path, () => bridge(['deliveries']));
  expect([unset.code, unset.err]).toEqual([
    2,
    expect.stringMatching(/^Several local bridges run: (.+), \1\/trial\.\nSet DATA_DIR to /),
  ]);
  const named = await bridge(['held'], { environment: { DATA_DIR: join(DATA_DIR, 'trial') } });
  expect(named.out).toContain('shopify/main/');
  expect(await commandLine('held')).toMatchObject({ code: 0, out: 'none', err: '' });
  await run.signal('SIGTERM');
  const { deliveries } = (await commandLine('deliveries', '--json')).json<{ deliveries: unknown[] }>();
  expect(deliveries).toEqual([]);
  await plain.signal('SIGTERM');
});
