import { checkWooCommerce } from '../../../../cli/vendors/woocommerce/check';
import { subscribeWooCommerce } from '../../../../cli/vendors/woocommerce/subscribe';
import { wooWebhooks } from '../../../../cli/vendors/woocommerce/webhooks';
import { fingerprintOf } from '../../../../lambda/sources/signature';
import { storeWith } from '../../../support/settings';
import { secretsInMemory } from '../secrets-in-memory';
import { startWooCommerce, type WooOptions, wooKey } from './server';

const here = 'https://hooks.example.com/webhooks/woocommerce';
const there = 'https://other.example.com/webhooks/woocommerce/eu';
const before = 'https://fake.execute-api.eu-west-1.amazonaws.com/webhooks/woocommerce';
const former = (url: string) => (url === before ? 'open' : undefined);
const held = ['held-secret'];
const topics = ['customer.created', 'customer.updated', 'customer.deleted'];
const at = (delivery_url: string, topic: string, more: object = {}) => ({ delivery_url, topic, ...more });
const marked = (topic: string) => `masivo-bridge ${topic} ${fingerprintOf('held-secret')}`;
const mine = (topic: string, more: object = {}) => at(here, topic, { name: marked(topic), ...more });
const ours = topics.map((topic) => mine(topic));

interface Run {
  readonly woo?: WooOptions;
  readonly held?: string[];
  readonly replace?: boolean;
  readonly dryRun?: boolean;
  readonly key?: string;
  readonly storing?: 'fails';
}

async function run({ woo, key = wooKey, storing, ...how }: Run) {
  const server = await startWooCommerce(woo);
  const kept = secretsInMemory(...(how.held ?? []));
  const failing = async () => Promise.reject(new Error('Secrets Manager cannot be reached'));
  const said: string[] = [];
  const subscribe = () =>
    subscribeWooCommerce({
      webhooks: wooWebhooks({ origin: server.origin, key, sleep: async () => {} }),
      webhookUrl: here,
      secrets: storing === 'fails' ? { ...kept, add: failing } : kept,
      replace: how.replace ?? false,
      former,
      dryRun: how.dryRun ?? false,
      say: (line) => said.push(line),
    });
  return { ...server, secrets: kept.list, said, subscribe, ended: await subscribe().catch(String) };
}

const refused = (exit: string, reason: string) =>
  expect.objectContaining({ kind: 'refused', exit, reason: expect.stringContaining(reason) });
const done = { kind: 'subscribed', changed: true };
const many = Array.from({ length: 120 }, (_, index) =>
  at(`https://app${index}.example.com`, 'order.created'),
);

test.each<[string, Run, { ended: unknown; changes: string[]; secrets?: unknown }]>([
  [
    'a shop without webhooks',
    {},
    {
      ended: done,
      changes: ['create 1', 'create 2', 'create 3'],
      secrets: [expect.stringMatching(/^[0-9a-f]{64}$/)],
    },
  ],
  [
    'a shop that is subscribed already, behind more webhooks than a page holds',
    { woo: { webhooks: [...many, ...ours] }, held },
    { ended: { kind: 'subscribed', changed: false }, changes: [], secrets: held },
  ],
  [
    'one topic too few: it gets the secret of the others',
    { woo: { webhooks: ours.slice(0, 2) }, held: ['newer-secret', ...held] },
    { ended: done, changes: ['create 3'], secrets: ['newer-secret', ...held] },
  ],
  [
    'webhooks that were disabled and paused: only that is changed',
    {
      woo: {
        webhooks: [
          mine(topics[0] ?? '', { status: 'disabled' }),
          mine(topics[1] ?? '', { status: 'paused' }),
          ...ours.slice(2),
        ],
      },
      held,
    },
    { ended: done, changes: ['update 1', 'update 2'], secrets: held },
  ],
  [
    'the same topic twice, and another one with our secret',
    {
      woo: { webhooks: [...ours, mine('customer.created', { status: 'disabled' }), mine('order.deleted')] },
      held,
    },
    { ended: done, changes: ['delete 4', 'delete 5'], secrets: held },
  ],
  [
    'webhooks made by hand: their secret cannot be known',
    { woo: { webhooks: [at(here, 'customer.created')] }, held },
    { ended: refused('failed', '1 (customer.created) have this address'), changes: [], secrets: held },
  ],
  [
    'ours, whose secret was revoked',
    { woo: { webhooks: ours }, held: ['another'] },
    { ended: refused('failed', 'have this address'), changes: [] },
  ],
  [
    'webhooks made by hand, to be replaced: the new ones come first',
    { woo: { webhooks: [at(here, 'customer.created')] }, held, replace: true },
    {
      ended: done,
      changes: ['create 2', 'create 3', 'create 4', 'delete 1'],
      secrets: [expect.any(String), ...held],
    },
  ],
  [
    'our own address before the domain: it is moved',
    { woo: { webhooks: topics.map((topic) => at(before, topic)) } },
    { ended: done, changes: ['create 4', 'create 5', 'create 6', 'delete 1', 'delete 2', 'delete 3'] },
  ],
  [
    'another bridge',
    { woo: { webhooks: [at(there, 'customer.created')] } },
    { ended: refused('unsafe', there), changes: [], secrets: [] },
  ],
  [
    'another bridge that is off, and another program: none of them creates shoppers',
    {
      woo: { webhooks: [at(there, 'customer.created', { status: 'disabled' }), at(there, 'order.created')] },
    },
    { ended: done, changes: ['create 3', 'create 4', 'create 5'] },
  ],
  [
    'another bridge, to be replaced',
    { woo: { webhooks: [at(there, 'customer.created')] }, replace: true },
    { ended: done, changes: ['create 2', 'create 3', 'create 4', 'delete 1'] },
  ],
  ['a dry run', { dryRun: true }, { ended: { kind: 'dry-run', steps: 3 }, changes: [], secrets: [] }],
  [
    'a secret that cannot be stored: nothing is made that it would sign',
    { storing: 'fails' },
    { ended: expect.stringContaining('Secrets Manager'), changes: [] },
  ],
  [
    'a key that only reads',
    { woo: { readOnly: true } },
    { ended: expect.stringContaining('HTTP 401, woocommerce_rest_authentication_error'), changes: [] },
  ],
  [
    'another shop’s key',
    { key: wooKey.replace('ck_1', 'ck_3') },
    { ended: expect.stringContaining('refuses the key'), changes: [], secrets: [] },
  ],
  [
    'a shop that accepts everything and does nothing',
    { woo: { webhooks: ours.map((each) => ({ ...each, status: 'disabled' })), forgetful: true }, held },
    { ended: refused('failed', 'does not show'), changes: ['update 1', 'update 2', 'update 3'] },
  ],
])('%s', async (_, how, expected) => {
  const { ended, changes, secrets } = await run(how);
  expect({ ended, changes, secrets }).toEqual({ secrets, ...expected });
});

test('once more changes nothing', async () => {
  const { subscribe, changes, secrets } = await run({});
  expect(await subscribe()).toEqual({ kind: 'subscribed', changed: false });
  expect([changes.length, secrets.length]).toEqual([3, 1]);
});

test('all three have one secret, the stored one, and nobody is told it', async () => {
  const { said, webhooks, secrets } = await run({});
  expect(said).toEqual(topics.map((topic) => `create a webhook for ${topic} at ${here}`));
  expect([...webhooks.values()].map(({ topic, secret, status }) => [topic, secret, status])).toEqual(
    topics.map((topic) => [topic, secrets[0], 'active']),
  );
  expect([...webhooks.values()].map(({ name }) => name).join()).not.toContain(secrets[0]);
});

test.each<[string, WooOptions['webhooks'], string, string]>([
  ['all of them', ours, 'ok', `3 topics come to ${here}`],
  ['none', [], 'failure', 'Missing: customer.created, customer.updated, customer.deleted'],
  [
    'one that WooCommerce disabled',
    [...ours.slice(1), mine('customer.created', { status: 'disabled' })],
    'failure',
    'Off: customer.created',
  ],
  ['ones made by hand', topics.map((topic) => at(here, topic)), 'warning', 'cannot be known'],
  [
    'one of orders',
    [...ours, mine('order.deleted')],
    'warning',
    'other topics come here, too: order.deleted',
  ],
  ['another bridge’s', [...ours, at(there, 'customer.created')], 'failure', there],
  [
    'those of an older address',
    topics.map((topic) => at(before, topic, { name: marked(topic) })),
    'warning',
    before,
  ],
])('the doctor sees %s', async (_, webhooks, level, what) => {
  const { origin } = await startWooCommerce({ webhooks: webhooks ?? [] });
  const [consumerKey = '', consumerSecret = ''] = wooKey.split(':');
  const findings = await checkWooCommerce({
    store: storeWith('woocommerce', { vendorAccount: 'shop.example.com' }),
    kept: { consumerKey, consumerSecret },
    changeKept: async () => undefined,
    url: here,
    former,
    held: async () => held,
    readKey: async () => undefined,
    variables: { WOOCOMMERCE_TEST_ORIGIN: origin },
  });
  expect(findings[0]).toMatchObject({ level, what: expect.stringContaining(what) });
});
