import type { Reason } from '../../../../lambda/reasons/reason';
import { shopify } from '../../../../lambda/sources/shopify/source';
import type { RequestHeaders } from '../../../../lambda/sources/source';
import { fixture } from '../../../support/fixtures';
import { storeWith } from '../../../support/settings';
import {
  draftOf,
  eventOf,
  notHandled,
  receivedAt,
  refusalOf,
  snapshotIn,
  wrongType,
} from '../../../support/sources';

const store = storeWith('shopify');
const created = { 'x-shopify-topic': 'customers/create' };

const shopper = {
  id: 42,
  created_at: '2026-03-01T10:00:00-05:00',
  updated_at: '2026-03-01T10:00:00-05:00',
  first_name: 'Ana',
  last_name: 'García',
  state: 'enabled',
  email: 'ana@example.com',
  phone: null,
  admin_graphql_api_id: 'gid://shopify/Customer/42',
  default_address: null,
};
type Members = Readonly<Record<string, unknown>>;

/** The shopper with some members changed; undefined leaves one out. */
const event = (members: Members = {}, headers: RequestHeaders = {}) =>
  eventOf(JSON.stringify({ ...shopper, ...members }), { ...created, ...headers });
const draft = (members?: Members, mapping: Members = {}) =>
  draftOf(shopify, event(members), storeWith('shopify', { mapping }));
const refusal = (members: Members) => refusalOf(shopify, event(members), store);
const order = (members: Members, headers?: RequestHeaders) =>
  snapshotIn(shopify.parse(event(members, headers), store)).order;

describe('bodies as Shopify sends them', () => {
  test.each([
    [
      'customers-create.json',
      {
        id: '706405506930370084',
        name: 'Bob Biller',
        email: 'bob.biller@example.com',
        registration_date: '2022-01-01T00:00:00.000Z',
        dob: null,
        metadata: {
          country: 'CA',
          note: 'This customer loves ice cream & café <3',
          phone: '555-555-5555',
        },
      },
    ],
    [
      'customers-update.json',
      {
        id: '8123456789012',
        name: 'Ana García',
        email: 'ana.garcia@example.com',
        registration_date: '2026-03-08T04:30:00.000Z',
        dob: '1990-05-17T00:00:00.000Z',
        metadata: { phone: '+5491100000000' },
      },
    ],
    [
      'customers-create-phone-only.json',
      {
        id: '8123456789013',
        name: null,
        email: null,
        registration_date: '2026-03-08T04:30:00.000Z',
        dob: null,
        metadata: { phone: '+5491100000000' },
      },
    ],
    [
      'customers-create-2024-07.json',
      {
        id: '207119551',
        name: 'Olga Oldversion',
        email: 'old.version@example.com',
        registration_date: receivedAt.toISOString(),
        dob: null,
        metadata: { tags: 'vip, wholesale' },
      },
    ],
  ])('%s', (file, expected) => {
    const all = storeWith('shopify', { mapping: { extras: ['phone', 'country', 'locale', 'note', 'tags'] } });
    expect(draftOf(shopify, eventOf(fixture(`shopify/${file}`), created), all)).toEqual({
      ...expected,
      status: 'ACTIVE',
      gender: null,
      metadata: { source: 'shopify', store: 'default', ...expected.metadata },
    });
  });
});

describe('id', () => {
  const big = '706405506930370084';
  test.each([
    [
      'a GID above 2^53',
      { id: 706405506930370000, admin_graphql_api_id: `gid://shopify/Customer/${big}` },
      big,
    ],
    ['a GID where the id differs', { id: 41 }, '42'],
    ['a GID without an id', { id: undefined }, '42'],
    ['no GID', { admin_graphql_api_id: undefined }, '42'],
    ['a null GID', { admin_graphql_api_id: null }, '42'],
    ['an empty GID', { admin_graphql_api_id: '' }, '42'],
    ['2^53 - 1 and no GID', { id: 9007199254740991, admin_graphql_api_id: null }, '9007199254740991'],
    ['2^53 and no GID', { id: 9007199254740992, admin_graphql_api_id: null }, '9007199254740992'],
  ])('%s', (_, members, id) => {
    expect(draft(members).id).toBe(id);
    expect(snapshotIn(shopify.parse(event(members), store)).customer).toBe(id);
  });

  const exactly = (id: string) => eventOf(`{"note":"${big}1","id" :\n ${id} ,"tags":"9"}`, created);
  test.each(['9007199254740993', big, '12345678901234567890'])(
    'the number %s is read to its last digit',
    (id) => {
      expect(draftOf(shopify, exactly(id), store).id).toBe(id);
      expect(shopify.customerOf(exactly(id))).toBe(id);
    },
  );

  const unreadable: Reason = { code: 'customer-id-missing' };
  test.each([
    '9007199254740990.9',
    '7.06405506930370084e17',
    '9007199254740993e0',
    '1e400',
    `-${big}`,
    `${big}.5`,
  ])('the number %s names nobody', (id) => {
    expect(refusalOf(shopify, exactly(id), store)).toEqual(unreadable);
    expect(shopify.customerOf(exactly(id))).toBeUndefined();
  });

  test.each([
    ['the GID of something else', { admin_graphql_api_id: 'gid://shopify/Order/42' }],
    [
      'the GID of something else that sounds alike',
      { admin_graphql_api_id: 'gid://shopify/CustomerSegment/42' },
    ],
    ['the GID of a customer elsewhere', { admin_graphql_api_id: 'gid://partners/Customer/42' }],
    ['a fraction', { id: 1.5, admin_graphql_api_id: null }],
    ['zero', { id: 0, admin_graphql_api_id: null }],
    ['negative', { id: -42, admin_graphql_api_id: null }],
    ['neither', { id: null, admin_graphql_api_id: null }],
    ['a path for a GID', { id: null, admin_graphql_api_id: '..' }],
    ['31 digits', { id: null, admin_graphql_api_id: `gid://shopify/Customer/${'1'.repeat(31)}` }],
  ])('%s is refused', (_, members) => {
    expect(refusal(members)).toEqual(unreadable);
  });
});

describe('name', () => {
  const address = { name: 'Ana Address', company: 'Ana & Co' };
  test.each<[string, Members, string | null]>([
    ['first and last', { default_address: address }, 'Ana García'],
    ['only first', { last_name: null, default_address: address }, 'Ana'],
    ['only last', { first_name: undefined, default_address: address }, 'García'],
    ['spaces around both', { first_name: ' Ana  ', last_name: '\tGarcía ' }, 'Ana García'],
    [
      'blank ones give way to the address',
      { first_name: ' ', last_name: '', default_address: address },
      'Ana Address',
    ],
    [
      'then the company',
      { first_name: null, last_name: null, default_address: { ...address, name: ' ' } },
      'Ana & Co',
    ],
    ["then the e-mail's local part", { first_name: null, last_name: null }, 'ana'],
    [
      'the local part ends at the last @',
      { first_name: null, last_name: null, email: ' Ana.B+x@Example.com ' },
      'ana.b+x',
    ],
    ['then none', { first_name: null, last_name: null, email: null }, null],
    ['NUL, escape and line ends', { first_name: 'A\u0000na\u001b', last_name: 'Gar\r\ncía' }, 'A na Gar cía'],
    ['C1 controls', { first_name: 'Ana\u0085', last_name: '\u009fGarcía' }, 'Ana García'],
    ['U+FFFE and U+FFFF', { first_name: '\uFFFEAna', last_name: 'García\uFFFF' }, 'Ana García'],
    ['a lone surrogate', { first_name: 'Ana\ud83d', last_name: null }, 'Ana\uFFFD'],
    ['a whole emoji stays', { first_name: 'Ana 😀', last_name: null }, 'Ana 😀'],
    ['other scripts stay', { first_name: 'محمد', last_name: '山田' }, 'محمد 山田'],
    ['markup stays text', { first_name: '<b>Ana</b>', last_name: '%s' }, '<b>Ana</b> %s'],
    ['1000 characters', { first_name: 'x'.repeat(1000), last_name: null }, 'x'.repeat(1000)],
  ])('%s', (_, members, name) => {
    expect(draft(members).name).toBe(name);
  });

  test('a name of 1001 characters is refused', () => {
    expect(refusal({ first_name: 'x'.repeat(1001), last_name: null })).toEqual({ code: 'name-too-long' });
  });
});

describe('email', () => {
  test.each<[string, unknown, string | null]>([
    ['trimmed and lower-cased', '  Ana.GARCIA@Example.COM\n', 'ana.garcia@example.com'],
    ['null', null, null],
    ['absent', undefined, null],
    ['empty', '', null],
    ['blank', '  ', null],
    ['with a NUL behind it', 'ana@example.com\u0000', 'ana@example.com'],
    ['without a dot in its domain', 'ana@localhost', 'ana@localhost'],
    ['not in ASCII', 'ñandú@example.com', 'ñandú@example.com'],
  ])('%s', (_, email, expected) => {
    expect(draft({ email }).email).toBe(expected);
  });

  test.each([
    ['no @', 'ana.example.com'],
    ['two @', 'ana@b@example.com'],
    ['nothing before the @', '@example.com'],
    ['nothing behind the @', 'ana@'],
    ['a space inside', 'ana b@example.com'],
    ['a control character inside', 'ana\u0000b@example.com'],
    ['two addresses', 'ana@example.com, bob@example.com'],
    ['longer than 320 characters', `${'a'.repeat(309)}@example.com`],
  ])('%s is refused, and not repeated', (_, email) => {
    expect(refusal({ email })).toEqual({ code: 'email-invalid' });
  });
});

describe('registration_date', () => {
  const triggered = '2026-03-01T16:00:00.123456789Z';
  test.each<[string, Members, RequestHeaders, string]>([
    ['an offset', { created_at: '2026-03-01T10:00:00-05:00' }, {}, '2026-03-01T15:00:00.000Z'],
    ['another offset', { created_at: '2026-03-01T10:00:00+05:30' }, {}, '2026-03-01T04:30:00.000Z'],
    ['an offset without a colon', { created_at: '2026-03-01T10:00:00-0500' }, {}, '2026-03-01T15:00:00.000Z'],
    ['Z', { created_at: '2026-03-01T10:00:00Z' }, {}, '2026-03-01T10:00:00.000Z'],
    ['a fraction', { created_at: '2026-03-01T10:00:00.9999Z' }, {}, '2026-03-01T10:00:00.999Z'],
    [
      'absent: Triggered-At stands in',
      { created_at: undefined },
      { 'x-shopify-triggered-at': triggered },
      '2026-03-01T16:00:00.123Z',
    ],
    ['null: the receipt stands in', { created_at: null }, {}, '2026-03-09T12:20:00.000Z'],
    [
      'without an offset it is no instant',
      { created_at: '2026-03-01T10:00:00' },
      {},
      '2026-03-09T12:20:00.000Z',
    ],
    ['30 February is no day', { created_at: '2026-02-30T10:00:00Z' }, {}, '2026-03-09T12:20:00.000Z'],
    ['no date at all', { created_at: 'yesterday' }, {}, '2026-03-09T12:20:00.000Z'],
    [
      'a Triggered-At far ahead counts as the receipt',
      { created_at: null },
      { 'x-shopify-triggered-at': '2099-01-01T00:00:00Z' },
      '2026-03-09T12:20:00.000Z',
    ],
  ])('%s', (_, members, headers, expected) => {
    expect(draftOf(shopify, event(members, headers), store).registration_date).toBe(expected);
  });

  test('a year that ISO 8601 has no four digits for is refused', () => {
    expect(refusal({ created_at: '9999-12-31T23:59:59-10:00' })).toEqual({
      code: 'field-invalid',
      params: { field: 'registration_date' },
    });
  });
});

describe('birthday and gender', () => {
  const fields = (...values: readonly (readonly [path: string, value: unknown])[]) => ({
    metafields: values.map(([path, value]) => {
      const [namespace, key] = path.split('.');
      return { id: 1, namespace, key, value, type: 'date' };
    }),
  });
  test.each<[string, Members, Members, string | null]>([
    ['the standard metafield', fields(['facts.birth_date', '1990-05-17']), {}, '1990-05-17T00:00:00.000Z'],
    ['spaces around it', fields(['facts.birth_date', ' 1990-05-17 ']), {}, '1990-05-17T00:00:00.000Z'],
    ['29 February', fields(['facts.birth_date', '1992-02-29']), {}, '1992-02-29T00:00:00.000Z'],
    ['a time', fields(['facts.birth_date', '1990-05-17T22:00:00-03:00']), {}, '1990-05-17T00:00:00.000Z'],
    [
      'another one behind others',
      fields(['facts.birth_date', '1990-05-17'], ['custom.born', '1985-01-02']),
      { birthDate: 'custom.born' },
      '1985-01-02T00:00:00.000Z',
    ],
    [
      'another one is configured',
      fields(['facts.birth_date', '1990-05-17']),
      { birthDate: 'custom.born' },
      null,
    ],
    ['none is configured', fields(['facts.birth_date', '1990-05-17']), { birthDate: null }, null],
    ['another namespace', fields(['other.birth_date', '1990-05-17']), {}, null],
    ['30 February', fields(['facts.birth_date', '1990-02-30']), {}, null],
    ['29 February of an ordinary year', fields(['facts.birth_date', '1990-02-29']), {}, null],
    ['month 13', fields(['facts.birth_date', '1990-13-01']), {}, null],
    ['another notation', fields(['facts.birth_date', '17/05/1990']), {}, null],
    ['a number', fields(['facts.birth_date', 643_000_000]), {}, null],
    ['an object', fields(['facts.birth_date', { date: '1990-05-17' }]), {}, null],
    ['a day beyond the year 9999', fields(['facts.birth_date', '10000-01-01']), {}, null],
    ['null', fields(['facts.birth_date', null]), {}, null],
    ['no metafields', {}, {}, null],
    ['null for metafields', { metafields: null }, {}, null],
  ])('birthday: %s', (_, members, mapping, dob) => {
    expect(draft(members, mapping).dob).toBe(dob);
  });

  test.each<[unknown, string | null]>([
    ['MALE', 'MALE'],
    [' female ', 'FEMALE'],
    ['M', 'MALE'],
    ['f', 'FEMALE'],
    ['non-binary', null],
    ['constructor', null],
    ['', null],
    [1, null],
    [null, null],
  ])('gender: %j in a configured metafield is %s', (value, gender) => {
    expect(draft(fields(['custom.gender', value]), { gender: 'custom.gender' }).gender).toBe(gender);
    expect(draft(fields(['custom.gender', value])).gender).toBeNull();
  });
});

describe('status, tier and metadata', () => {
  test.each(['disabled', 'invited', 'enabled', 'declined', null])('the login state %s is ACTIVE', (state) => {
    expect(draft({ state }).status).toBe('ACTIVE');
  });

  const tier = '7b1f6f6e-5f3c-4f0a-9d77-0a4f6a4f7e11';
  test('tier_id is the setting, and left out without one', () => {
    expect(draft({}, { tierId: tier }).tier_id).toBe(tier);
    expect(Object.keys(draft())).not.toContain('tier_id');
    expect(Object.keys(draft({}, { tierId: null }))).not.toContain('tier_id');
  });

  const rich = {
    phone: ' +1 555 0100 ',
    locale: 'es-AR',
    note: 'likes\u0000tea',
    tags: 'vip',
    default_address: { phone: '+1 555 0199', country_code: 'CA' },
  };
  test.each<[string, Members, string[], Record<string, string>]>([
    ['none are asked for', rich, [], {}],
    ['phone', rich, ['phone'], { phone: '+1 555 0100' }],
    ["the address's phone", { ...rich, phone: null }, ['phone'], { phone: '+1 555 0199' }],
    [
      'all',
      rich,
      ['phone', 'country', 'locale', 'note', 'tags'],
      { phone: '+1 555 0100', country: 'CA', locale: 'es-AR', note: 'likes tea', tags: 'vip' },
    ],
    ['absent ones are left out', {}, ['phone', 'country', 'locale', 'note', 'tags'], {}],
  ])('extras: %s', (_, members, extras, expected) => {
    expect(draft(members, { extras }).metadata).toEqual({ source: 'shopify', store: 'default', ...expected });
  });

  test('the store is named', () => {
    const named = storeWith('shopify', { store: 'shop-two' });
    expect(draftOf(shopify, event(), named).metadata).toEqual({ source: 'shopify', store: 'shop-two' });
  });
});

describe('consent statements', () => {
  test.each<[string, Members, object]>([
    ['nothing', {}, {}],
    [
      'subscribed',
      { email_marketing_consent: { state: 'subscribed' } },
      { email_marketing: { granted: true } },
    ],
    [
      'SUBSCRIBED',
      { email_marketing_consent: { state: 'SUBSCRIBED' } },
      { email_marketing: { granted: true } },
    ],
    [
      'pending is no yes',
      { email_marketing_consent: { state: 'pending' } },
      { email_marketing: { granted: false } },
    ],
    [
      'not_subscribed',
      { email_marketing_consent: { state: 'not_subscribed' } },
      { email_marketing: { granted: false } },
    ],
    ['null', { email_marketing_consent: null }, {}],
    ['accepts_marketing', { accepts_marketing: true }, { email_marketing: { granted: true } }],
    ['accepts_marketing false', { accepts_marketing: false }, { email_marketing: { granted: false } }],
    [
      'a state that is not documented',
      { accepts_marketing: true, email_marketing_consent: { state: 'paused' } },
      {},
    ],
    [
      'the newer of both counts',
      { accepts_marketing: true, email_marketing_consent: { state: 'unsubscribed' } },
      { email_marketing: { granted: false } },
    ],
  ])('%s', (_, members, stated) => {
    expect(shopify.map(snapshotIn(shopify.parse(event(members), store)), store)).toMatchObject({
      consent: stated,
    });
  });
});

describe('bodies that are no customer', () => {
  test.each<[string, Members, Reason]>([
    ['email', { email: 5 }, wrongType('email', 'string', 'number')],
    ['created_at', { created_at: true }, wrongType('created_at', 'string', 'boolean')],
    ['updated_at', { updated_at: {} }, wrongType('updated_at', 'string', 'object')],
  ])('%s of a wrong type is refused by name', (_, members, reason) => {
    expect(refusal(members)).toEqual(reason);
  });

  test('keys of Object.prototype are only keys', () => {
    const body = `{"__proto__":{"email":"p@example.com","polluted":1},"constructor":{"prototype":{"polluted":1}},${JSON.stringify({ ...shopper, email: null }).slice(1)}`;
    const made = draftOf(shopify, eventOf(body, created), store);
    expect(made).toEqual({ ...draft({ email: null }) });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('topics', () => {
  test.each([
    ['customers/create', 'created'],
    ['customers/update', 'updated'],
    ['customers/enable', 'updated'],
    ['customers/disable', 'updated'],
  ])('%s makes a snapshot of kind %s', (topic, kind) => {
    const headers = { 'x-shopify-topic': topic };
    expect(snapshotIn(shopify.parse(event({}, headers), store))).toMatchObject({ kind, order: { kind } });
  });

  test.each([
    ['orders/create', notHandled('orders/create')],
    ['customers/redact', notHandled('customers/redact')],
    ['customer.tags_added', notHandled('customer.tags_added')],
    ['CUSTOMERS/CREATE', notHandled('CUSTOMERS/CREATE')],
    ['__proto__', notHandled('__proto__')],
    ['constructor', notHandled('constructor')],
    ['', notHandled(null)],
    ['ana@example.com', notHandled(null)],
    ['x'.repeat(81), notHandled(null)],
  ])('%j is ignored, whatever its body', (topic, reason) => {
    const headers = { 'x-shopify-topic': topic };
    expect(shopify.parse(eventOf('no JSON', headers), store)).toEqual({ kind: 'ignored', reason });
  });

  test('without a topic header it is ignored', () => {
    expect(shopify.parse(eventOf(JSON.stringify(shopper)), store).kind).toBe('ignored');
  });

  test("another shop's event is ignored, and the domain's case does not matter", () => {
    const own = storeWith('shopify', { vendorAccount: 'fake-shop.myshopify.com' });
    const from = (domain: string) => shopify.parse(event({}, { 'x-shopify-shop-domain': domain }), own);
    expect(from('other-shop.myshopify.com')).toEqual({
      kind: 'ignored',
      reason: { code: 'other-account' },
    });
    expect(from('Fake-Shop.MyShopify.com').kind).toBe('snapshot');
    expect(shopify.parse(event(), own).kind).toBe('ignored');
  });

  // The header is not signed: with a secret that several shops share, it may name any of them.
  test.each<[string, object]>([
    ['customers/redact', { customer: { id: 42 }, orders_to_redact: [] }],
    ['customers/data_request', { customer: { id: 42 }, orders_requested: [], data_request: { id: 1 } }],
    ['shop/redact', {}],
    ['Customer', { topic: 'Customer', action: 'create', query_variables: {} }],
  ])('a body of %s that names another shop than the header is not taken', (topic, members) => {
    const own = storeWith('shopify', { vendorAccount: 'fake-shop.myshopify.com' });
    const headers = { 'x-shopify-topic': topic, 'x-shopify-shop-domain': 'fake-shop.myshopify.com' };
    const parsed = (shop: string) => {
      const classic = { shop_id: 1, shop_domain: shop };
      const data = { shop: { myshopifyDomain: shop }, customer: { id: 'gid://shopify/Customer/42' } };
      const body = topic === 'Customer' ? { ...members, data } : { ...classic, ...members };
      return shopify.parse(eventOf(JSON.stringify(body), headers), own);
    };
    expect(parsed('other-shop.myshopify.com')).toMatchObject({ reason: { code: 'other-account' } });
    expect(parsed('Fake-Shop.myshopify.com')).not.toMatchObject({ reason: { code: 'other-account' } });
  });
});

describe('order', () => {
  const late = { 'x-shopify-triggered-at': '2026-03-09T12:00:00.000002Z' };
  const early = { 'x-shopify-triggered-at': '2026-03-09T12:00:00.000001999Z' };
  const updated = { 'x-shopify-topic': 'customers/update' };

  test.each<[string, [Members, RequestHeaders], [Members, RequestHeaders]]>([
    [
      'updated_at as an instant: an hour later by the clock is earlier across DST',
      [{ updated_at: '2026-11-01T01:59:00-04:00' }, {}],
      [{ updated_at: '2026-11-01T01:00:00-05:00' }, {}],
    ],
    [
      'updated_at before Triggered-At',
      [{ updated_at: '2026-03-09T10:00:00Z' }, late],
      [{ updated_at: '2026-03-09T10:00:01Z' }, early],
    ],
    ['Triggered-At to the microsecond where updated_at is equal', [{}, early], [{}, late]],
    ['Triggered-At even against the topic', [{}, { ...early, ...updated }], [{}, late]],
    ['create before update where nothing else tells', [{}, {}], [{}, updated]],
    ['create before update where only one has a Triggered-At', [{}, late], [{}, updated]],
    [
      'Triggered-At where updated_at is missing',
      [{ updated_at: null }, { 'x-shopify-triggered-at': '2026-03-09T12:00:00.000Z' }],
      [{ updated_at: null }, { 'x-shopify-triggered-at': '2026-03-09T12:00:00.001Z' }],
    ],
  ])('%s', (_, [older, olderHeaders], [newer, newerHeaders]) => {
    const a = snapshotIn(shopify.parse(event(older, olderHeaders), store));
    const b = snapshotIn(shopify.parse(event(newer, newerHeaders), store));
    expect(shopify.breakTie(a, b)).toBeLessThan(0);
    expect(shopify.breakTie(b, a)).toBeGreaterThan(0);
    expect(shopify.breakTie(a, a)).toBe(0);
  });

  const receipt = receivedAt.getTime();
  test.each<[string, string, number | null]>([
    ['nanoseconds', '2026-03-09T12:00:00.123456789Z', Date.parse('2026-03-09T12:00:00Z') * 1000 + 123_456],
    ['an offset', '2026-03-09T08:00:00-04:00', Date.parse('2026-03-09T12:00:00Z') * 1000],
    ['five minutes ahead', '2026-03-09T12:25:00Z', (receipt + 300_000) * 1000],
    ['a moment further ahead', '2026-03-09T12:25:00.000001Z', receipt * 1000],
    ['years ahead', '2099-01-01T00:00:00Z', receipt * 1000],
    ['no time', 'soon', null],
    ['empty', '', null],
  ])('a Triggered-At of %s', (_, value, tie) => {
    expect(order({}, { 'x-shopify-triggered-at': value })).toEqual({
      at: Date.parse('2026-03-01T15:00:00Z'),
      tie,
      kind: 'created',
    });
  });

  test.each<[string, unknown, RequestHeaders, string]>([
    [
      'Triggered-At',
      null,
      { 'x-shopify-triggered-at': '2026-03-09T12:00:00.5Z' },
      '2026-03-09T12:00:00.000Z',
    ],
    [
      'the receipt, for a Triggered-At far ahead',
      null,
      { 'x-shopify-triggered-at': '2099-01-01T00:00:00Z' },
      '2026-03-09T12:20:00.000Z',
    ],
    ['the receipt', null, {}, '2026-03-09T12:20:00.000Z'],
    ['the receipt, for a date that is none', 'soon', {}, '2026-03-09T12:20:00.000Z'],
  ])('without updated_at it stands at the second of %s', (_, updated_at, headers, at) => {
    expect(order({ updated_at }, headers).at).toBe(Date.parse(at));
  });
});

describe('checkHeaders', () => {
  const own = storeWith('shopify', { vendorAccount: 'fake-shop.myshopify.com' });
  const domain = 'x-shopify-shop-domain';
  test.each<[string, RequestHeaders, object | undefined]>([
    ['the right shop', { ...created, [domain]: 'fake-shop.myshopify.com' }, undefined],
    ['the right shop in other letters', { ...created, [domain]: 'FAKE-shop.myshopify.com' }, undefined],
    ['another shop', { ...created, [domain]: 'evil.myshopify.com' }, { status: 401, code: 'other_shop' }],
    [
      'the domain twice',
      { ...created, [domain]: 'fake-shop.myshopify.com,fake-shop.myshopify.com' },
      { status: 401, code: 'other_shop' },
    ],
    ['no domain', created, { status: 400, code: 'missing_shop' }],
    ['no topic', { [domain]: 'fake-shop.myshopify.com' }, { status: 400, code: 'missing_topic' }],
  ])('%s', (_, headers, expected) => {
    const rejection = shopify.checkHeaders(headers, own);
    if (expected === undefined) expect(rejection).toBeUndefined();
    else expect(rejection).toMatchObject(expected);
  });
});

describe('eventKey', () => {
  const key = (headers: RequestHeaders, body: unknown) =>
    shopify.eventKey({ headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) });
  const base = { 'x-shopify-topic': 'customers/update', 'x-shopify-webhook-id': 'one' };
  const under = (topic: string) => ({ ...base, 'x-shopify-topic': topic });
  const email = 'customers_email_marketing_consent/update';
  const sms = 'customers_marketing_consent/update';
  const date = '2026-11-20T10:05:00-05:00';
  const chosen = (consent_updated_at: unknown, state = 'subscribed') => ({
    customer_id: 42,
    email_marketing_consent: { state, consent_updated_at },
  });

  const dated: readonly (readonly [string, string, unknown])[] = [
    ['a customer', 'customers/update', shopper],
    ['a customer behind a byte order mark', 'customers/create', `\uFEFF${JSON.stringify(shopper)}`],
    [
      'a customer with members before its date',
      'customers/update',
      { id: 42, addresses: [{}], updated_at: date },
    ],
    ['a customer with an escape before its date', 'customers/update', { note: 'a "b" \\', updated_at: date }],
    [
      'a customer with a brace before its date',
      'customers/update',
      { note: '{"a":1', x: null, updated_at: date },
    ],
    ['a choice about e-mail', email, chosen(date)],
    ['a choice about SMS', sms, { id: 42, sms_marketing_consent: { consent_updated_at: date } }],
  ];
  test.each(dated)(
    '%s with its own date: of what is unsigned, only the time of the trigger counts',
    (_, topic, body) => {
      const first = key(under(topic), body);
      for (const name of ['webhook-id', 'event-id', 'api-version']) {
        expect(key({ ...under(topic), [`x-shopify-${name}`]: 'other' }, body)).toBe(first);
      }
      expect(key({ 'x-shopify-topic': topic }, body)).toBe(first);
      expect(key({ ...under(topic), 'x-shopify-triggered-at': date }, body)).not.toBe(first);
      expect(key(under('customers/enable'), body)).not.toBe(first);
      expect(key(under(topic), `${JSON.stringify(body)} `)).not.toBe(first);
    },
  );

  // To parse it would double what ingress costs (`npm run bench -- --only receive-warm-shopify`).
  test('an ordinary customer is not parsed for it', () => {
    const parse = jest.spyOn(JSON, 'parse');
    try {
      key(base, shopper);
      expect(parse).not.toHaveBeenCalled();
      key(base, { ...shopper, updated_at: null });
      expect(parse).toHaveBeenCalledTimes(1);
    } finally {
      parse.mockRestore();
    }
  });

  const undated: readonly (readonly [string, string, unknown])[] = [
    ['null for a date', 'customers/update', { ...shopper, updated_at: null }],
    ['a date that is none', 'customers/update', { ...shopper, updated_at: 'soon' }],
    ['a date at another member', 'customers/update', { id: 42, addresses: [{ updated_at: date }] }],
    ['a date within a text', 'customers/update', { note: `"updated_at":"${date}"`, updated_at: null }],
    ['a date within an object', 'customers/update', { metafield: { updated_at: date }, id: 42 }],
    ['a choice without a date', email, chosen(null)],
    ['a choice with a date at its side', email, { ...chosen(null), updated_at: date }],
    ['a choice about SMS with the date of another', sms, chosen(date)],
    ['no JSON', 'customers/update', 'no JSON'],
    ['no object', 'customers/update', 'null'],
  ];
  test.each(undated)('%s: the webhook id and the time of the trigger count', (_, topic, body) => {
    const headers = { ...under(topic), 'x-shopify-triggered-at': date };
    const keys = [
      key(headers, body),
      key({ ...headers, 'x-shopify-webhook-id': 'two' }, body),
      key({ ...headers, 'x-shopify-triggered-at': '2026-11-20T10:06:00-05:00' }, body),
      key({ ...headers, 'x-shopify-topic': 'customers/enable' }, body),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(key({ ...headers, 'x-shopify-event-id': 'other' }, body)).toBe(keys[0]);
  });

  test('yes, no, and the same yes again are three events, and a retry of each is none', () => {
    const sent = (id: string, state: string) =>
      key({ ...under(email), 'x-shopify-webhook-id': id }, chosen(null, state));
    const keys = [sent('one', 'subscribed'), sent('two', 'unsubscribed'), sent('three', 'subscribed')];
    expect(new Set(keys).size).toBe(3);
    expect(sent('three', 'subscribed')).toBe(keys[2]);
  });
});

describe('eventKey of what is true twice within a second', () => {
  const key = (topic: string, triggered: string, body: unknown, headers: RequestHeaders = {}) =>
    shopify.eventKey({
      headers: { 'x-shopify-topic': topic, 'x-shopify-triggered-at': triggered, ...headers },
      body: Buffer.from(JSON.stringify(body)),
    });
  const [first, second, third] = ['.100Z', '.400Z', '.800Z'].map((rest) => `2026-11-20T10:00:00${rest}`);
  const email = (state: string) => ({
    customer_id: 42,
    email_marketing_consent: { state, consent_updated_at: '2026-11-20T10:00:00Z' },
  });

  test.each<[string, string, unknown, unknown]>([
    ['a choice', 'customers_email_marketing_consent/update', email('unsubscribed'), email('subscribed')],
    ['a customer', 'customers/update', shopper, { ...shopper, first_name: 'Bea' }],
  ])('%s, another, and the same again are three events, with one key for all copies', (_, topic, a, b) => {
    const keys = [key(topic, first ?? '', a), key(topic, second ?? '', b), key(topic, third ?? '', a)];
    expect(new Set(keys).size).toBe(3);
    expect(key(topic, third ?? '', a, { 'x-shopify-webhook-id': 'of another subscription' })).toBe(keys[2]);
  });

  test('a test notification with the bytes of a signup is no copy of it', () => {
    const signup = key('customers/create', first ?? '', shopper);
    for (const value of ['true', 'True', ' TRUE ']) {
      expect(key('customers/create', first ?? '', shopper, { 'x-shopify-test': value })).not.toBe(signup);
    }
    expect(key('customers/create', first ?? '', shopper, { 'x-shopify-test': 'false' })).toBe(signup);
  });
});

describe('customerOf', () => {
  const gid = (id: string) => `gid://shopify/Customer/${id}`;
  test.each<[string, string, unknown, string | undefined]>([
    [
      'a customer whose body is refused',
      'customers/update',
      { admin_graphql_api_id: gid('7'), email: 1 },
      '7',
    ],
    ['a topic of customers that is not handled', 'customers/delete', { id: 7 }, '7'],
    ['a change of consent', 'customers_email_marketing_consent/update', { customer_id: 7 }, '7'],
    ['an order', 'orders/create', { id: 1, customer: { id: 7, admin_graphql_api_id: gid('7') } }, '7'],
    [
      'a merge',
      'customers/merge',
      { admin_graphql_api_customer_kept_id: gid('8'), admin_graphql_api_customer_deleted_id: gid('7') },
      '7',
    ],
    ['a request for erasure', 'customers/redact', { shop_id: 1, customer: { id: 7 } }, '7'],
    ['an order of nobody', 'orders/create', { id: 1, customer: null }, undefined],
    ['an order whose customer has no id', 'orders/create', { id: 1, customer: {} }, undefined],
    ['a number beyond 2^53', 'customers/update', { id: 2 ** 60 }, '1152921504606847000'],
    ['a change of consent to SMS', 'customers_marketing_consent/update', { id: 7 }, '7'],
    [
      'the GID of an order',
      'customers/update',
      { id: 7, admin_graphql_api_id: 'gid://shopify/Order/7' },
      undefined,
    ],
    ['no object', 'customers/update', [7], undefined],
  ])('%s', (_, topic, body, customer) => {
    const headers = { 'x-shopify-topic': topic };
    expect(shopify.customerOf(eventOf(JSON.stringify(body), headers))).toBe(customer);
  });
});
