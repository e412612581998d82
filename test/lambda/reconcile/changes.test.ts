import type { VendorChanges } from '../../../lambda/sources/changes';
import { vendorChanges } from '../../../lambda/sources/changes-registry';
import { storeWith } from '../../support/settings';

const now = new Date('2026-11-20T12:30:00Z');
const dayMs = 24 * 3600_000;
const ago = (ms: number) => new Date(now.getTime() - ms);

function ofVendor(name: string): VendorChanges {
  const found = vendorChanges.get(name);
  if (!found) throw new Error(`There is no ${name}`);
  return found;
}
const [shopify, stripe, woocommerce] = [ofVendor('shopify'), ofVendor('stripe'), ofVendor('woocommerce')];
const shop = storeWith('shopify', { vendorAccount: 'fake-shop.myshopify.com' });
const account = storeWith('stripe');
const window = { from: ago(dayMs), to: now };

const readShopify = (answer: unknown) => shopify.read(answer, window, shop, now, null);
const readStripe = (answer: unknown) => stripe.read(answer, window, account, now, null);

const node = {
  id: 'gid://shopify/Customer/1',
  createdAt: '2026-11-20T12:00:00Z',
  updatedAt: '2026-11-20T12:00:00Z',
};
const page = (nodes: readonly unknown[], pageInfo: object = { hasNextPage: false, endCursor: null }) => ({
  data: { customers: { nodes, pageInfo }, shop: { myshopifyDomain: 'fake-shop.myshopify.com' } },
});

describe('an answer of Shopify', () => {
  test.each<[string, unknown, object]>([
    ['of a last page', page([node]), { kind: 'page', next: null, through: new Date(node.updatedAt) }],
    ['of a page', page([node], { hasNextPage: true, endCursor: 'c' }), { kind: 'page', next: 'c' }],
    ['of nobody', page([]), { kind: 'page', changes: [], next: null }],
    ['without data', { data: null }, { kind: 'unreadable' }],
    ['with an error alone', { errors: [{ message: 'Internal error' }] }, { kind: 'unreadable' }],
    ['without the shop', { data: { customers: page([]).data.customers } }, { kind: 'unreadable' }],
    [
      'with a page after it and no place',
      page([node], { hasNextPage: true, endCursor: null }),
      { kind: 'unreadable' },
    ],
    ['with a customer of no id', page([{ ...node, id: 'gid://shopify/Company/1' }]), { kind: 'unreadable' }],
    [
      'with a customer of no date',
      page([node, { ...node, id: 'gid://shopify/Customer/2', updatedAt: 'soon' }]),
      { kind: 'page', unreadable: ['2'], through: new Date(node.updatedAt) },
    ],
    [
      'with an e-mail that Shopify could not read',
      {
        ...page([{ ...node, defaultEmailAddress: { emailAddress: null } }]),
        errors: [{ path: ['customers', 'nodes', 0, 'defaultEmailAddress', 'emailAddress'] }],
      },
      { kind: 'page', changes: [], unreadable: ['1'] },
    ],
    ...(['id', 'defaultEmailAddress'] as const).map((field): [string, unknown, object] => [
      `whose ${field} the app may not read`,
      {
        ...page([node]),
        errors: [{ path: ['customers', 'nodes', 0, field], extensions: { code: 'ACCESS_DENIED' } }],
      },
      { kind: 'denied' },
    ]),
    [
      'of which the app may not read something that nobody names',
      { ...page([node]), errors: [{ extensions: { code: 'ACCESS_DENIED' } }] },
      { kind: 'denied' },
    ],
    [
      'of which the app may not read the phone',
      {
        ...page([{ ...node, defaultEmailAddress: null, defaultPhoneNumber: null }]),
        errors: [
          {
            path: ['customers', 'nodes', 0, 'defaultPhoneNumber'],
            extensions: { code: 'ACCESS_DENIED' },
          },
        ],
      },
      { kind: 'page', changes: [{}], unreadable: [] },
    ],
    ['that is no object', 'x', { kind: 'unreadable' }],
    [
      'that is denied',
      { data: null, errors: [{ extensions: { code: 'ACCESS_DENIED' } }] },
      { kind: 'denied' },
    ],
    [
      'of a shop that is closed',
      { data: null, errors: [{ extensions: { code: 'SHOP_INACTIVE' } }] },
      { kind: 'denied' },
    ],
    [
      'of another shop',
      { data: { ...page([node]).data, shop: { myshopifyDomain: 'other-shop.myshopify.com' } } },
      { kind: 'other-account' },
    ],
    [
      'that lacks what Shopify failed to read',
      {
        ...page([{ ...node, defaultEmailAddress: null }]),
        errors: [
          {
            extensions: { code: 'INTERNAL_SERVER_ERROR' },
            path: ['customers', 'nodes', 0, 'defaultEmailAddress'],
          },
        ],
      },
      { kind: 'failing' },
    ],
    [
      'that is throttled',
      { errors: [{ extensions: { code: 'THROTTLED' } }] },
      { kind: 'throttled', afterMs: 2000 },
    ],
  ])('%s', (_, answer, expected) => {
    expect(readShopify(answer)).toMatchObject(expected);
  });

  test('that withholds a field of no place withholds each null of the page', () => {
    const email = { emailAddress: 'ana@example.com', marketingState: null };
    const answer = readShopify({
      ...page([
        { ...node, firstName: null, defaultEmailAddress: email },
        { ...node, id: 'gid://shopify/Customer/2', defaultEmailAddress: null },
      ]),
      errors: [{ message: 'Jane Fake' }],
    });
    // The second one may have an e-mail.
    expect(answer).toMatchObject({ kind: 'page', changes: [{}], unreadable: ['2'] });
    const [change] = answer.kind === 'page' ? answer.changes : [];
    const body = change?.body.toString() ?? '';
    expect(JSON.parse(body).errors).toEqual([{}]);
    expect(body).not.toContain('Jane');
  });

  test('has another key once the customer says something else, and the same while it does not', () => {
    const keyOf = (each: object) => {
      const answer = readShopify(page([each]));
      return answer.kind === 'page' ? answer.changes[0]?.key : undefined;
    };
    expect(keyOf(node)).toBe(keyOf({ ...node }));
    expect(keyOf(node)).not.toBe(keyOf({ ...node, firstName: 'Ana' }));
  });
});

const list = (data: readonly unknown[], more: object = {}) => ({
  object: 'list',
  has_more: false,
  data,
  ...more,
});
const event = { id: 'evt_1', object: 'event', type: 'customer.created', created: 1, data: { object: {} } };

describe('an answer of Stripe', () => {
  test.each<[string, unknown, object]>([
    ['of a last page', list([event]), { kind: 'page', next: null }],
    ['of a page', list([event], { has_more: true }), { kind: 'page', next: 'evt_1' }],
    ['of nothing', list([]), { kind: 'page', changes: [], next: null }],
    ['with more after nothing', list([], { has_more: true }), { kind: 'unreadable' }],
    ['with an error', { error: { message: 'x' } }, { kind: 'unreadable' }],
    [
      'with one that is no event',
      list([event, { ...event, id: 'evt_2', object: null }, { ...event, id: 'evt_3', livemode: 1 }]),
      { kind: 'page', changes: [{ key: 'evt_1' }], unreadable: ['evt_2', 'evt_3'] },
    ],
    ['with one that nothing names', list([event, { ...event, id: 7 }]), { kind: 'unreadable' }],
    ['of another list', list([{ ...event, object: 'customer' }]), { kind: 'unreadable' }],
    ['without has_more', { object: 'list', data: [] }, { kind: 'unreadable' }],
  ])('%s', (_, answer, expected) => {
    expect(readStripe(answer)).toMatchObject(expected);
  });

  test.each([
    ['live', true, 'page'],
    ['live', false, 'other-account'],
    ['test', true, 'other-account'],
    ['any', true, 'page'],
  ] as const)('for a store in %s mode, of an event with livemode %s, is %s', (mode, livemode, kind) => {
    const store = storeWith('stripe', { mode });
    expect(stripe.read(list([{ ...event, livemode }]), window, store, now, null).kind).toBe(kind);
  });

  test.each([
    ['an account', { id: 'acct_1Fake', object: 'account' }, 'acct_1Fake'],
    ['a refusal', { error: { message: "may not read this on account 'acct_1Fake'. Having" } }, 'acct_1Fake'],
    ['a refusal without it', { error: { message: 'may not' } }, undefined],
    ['something else', { id: 'cus_1' }, undefined],
    ['nothing', null, undefined],
  ])('that is %s names the account', (_, answer, name) => {
    expect(stripe.account?.nameIn(answer)).toBe(name);
  });

  test('is turned round: the oldest first', () => {
    const answer = readStripe(list([{ ...event, id: 'evt_2' }, event]));
    expect(answer.kind === 'page' && answer.changes.map(({ key }) => key)).toEqual(['evt_1', 'evt_2']);
  });

  test('has the id first, as ingress reads it', () => {
    const { id, ...others } = event;
    const answer = readStripe(list([{ ...others, id }]));
    expect(answer.kind === 'page' && answer.changes[0]?.body.toString()).toMatch(/^\{"id":"evt_1",/);
  });
});

describe('an answer of WooCommerce', () => {
  const registered = (id: number | string, date: unknown) => ({
    id,
    date_created_gmt: date,
    role: 'customer',
  });
  const [young, older] = [registered(2, '2026-11-20T12:00:00'), registered(1, '2026-11-20T11:00:00')];
  const store = storeWith('woocommerce', { vendorAccount: 'shop.example.com' });
  const read = (answer: unknown) => woocommerce.read(answer, window, store, now, null);

  test.each<[string, unknown, object]>([
    ['of nobody', [], { kind: 'page', changes: [], next: null }],
    ['in another order', [older, young], { kind: 'unreadable' }],
    ['with a date that is none', [registered(1, 'soon')], { kind: 'unreadable' }],
    ['without dates', [{ id: 1 }], { kind: 'unreadable' }],
    ['without ids', [{ ...young, id: 0 }], { kind: 'unreadable' }],
    ['that is an object', { 1: young }, { kind: 'unreadable' }],
    ['that is an error', { code: 'x', message: 'x', data: { status: 404 } }, { kind: 'unreadable' }],
    ['that denies', { code: 'x', message: 'x', data: { status: 401 } }, { kind: 'denied' }],
    ['that asks to wait', { code: 'x', message: 'x', data: { status: 429 } }, { kind: 'throttled' }],
    ['that says it failed', { code: 'x', message: 'x', data: { status: 503 } }, { kind: 'failing' }],
  ])('%s', (_, answer, expected) => {
    expect(read(answer)).toMatchObject(expected);
  });

  test('is turned round, and has another key once a customer says something else', () => {
    const keys = (answer: unknown) => {
      const page = read(answer);
      return page.kind === 'page' ? page.changes.map(({ key }) => key) : [];
    };
    const [first, second] = keys([young, older]);
    expect([first, second].map((key) => key?.split('\n')[1])).toEqual(['1', '2']);
    expect(keys([{ ...young }])).toEqual([second]);
    expect(keys([{ ...young, first_name: 'Ana' }])).not.toEqual([second]);
  });
});

describe('the windows of Stripe', () => {
  const daysAgo = (days: number) => ago(days * dayMs);
  test.each([
    [0.5, 0],
    [1, 0],
    [2.5, 1.5],
    [28.5, 27.5],
    [29.5, 29],
    [100, 29],
  ])('from %d days ago end %d days ago', (from, to) => {
    expect(stripe.windowFrom(daysAgo(from), now)).toEqual({ from: daysAgo(from), to: daysAgo(to) });
  });

  test('that end before its events are kept ask for customers', () => {
    const old = stripe.windowFrom(daysAgo(40), now);
    expect(stripe.request(old, null, account, now).path).toMatch(/^\/v1\/customers\?/);
    const young = stripe.windowFrom(old.to, now);
    expect(stripe.request(young, 'evt_1', account, now).path).toMatch(
      /^\/v1\/events\?.*starting_after=evt_1/,
    );
  });
});

const wooKey = `ck_${'1'.repeat(40)}:cs_${'2'.repeat(40)}`;
test.each<[string, VendorChanges, unknown, string | undefined]>([
  ['a token', shopify, 'shpat_fake', 'token'],
  ['a token with a line break behind it', shopify, 'shpat_fake\n', 'token'],
  ['an app', shopify, { clientId: 'a', clientSecret: 'b' }, 'sign-in'],
  ['an app without its secret', shopify, { clientId: 'a' }, undefined],
  ['tokens that expire', shopify, { clientId: 'a', clientSecret: 'b', refreshToken: 'c' }, undefined],
  ['nothing', shopify, undefined, undefined],
  ['an empty text', shopify, ' ', undefined],
  ['two lines', shopify, 'a\nb', undefined],
  ['a restricted key', stripe, 'rk_live_fake', 'token'],
  ['a key that may do everything', stripe, 'sk_live_fake', undefined],
  ['no key', stripe, {}, undefined],
  ['a consumer key and its secret', woocommerce, `${wooKey}\n`, 'token'],
  ['a consumer key alone', woocommerce, wooKey.split(':')[0], undefined],
  ['a webhook secret', woocommerce, 'a'.repeat(64), undefined],
])('%s is %s access', (_, changes, entry, kind) => {
  expect(changes.access(entry, storeWith(changes.source.name, {}))?.kind).toBe(kind);
});

test.each([
  ['live', 'rk_live_fake', true],
  ['live', 'rk_test_fake', false],
  ['test', 'rk_test_fake', true],
  ['test', 'rk_live_fake', false],
] as const)('a store in %s mode is read with %s: %s', (mode, key, isRead) => {
  expect(stripe.access(key, storeWith('stripe', { mode })) !== undefined).toBe(isRead);
});

test('a store that takes any account says not where it is asked', () => {
  expect(shopify.baseUrl(shop)).toBe('https://fake-shop.myshopify.com');
  expect(shopify.baseUrl(storeWith('shopify'))).toBeUndefined();
});
