import { shopifyAdmin } from '../../../../cli/vendors/shopify/admin';
import { subscribeShopify } from '../../../../cli/vendors/shopify/subscribe';
import type { StoreSettings } from '../../../../lambda/settings';
import { wantedSubscription } from '../../../../lambda/sources/shopify/subscriptions/plan';
import { localSettings } from '../../../../local/local-settings';
import { secretsInMemory } from '../secrets-in-memory';
import { type ShopifyOptions, startShopify } from './server';

const here = 'https://hooks.example.com/webhooks/shopify';
const there = 'https://other.example.com/webhooks/shopify';
const before = 'https://fake.execute-api.eu-west-1.amazonaws.com/webhooks/shopify';
const customerTopics = ['CUSTOMERS_CREATE', 'CUSTOMERS_UPDATE', 'CUSTOMERS_ENABLE', 'CUSTOMERS_DISABLE'];
const consentTopics = ['CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE', 'CUSTOMERS_MARKETING_CONSENT_UPDATE'];
const bareTopics = ['CUSTOMERS_DELETE', ...consentTopics];
const topics = [...customerTopics, ...bareTopics];
const all = (more: object) => [
  ...customerTopics.map((topic) => ({ topic, metafieldNamespaces: ['facts'], ...more })),
  ...bareTopics.map((topic) => ({ topic, ...more })),
];
const [store] = localSettings({ baseUrl: 'http://127.0.0.1:1', account: 'a' }).stores;

interface Run {
  readonly shop?: ShopifyOptions;
  readonly held?: string[];
  readonly clientSecret?: string | null;
  readonly isKept?: boolean;
  readonly replace?: boolean;
  readonly dryRun?: boolean;
  readonly accessToken?: string;
  readonly mapping?: StoreSettings['mapping'];
}

async function run({
  shop,
  held = [],
  clientSecret = 'app-secret',
  accessToken = 'shpat_fake',
  ...how
}: Run) {
  if (!store) throw new Error('no store');
  const server = await startShopify(shop);
  const secrets = secretsInMemory(...held);
  const said: string[] = [];
  const subscribe = () =>
    subscribeShopify({
      admin: shopifyAdmin({
        origin: server.origin,
        accessToken: async () => accessToken,
        sleep: async () => undefined,
      }),
      wanted: wantedSubscription(here, { ...store, mapping: how.mapping ?? {} }),
      clientSecret,
      isKept: how.isKept ?? false,
      secrets,
      replace: how.replace ?? false,
      former: (uri) => (uri === before ? 'open' : undefined),
      dryRun: how.dryRun ?? false,
      say: (line) => said.push(line),
    });
  return { ...server, secrets: secrets.list, said, subscribe, ended: await subscribe().catch(String) };
}

const refused = (exit: string, reason: string) =>
  expect.objectContaining({ kind: 'refused', exit, reason: expect.stringContaining(reason) });
const done = { kind: 'subscribed', changed: true };

describe('subscribing at Shopify', () => {
  const created = topics.map((topic) => `create ${topic}`);
  const turned = topics.map((topic) => `update ${topic}`);
  const turnedOfCustomers = customerTopics.map((topic) => `update ${topic}`);

  test.each<[string, Run, { ended: unknown; changes: string[]; secrets?: string[] }]>([
    ['a shop without subscriptions', {}, { ended: done, changes: created, secrets: ['app-secret'] }],
    [
      'a shop whose app has subscriptions of its own',
      { shop: { subscriptions: all({ uri: 'https://app.example.com/hooks' }) } },
      { ended: done, changes: created },
    ],
    [
      'a shop that is subscribed already',
      { shop: { subscriptions: all({ uri: here }) }, held: ['app-secret'] },
      { ended: { kind: 'subscribed', changed: false }, changes: [], secrets: ['app-secret'] },
    ],
    [
      'the same, listed on several pages',
      { shop: { subscriptions: all({ uri: here }), pageSize: 1 }, held: ['app-secret'] },
      { ended: { kind: 'subscribed', changed: false }, changes: [] },
    ],
    [
      'a secret that was rotated: the earlier one stays valid',
      { shop: { subscriptions: all({ uri: here }) }, held: ['earlier'] },
      { ended: done, changes: [], secrets: ['app-secret', 'earlier'] },
    ],
    [
      'a topic that is missing',
      { shop: { subscriptions: all({ uri: here }).slice(1) } },
      { ended: done, changes: ['create CUSTOMERS_CREATE'] },
    ],
    [
      'a shop from before the topics of consent',
      { shop: { subscriptions: all({ uri: here }).slice(0, 4) }, held: ['app-secret'] },
      { ended: done, changes: bareTopics.map((topic) => `create ${topic}`) },
    ],
    [
      'bodies without the metafields that the mapping reads',
      { shop: { subscriptions: all({ uri: here, metafieldNamespaces: [] }) } },
      { ended: done, changes: turnedOfCustomers },
    ],
    [
      'metafields that the mapping does not read',
      { shop: { subscriptions: all({ uri: here }) }, mapping: { birthDate: null } },
      { ended: done, changes: turnedOfCustomers },
    ],
    ['XML', { shop: { subscriptions: all({ uri: here, format: 'XML' }) } }, { ended: done, changes: turned }],
    [
      'a filter, which keeps shoppers from us',
      { shop: { subscriptions: all({ uri: here, filter: 'state:enabled' }).slice(0, 1) } },
      { ended: done, changes: ['delete CUSTOMERS_CREATE', ...created] },
    ],
    [
      'our own address before the domain: it is moved in place, and nobody has to say --replace',
      { shop: { subscriptions: all({ uri: before }) } },
      { ended: done, changes: turned },
    ],
    [
      'another bridge',
      { shop: { subscriptions: all({ uri: there }) } },
      {
        ended: refused('unsafe', `Another bridge is registered: ${there}.`),
        changes: [],
        secrets: [],
      },
    ],
    [
      'another bridge that is to be replaced: turned in place',
      { shop: { subscriptions: all({ uri: there }) }, replace: true },
      { ended: done, changes: turned },
    ],
    [
      'another bridge beside this one',
      { shop: { subscriptions: [...all({ uri: here }), ...all({ uri: there })] }, replace: true },
      { ended: done, changes: topics.map((topic) => `delete ${topic}`) },
    ],
    [
      'a dry run',
      { shop: { subscriptions: all({ uri: there }) }, replace: true, dryRun: true },
      { ended: { kind: 'dry-run', steps: 8 }, changes: [], secrets: [] },
    ],
    [
      'a token alone, and a secret that was never filled',
      { clientSecret: null },
      { ended: refused('failed', 'The store has no secret'), changes: [] },
    ],
    [
      'a token alone, and a filled secret',
      { clientSecret: null, held: ['by hand'] },
      { ended: done, changes: created, secrets: ['by hand'] },
    ],
    [
      'a kept secret that was revoked since: it stays out',
      { isKept: true, held: ['fresh'] },
      { ended: done, changes: created, secrets: ['fresh'] },
    ],
    [
      'a kept secret, and a secret that is empty',
      { isKept: true },
      { ended: refused('failed', 'The store has no secret'), changes: [], secrets: [] },
    ],
    ['a shop that throttles', { shop: { throttled: 3 } }, { ended: done, changes: created }],
    [
      'a shop that throttles without end',
      { shop: { throttled: 99 } },
      { ended: expect.stringContaining('Throttled'), changes: [] },
    ],
    [
      'a token that Shopify does not know',
      { accessToken: 'shpat_stale' },
      { ended: expect.stringContaining('does not know this access token'), changes: [] },
    ],
    [
      'an app without access to customers',
      { shop: { denied: 'Access denied for webhookSubscriptions field.' } },
      { ended: expect.stringContaining('denies access'), changes: [] },
    ],
    [
      'a shop that accepts everything and does nothing',
      { shop: { forgetful: true } },
      { ended: refused('failed', 'does not show'), changes: created },
    ],
  ])('%s', async (_, how, expected) => {
    const { ended, changes, secrets } = await run(how);
    expect({ ended, changes, secrets }).toEqual({ secrets, ...expected });
  });

  test.each<[string, Partial<ShopifyOptions>, string[], RegExp | undefined]>([
    ['that has the scope', {}, [...created, 'create CUSTOMERS_MERGE'], undefined],
    [
      'that has it, in spite of which Shopify refuses',
      { refused: ['CUSTOMERS_MERGE'] },
      created,
      /You cannot/,
    ],
    ['without the scope', { scopes: ['read_customers'] }, created, /no scope read_customer_merge/],
  ])('merges are told to an app %s, and the rest is done in any case', async (_, own, changes, why) => {
    const scopes = ['read_customers', 'read_customer_merge'];
    const ran = await run({ shop: { scopes, ...own } });
    expect([ran.ended, ran.changes]).toEqual([done, changes]);
    const leftOut = ran.said.filter((line) => line.startsWith('customers/merge is left out: '));
    expect(leftOut).toEqual(why === undefined ? [] : [expect.stringMatching(why)]);
    expect(await ran.subscribe()).toEqual({ kind: 'subscribed', changed: false });
    const { metafieldNamespaces } = ran.subscriptions.find(({ topic }) => topic === 'CUSTOMERS_MERGE') ?? {};
    expect(metafieldNamespaces).toEqual(why === undefined ? [] : undefined);
  });

  test('what else Shopify refuses fails', async () => {
    const { ended } = await run({ shop: { refused: ['CUSTOMERS_UPDATE'] } });
    expect(ended).toContain('refuses webhookSubscriptionCreate');
  });

  test('metafields are asked for in bodies of customers only', async () => {
    const { subscriptions } = await run({});
    expect(subscriptions.map(({ topic, metafieldNamespaces }) => [topic, metafieldNamespaces])).toEqual([
      ...customerTopics.map((topic) => [topic, ['facts']]),
      ...bareTopics.map((topic) => [topic, []]),
    ]);
  });

  test('once more changes nothing', async () => {
    const { subscribe, changes } = await run({});
    expect(await subscribe()).toEqual({ kind: 'subscribed', changed: false });
    expect(changes).toEqual(created);
  });

  test('says each step, and no secret', async () => {
    const { said } = await run({ shop: { subscriptions: [{ uri: there }] }, replace: true });
    expect(said).toEqual([
      "put the app's client secret among the store's secrets",
      `turn CUSTOMERS_CREATE from ${there} to ${here}`,
      ...topics.slice(1).map((topic) => `subscribe ${topic} to ${here}`),
      expect.stringMatching(/^customers\/merge is left out: the app has no scope read_customer_merge\./),
    ]);
  });
});
