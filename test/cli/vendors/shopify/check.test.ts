import { approvedAccess } from '../../../../cli/vendors/shopify/access';
import { checkShopify } from '../../../../cli/vendors/shopify/check';
import { inMemory } from '../../../../cli/vendors/shopify/renewal';
import type { SubscriptionCheck } from '../../../../cli/vendors/vendor';
import { carriesMetafields, shopifyTopics } from '../../../../lambda/sources/shopify/subscriptions/topics';
import { storeWith } from '../../../support/settings';
import { startShopify } from './server';

const url = 'https://hooks.example.com/webhooks/shopify';

const allAt = (origin: string, more: object, own: Partial<SubscriptionCheck> = {}) =>
  checkShopify({
    store: storeWith('shopify', { vendorAccount: 'some-shop.myshopify.com', ...more }),
    kept: { token: 'shpat_fake' },
    changeKept: async () => undefined,
    url,
    former: () => undefined,
    held: async () => [],
    readKey: async () => undefined,
    variables: { SHOPIFY_TEST_ORIGIN: origin },
    ...own,
  });

/** The one finding of a shop that has no other address of ours. */
async function checkAt(...of: Parameters<typeof allAt>) {
  const [only, ...others] = await allAt(...of);
  expect(others).toEqual([]);
  if (!only) throw new Error('Nothing was found');
  return only;
}

const topics = (more: object) =>
  shopifyTopics.map((topic) => ({
    topic,
    uri: url,
    metafieldNamespaces: carriesMetafields(topic) ? ['facts'] : [],
    ...more,
  }));

const loyalty = { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true };
const consent = { version: '1', loyalty, smsPurpose: 'push_notifications' } as const;

describe('a store that sends Events', () => {
  const ofConsent = ['CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE', 'CUSTOMERS_MARKETING_CONSENT_UPDATE'];
  const sends = (...wanted: string[]) => topics({}).filter(({ topic }) => wanted.includes(topic));
  const unseen = /shopify\.app\.toml, which no API shows\. \d topics of classic webhooks/;
  const email = /as they should\. CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE: [^;]*$/;
  const both = /CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE: .*; CUSTOMERS_MARKETING_CONSENT_UPDATE: /;
  const withoutSms = { version: '1', loyalty };

  // No API shows whether Events come: nothing that was not seen is told to be right.
  test.each<[string, string[], object, 'ok' | 'skipped' | 'failure', RegExp]>([
    ['no topic, and consent is off', [], { consent: 'off' }, 'skipped', unseen],
    ['no topic', [], { consent: withoutSms }, 'failure', email],
    ['no topic, and consent to SMS is used', [], { consent }, 'failure', both],
    ['the topic of e-mail consent alone', ofConsent.slice(0, 1), { consent: withoutSms }, 'skipped', unseen],
    ['both topics of consent', ofConsent, { consent }, 'skipped', unseen],
    ['all topics', [...shopifyTopics], { consent }, 'ok', /^7 topics of classic webhooks come to/],
  ])('and %s', async (_, wanted, own, level, what) => {
    const { origin } = await startShopify({ subscriptions: sends(...wanted) });
    expect(await checkAt(origin, { events: true, ...own })).toMatchObject({
      level,
      what: expect.stringMatching(what),
    });
  });

  test('needs its classic topics without the setting', async () => {
    const { origin } = await startShopify({});
    expect(await checkAt(origin, { consent: 'off' })).toMatchObject({ level: 'failure' });
  });
});

test.each<[string, boolean, object, 'ok' | 'warning' | 'failure', RegExp]>([
  ['2026-10', true, {}, 'ok', /in API version 2026-10$/],
  ['2023-07', true, {}, 'ok', /in API version 2023-07$/],
  ['2024-10', false, {}, 'warning', /Shopify no longer supports 2024-10/],
  ['2023-04', true, {}, 'warning', /2023-04 is older than 2023-07/],
  ['2022-01', true, { consent: 'off' }, 'warning', /2022-01 is older than 2023-07/],
  ['2022-01', true, { consent }, 'warning', /settings need: consent to e-mail marketing \(since 2022-04\)$/],
  [
    '2021-07',
    true,
    { consent },
    'warning',
    /e-mail marketing .*, consent to SMS marketing \(since 2021-10\)$/,
  ],
  ['2027-01', true, {}, 'warning', /2027-01 is newer than 2026-10/],
  ['unstable', true, {}, 'warning', /unstable is no version that stays/],
  ['2027-01', true, { events: true }, 'warning', /2027-01 is newer than 2026-10/],
  ['2026-10', true, { events: true }, 'ok', /7 topics of classic webhooks come .* in API version 2026-10$/],
])('bodies of %s, supported: %s, to a store with %j', async (handle, supported, own, level, what) => {
  const { origin } = await startShopify({ subscriptions: topics({ apiVersion: { handle, supported } }) });
  const found = await checkAt(origin, own);
  expect(found).toMatchObject({ level, what: expect.stringMatching(what) });
  if (level === 'warning') expect(found.fix).toContain('A subscription has no version of its own');
});

test('a topic that is missing and a version that is too new are both told', async () => {
  const apiVersion = { handle: '2027-01', supported: true };
  const { origin } = await startShopify({ subscriptions: topics({ apiVersion }).slice(1) });
  expect(await checkAt(origin, {})).toMatchObject({
    level: 'failure',
    what: expect.stringMatching(/CUSTOMERS_CREATE: .*2027-01 is newer/),
  });
});

test.each<[string, string]>([
  [
    'Access denied for webhookSubscriptions field. Required access: `read_customers` access scope.',
    'grant the app the scope read_customers;',
  ],
  [
    'Access denied for a field. Required access: `read_orders` access scope or `read_quick_sale` access scope.',
    'grant the app one of the scopes read_orders, read_quick_sale;',
  ],
  [
    'This app is not approved to access the Customer object. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.',
    'Request access to protected customer data',
  ],
  ['Access denied for webhookSubscriptions field.', 'grant the app the scope read_customers and access to'],
])('what Shopify denies with “%s” is told with what to do', async (denied, fix) => {
  const { origin } = await startShopify({ denied });
  await expect(checkAt(origin, {})).rejects.toMatchObject({
    message: `Shopify denies access: ${denied}`,
    fix: expect.stringContaining(fix),
  });
});

test.each<[string, string]>([
  [
    'Non-expiring access tokens are no longer accepted for the Admin API. Start using expiring offline tokens.',
    'access tokens that expire: `subscribe shopify --access browser`',
  ],
  ['[API] This action requires merchant approval for read_customers scope.', 'the scope read_customers;'],
  ['', 'grant the app the scope read_customers and access to'],
])('what Shopify forbids with “%s” is told with what to do', async (forbidden, fix) => {
  const { origin } = await startShopify({ forbidden });
  await expect(checkAt(origin, {})).rejects.toMatchObject({
    message: 'Shopify forbids this with the access token (HTTP 403).',
    fix: expect.stringContaining(fix),
  });
});

test('kept tokens that are due are renewed, and kept anew', async () => {
  const app = { clientId: 'client', clientSecret: 'hush' };
  const { origin, renewed } = await startShopify({ app, codes: ['one'], subscriptions: topics({}) });
  const access = await approvedAccess(origin, app, 'one', new Date());
  if (access.kind === 'lasting') throw new Error('It does not expire');
  const kept = { ...access.tokens, expires: new Date().toISOString() };
  const changeKept = inMemory(kept);
  expect(await checkAt(origin, {}, { kept, changeKept })).toMatchObject({ level: 'ok' });
  expect(renewed).toEqual(['shprt_fake_1']);
  expect(await changeKept(() => undefined)).toMatchObject({ refreshToken: 'shprt_fake_2' });
});

describe('a subscription to an address that another one has taken the place of', () => {
  const older = 'https://fake.execute-api.eu-west-1.amazonaws.com/webhooks/shopify';
  const at = (...wanted: [ours: number, older: number]) => [
    ...topics({}).slice(0, wanted[0]),
    ...topics({ uri: older }).slice(-wanted[1]),
  ];

  test.each<[string, 'open' | 'closed', ReturnType<typeof topics>, string[]]>([
    ['still takes everything', 'open', at(0, 7), [`warning ${older} is still`, 'ok 7 topics']],
    ['takes what was not moved yet', 'open', at(3, 4), [`warning ${older} is still`, 'ok 7 topics']],
    ['takes what was moved, too', 'open', at(7, 7), [`warning ${older} is still`, 'ok 7 topics']],
    ['takes one, and others lack', 'open', at(3, 1), [`warning ${older} is still`, 'failure topics do not']],
    ['is switched off', 'closed', at(3, 4), [`failure ${older} is still`, 'failure topics do not']],
  ])('%s', async (_, state, subscriptions, lines) => {
    const { origin } = await startShopify({ subscriptions });
    const found = await allAt(origin, {}, { former: (uri) => (uri === older ? state : undefined) });
    expect(found.map(({ level, what }) => `${level} ${what}`)).toEqual(
      lines.map((line) => expect.stringContaining(line)),
    );
  });
});
