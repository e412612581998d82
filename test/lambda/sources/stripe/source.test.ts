import type { Reason } from '../../../../lambda/reasons/reason';
import type { Snapshot } from '../../../../lambda/sources/source';
import { stripe } from '../../../../lambda/sources/stripe/source';
import { fixture, fixtureJson } from '../../../support/fixtures';
import { storeWith } from '../../../support/settings';
import {
  draftOf,
  eventOf,
  missing,
  notHandled,
  outOfBounds,
  refusalOf,
  snapshotIn,
  wrongType,
} from '../../../support/sources';

const store = storeWith('stripe');

const customer = {
  id: 'cus_Fake1',
  object: 'customer',
  created: 1680893993,
  email: 'ana@example.com',
  name: 'Ana García',
  metadata: {},
};
type Members = Readonly<Record<string, unknown>>;

/** An event about the customer with some members changed; undefined leaves one out. */
const event = (members: Members = {}, about: Members = {}, previous?: Members) =>
  eventOf(
    JSON.stringify({
      id: 'evt_Fake1',
      object: 'event',
      created: 1680893993,
      livemode: false,
      type: 'customer.created',
      request: null,
      data: { object: { ...customer, ...members }, previous_attributes: previous },
      ...about,
    }),
  );
const draft = (members?: Members, mapping: Members = {}) =>
  draftOf(stripe, event(members), storeWith('stripe', { mapping }));
const refusal = (members: Members, about: Members = {}) => refusalOf(stripe, event(members, about), store);

describe('bodies as Stripe sends them', () => {
  const all = storeWith('stripe', {
    mapping: {
      birthDate: 'birthday',
      gender: 'gender',
      extras: ['phone', 'country', 'locale', 'note', 'tags'],
    },
  });
  test.each([
    [
      'customer-created.json',
      { name: 'Jenny Rosen', email: 'jennyrosen@example.com', gender: null, dob: null, metadata: {} },
    ],
    [
      'customer-updated.json',
      {
        name: 'José Rosen',
        email: 'jose.rosen@example.com',
        gender: 'FEMALE',
        dob: '1990-05-17T00:00:00.000Z',
        metadata: { phone: '+15550000000', country: 'AR', locale: 'es-AR', note: 'Referred by a friend' },
      },
    ],
    [
      'customer-created-cli.json',
      { name: null, email: null, gender: null, dob: null, metadata: { note: '(created by Stripe CLI)' } },
    ],
    [
      'customer-created-2016.json',
      {
        name: 'jennyrosen',
        email: 'jennyrosen@example.com',
        gender: null,
        dob: null,
        metadata: { note: 'An old API version' },
      },
    ],
  ])('%s', (file, expected) => {
    expect(draftOf(stripe, eventOf(fixture(`stripe/${file}`)), all)).toEqual({
      id: 'cus_NffrFeUfNV2Hib',
      registration_date: '2023-04-07T18:59:53.000Z',
      status: 'ACTIVE',
      ...expected,
      metadata: { source: 'stripe', store: 'default', ...expected.metadata },
    });
  });
});

describe('id', () => {
  test.each(['cus_Fake1', 'customer-42', '42', 'a', 'ana@example.com', 'a/b?c#d', '...', 'x'.repeat(255)])(
    '%s is taken as it is',
    (id) => {
      expect(draft({ id }).id).toBe(id);
    },
  );

  const mistake: Reason = { code: 'customer-id-invalid' };
  test.each([
    ['..', mistake],
    ['.', mistake],
    [' ', mistake],
    ['cus 1', mistake],
    ['cus\n1', mistake],
    ['cus_ñ', mistake],
    ['', outOfBounds('data.object.id', 'string')],
    ['x'.repeat(256), outOfBounds('data.object.id', 'string')],
  ])('%j is refused', (id, reason) => {
    expect(refusal({ id })).toEqual(reason);
  });
});

describe('name', () => {
  const names = { name: 'Ana García', individual_name: 'Ana I', business_name: 'Ana & Co' };
  test.each<[string, Members, string | null]>([
    ['name', names, 'Ana García'],
    ['then individual_name', { ...names, name: null }, 'Ana I'],
    ['then business_name', { ...names, name: undefined, individual_name: ' ' }, 'Ana & Co'],
    ["then the e-mail's local part", { name: '' }, 'ana'],
    ['then none', { name: null, email: null }, null],
    ['trailing spaces', { name: ' Ana García  ' }, 'Ana García'],
    ['control characters and a lone surrogate', { name: 'Ana\u0000\ud800García\u0007' }, 'Ana \uFFFDGarcía'],
  ])('%s', (_, members, name) => {
    expect(draft(members).name).toBe(name);
  });
});

describe('email', () => {
  test.each<[unknown, string | null]>([
    [' Ana@Example.COM ', 'ana@example.com'],
    [null, null],
    [undefined, null],
    ['', null],
  ])('%j is %j', (email, expected) => {
    expect(draft({ email }).email).toBe(expected);
  });
  test.each(['ana', 'ana@', '@example.com', 'a b@example.com'])('%j is refused', (email) => {
    expect(refusal({ email })).toEqual({ code: 'email-invalid' });
  });
});

describe('birthday, gender, tier and extras', () => {
  const metadata = { birthday: '1990-05-17', gender: 'f', born: '1990-02-30' };
  test.each<[string, Members, Members, object]>([
    ['nothing is configured', { metadata }, {}, { dob: null, gender: null }],
    [
      'both are configured',
      { metadata },
      { birthDate: 'birthday', gender: 'gender' },
      { dob: '1990-05-17T00:00:00.000Z', gender: 'FEMALE' },
    ],
    ['a day that is none', { metadata }, { birthDate: 'born' }, { dob: null }],
    ['keys that are absent', { metadata }, { birthDate: 'x', gender: 'y' }, { dob: null, gender: null }],
    [
      'keys of Object.prototype',
      { metadata },
      { birthDate: 'constructor', gender: '__proto__' },
      { dob: null, gender: null },
    ],
    ['no metadata', { metadata: undefined }, { birthDate: 'birthday' }, { dob: null }],
    ['null for metadata', { metadata: null }, { birthDate: 'birthday' }, { dob: null }],
    [
      'values that are no text',
      { metadata: { birthday: 19900517, gender: { is: 'f' } } },
      { birthDate: 'birthday', gender: 'gender' },
      { dob: null, gender: null },
    ],
    [
      'a tier',
      {},
      { tierId: '7b1f6f6e-5f3c-4f0a-9d77-0a4f6a4f7e11' },
      { tier_id: '7b1f6f6e-5f3c-4f0a-9d77-0a4f6a4f7e11' },
    ],
    [
      'extras',
      {
        phone: '+1 555 0100',
        address: { country: 'AR' },
        preferred_locales: ['es', 'en'],
        description: 'Hi ',
      },
      { extras: ['phone', 'country', 'locale', 'note', 'tags'] },
      {
        metadata: {
          source: 'stripe',
          store: 'default',
          phone: '+1 555 0100',
          country: 'AR',
          locale: 'es',
          note: 'Hi',
        },
      },
    ],
    [
      'extras of which nothing is there',
      { phone: null, address: null, preferred_locales: [] },
      { extras: ['phone', 'country', 'locale', 'note', 'tags'] },
      { metadata: { source: 'stripe', store: 'default' } },
    ],
  ])('%s', (_, members, mapping, expected) => {
    expect(draft(members, mapping)).toMatchObject(expected);
  });

  test("the customer's own metadata does not travel", () => {
    expect(draft({ metadata: { source: 'elsewhere', secret: 'x' } }).metadata).toEqual({
      source: 'stripe',
      store: 'default',
    });
  });
});

describe('consent statements', () => {
  const keys = { email_marketing: 'newsletter', push_notifications: 'push' };
  const loyalty = { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true };
  const yes = { granted: true };
  const no = { granted: false };
  const lacking = { granted: false, implied: true, unasked: true };
  test.each<[string, Members, object]>([
    ['yes', { newsletter: ' Yes ' }, { email_marketing: yes, push_notifications: lacking }],
    ['1 and false', { newsletter: '1', push: 'false' }, { email_marketing: yes, push_notifications: no }],
    ['another word', { newsletter: 'maybe' }, { email_marketing: no, push_notifications: lacking }],
    [
      'a key of Object.prototype',
      { newsletter: 'constructor' },
      { email_marketing: no, push_notifications: lacking },
    ],
    ['no text', { newsletter: true }, { email_marketing: no, push_notifications: lacking }],
    [
      'nothing, which takes back what there was',
      {},
      { email_marketing: lacking, push_notifications: lacking },
    ],
  ])('%s', (_, metadata, stated) => {
    const asks = storeWith('stripe', { consent: { version: '1', loyalty, metadataKeys: keys } });
    const mapped = stripe.map(snapshotIn(stripe.parse(event({ metadata }), asks)), asks);
    expect(mapped).toHaveProperty('consent', stated);
  });
});

describe('events', () => {
  test.each<[string, Members]>([
    ['request null', { request: null }],
    ['request as a text', { request: 'req_fake' }],
    ['request as an object', { request: { id: 'req_fake', idempotency_key: null } }],
    ['no api_version', { api_version: null }],
    ['account null', { account: null }],
    ['no livemode', { livemode: undefined }],
  ])('%s is read', (_, about) => {
    expect(draftOf(stripe, event({}, about), store)).toEqual(draft());
  });

  test('consent under keys that nobody configured is not read', () => {
    const asks = storeWith('stripe', { consent: 'off' });
    const mapped = stripe.map(
      snapshotIn(stripe.parse(event({ metadata: { newsletter: 'yes' } }), asks)),
      asks,
    );
    expect(mapped).toHaveProperty('consent', {});
  });

  test.each([true, false])('without a livemode it is of either mode (live: %j)', (live) => {
    const strict = storeWith('stripe', { mode: live ? 'live' : 'test' });
    expect(stripe.parse(event({}, { livemode: undefined }), strict).kind).toBe('snapshot');
  });

  test.each([
    ['customer.updated', 'updated'],
    ['customer.created', 'created'],
  ])('%s makes a snapshot of kind %s, at the second of the event', (type, kind) => {
    expect(snapshotIn(stripe.parse(event({}, { type, created: 1680894000 }), store))).toMatchObject({
      customer: 'cus_Fake1',
      kind,
      order: { at: 1680894000_000, tie: null, kind },
      registeredAt: new Date(1680893993_000),
    });
  });

  test.each([
    ['invoice.paid', notHandled('invoice.paid')],
    ['customer.subscription.created', notHandled('customer.subscription.created')],
    ['v1.customer.created', notHandled('v1.customer.created')],
    ['__proto__', notHandled('__proto__')],
    ['toString', notHandled('toString')],
    ['', notHandled(null)],
    ['ana@example.com', notHandled(null)],
  ])('type %j is ignored, whatever is in it', (type, reason) => {
    const about = eventOf(JSON.stringify({ id: 'evt_Fake1', object: 'event', type, data: 5 }));
    expect(stripe.parse(about, store)).toEqual({ kind: 'ignored', reason });
  });

  test('another object with a known type is refused: it may be a form of later', () => {
    expect(stripe.parse(event({}, { object: 'customer' }), store)).toEqual({
      kind: 'refused',
      reason: { code: 'format-unknown', params: { format: 'customer' } },
    });
  });

  test.each<[mode: string, livemode: boolean, kind: string]>([
    ['any', true, 'snapshot'],
    ['any', false, 'snapshot'],
    ['live', true, 'snapshot'],
    ['live', false, 'ignored'],
    ['test', true, 'ignored'],
    ['test', false, 'snapshot'],
  ])('a store that takes %s events, and livemode %j: %s', (mode, livemode, kind) => {
    expect(stripe.parse(event({}, { livemode }), storeWith('stripe', { mode })).kind).toBe(kind);
  });

  test.each<[vendorAccount: string, account: string | undefined, kind: string]>([
    ['any', 'acct_Fake1', 'snapshot'],
    ['acct_Fake1', 'acct_Fake1', 'snapshot'],
    ['acct_Fake1', 'acct_Fake2', 'ignored'],
    ['acct_Fake1', undefined, 'snapshot'],
  ])('a store of %s and an event of %s: %s', (vendorAccount, account, kind) => {
    expect(stripe.parse(event({}, { account }), storeWith('stripe', { vendorAccount })).kind).toBe(kind);
  });

  test.each([
    ['acct_Fake1', 'snapshot'],
    ['acct_Fake2/acct_Fake1', 'snapshot'],
    ['acct_Fake2', 'ignored'],
    ['', 'snapshot'],
    [null, 'snapshot'],
  ])('a store of acct_Fake1 and an event of the context %j: %s', (context, kind) => {
    const own = storeWith('stripe', { vendorAccount: 'acct_Fake1' });
    expect(stripe.parse(event({}, { context }), own).kind).toBe(kind);
    expect(stripe.parse(event({}, { context }), store).kind).toBe('snapshot');
  });

  test('why an event is ignored is told without its account', () => {
    expect(stripe.parse(event({}, { livemode: false }), storeWith('stripe', { mode: 'live' }))).toEqual({
      kind: 'ignored',
      reason: { code: 'wrong-mode', params: { event: 'test', store: 'live' } },
    });
    const other = storeWith('stripe', { vendorAccount: 'acct_Fake1' });
    expect(stripe.parse(event({}, { account: 'acct_Fake2' }), other)).toEqual({
      kind: 'ignored',
      reason: { code: 'other-account' },
    });
  });

  test.each<[string, Members, Members, Reason]>([
    ['email', { email: 5 }, {}, wrongType('data.object.email', 'string', 'number')],
    ['id', { id: null }, {}, wrongType('data.object.id', 'string', 'null')],
    ['created', { created: '2026-01-01' }, {}, wrongType('data.object.created', 'number', 'string')],
    ['a negative created', { created: -1 }, {}, outOfBounds('data.object.created', 'number')],
    [
      'a created beyond all dates',
      { created: 8.64e12 + 1 },
      {},
      outOfBounds('data.object.created', 'number'),
    ],
    ['a fraction for created', { created: 1.5 }, {}, outOfBounds('data.object.created', 'number')],
    ['another object', { object: 'card' }, {}, wrongType('data.object.object', '"customer"', 'string')],
    ['the type', {}, { type: 5 }, wrongType('type', 'string', 'number')],
    ['no event id', {}, { id: undefined }, missing('id')],
    ['no data', {}, { data: undefined }, missing('data')],
    ['livemode', {}, { livemode: 'no' }, wrongType('livemode', 'boolean', 'string')],
    ['account', {}, { account: 5 }, wrongType('account', 'string', 'number')],
    ['context', {}, { context: {} }, wrongType('context', 'string', 'object')],
    ['the time', {}, { created: null }, wrongType('created', 'number', 'null')],
  ])('%s of a wrong type is refused by name', (_, members, about, reason) => {
    expect(refusal(members, about)).toEqual(reason);
  });

  test("keys of a merchant's metadata are named by no reason", () => {
    expect(draft({ metadata: { 'ana@example.com': 5 } })).toEqual(draft());
  });

  test('keys of Object.prototype are only keys', () => {
    const text = event({ metadata: { a: 'b' } }).body.toString();
    const body = text.replace('"a":"b"', '"__proto__":{"polluted":"1"},"constructor":"x"');
    expect(draftOf(stripe, eventOf(body.replace('{', '{"__proto__":{"type":"x"},')), store)).toEqual(draft());
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('which of two snapshots of one second is the later one', () => {
  const at = (type: string, members: Members, previous?: Members): Snapshot =>
    snapshotIn(stripe.parse(event(members, { type }, previous), store));
  const created = at('customer.created', { name: 'One' });
  const two = at('customer.updated', { name: 'Two' }, { name: 'One' });

  test.each<[string, Snapshot, Snapshot]>([
    ['create before update', created, two],
    [
      'an update that replaced the value of the other',
      two,
      at('customer.updated', { name: 'Three' }, { name: 'Two' }),
    ],
    [
      'a value that was null before',
      at('customer.updated', { name: 'One', email: null }, { name: 'Zero' }),
      at('customer.updated', { name: 'One' }, { email: null }),
    ],
    [
      'a value that the other does not have counts as null',
      at('customer.updated', { phone: undefined }, { name: 'Zero' }),
      at('customer.updated', { phone: '+1' }, { phone: null }),
    ],
    [
      'members of metadata',
      at('customer.updated', { metadata: { a: '1', b: '2' } }, { metadata: { a: '0' } }),
      at('customer.updated', { metadata: { a: '1', b: '3' } }, { metadata: { b: '2' } }),
    ],
    [
      'a member that metadata did not have before',
      at('customer.updated', { metadata: { a: '1' } }, { metadata: { a: '0' } }),
      at('customer.updated', { metadata: { a: '1', b: '2' } }, { metadata: { b: null } }),
    ],
    [
      'members of an address',
      at('customer.updated', { address: { country: 'AR', city: 'B' } }, { address: { city: 'A' } }),
      at('customer.updated', { address: { country: 'UY', city: 'B' } }, { address: { country: 'AR' } }),
    ],
    [
      'two changes of different fields',
      at('customer.updated', { name: 'Two', phone: '+1' }, { name: 'One' }),
      at('customer.updated', { name: 'Two', phone: '+2' }, { phone: '+1' }),
    ],
    [
      'a list, as a whole',
      at('customer.updated', { preferred_locales: ['es'] }, { preferred_locales: [] }),
      at('customer.updated', { preferred_locales: ['es', 'en'] }, { preferred_locales: ['es'] }),
    ],
  ])('%s', (_, older, newer) => {
    expect(stripe.breakTie(older, newer)).toBeLessThan(0);
    expect(stripe.breakTie(newer, older)).toBeGreaterThan(0);
  });

  test.each<[string, Snapshot, Snapshot]>([
    ['a copy of itself', two, two],
    [
      'no previous_attributes',
      at('customer.updated', { name: 'Two' }),
      at('customer.updated', { name: 'Three' }),
    ],
    [
      'there and back: each replaced what the other shows',
      at('customer.updated', { name: 'A' }, { name: 'B' }),
      at('customer.updated', { name: 'B' }, { name: 'A' }),
    ],
    [
      'nothing that connects them',
      at('customer.updated', { name: 'C' }, { name: 'B' }),
      at('customer.updated', { name: 'F' }, { name: 'E' }),
    ],
  ])('cannot be told: %s', (_, a, b) => {
    expect(stripe.breakTie(a, b)).toBe(0);
    expect(stripe.breakTie(b, a)).toBe(0);
  });

  test('another second decides, whatever the attributes say', () => {
    const later = snapshotIn(
      stripe.parse(
        event({ name: 'One' }, { type: 'customer.updated', created: 1680893994 }, { name: 'X' }),
        store,
      ),
    );
    expect(stripe.breakTie(two, later)).toBeLessThan(0);
    expect(stripe.breakTie(later, two)).toBeGreaterThan(0);
  });

  test('the fixture follows the creation it came after', () => {
    const { data, ...rest } = fixtureJson('stripe/customer-created.json');
    const first = snapshotIn(stripe.parse(eventOf(JSON.stringify({ data, ...rest })), store));
    const second = snapshotIn(stripe.parse(eventOf(fixture('stripe/customer-updated.json')), store));
    expect(
      stripe.breakTie({ ...second, order: { ...second.order, at: first.order.at } }, first),
    ).toBeGreaterThan(0);
  });
});

describe('eventKey', () => {
  const key = (body: string) => stripe.eventKey({ headers: {}, body: Buffer.from(body) });
  test.each([
    ['compact', '{"id":"evt_1Fake","object":"event"}'],
    ['pretty-printed', '{\n  "id": "evt_1Fake",\n  "object": "event"\n}'],
    ['with CRLF', '\r\n{\r\n\t"id" : "evt_1Fake"}'],
    ['behind a byte order mark', '\uFEFF{"id":"evt_1Fake"}'],
    ['with other bytes behind', '{"id":"evt_1Fake","pending_webhooks":2}'],
  ])('the id, %s', (_, body) => {
    expect(key(body)).toBe('evt_1Fake');
  });
  test.each([
    ['an id that is not the first member', '{"object":"event","id":"evt_1Fake"}'],
    ['an id inside another member', '{"data":{"id":"evt_1Fake"}}'],
    ['an id with other characters', '{"id":"evt_1 Fake"}'],
    ['an empty id', '{"id":""}'],
    ['an id too long to be one', `{"id":"${'x'.repeat(256)}"}`],
    ['no JSON', '"id":"evt_1Fake"'],
  ])('%s: the bytes', (_, body) => {
    expect(key(body)).toMatch(/^[\w-]{43}$/);
    expect(key(body)).toBe(key(body));
    expect(key(`${body} `)).not.toBe(key(body));
  });
});

describe('customerOf', () => {
  const about = (object: unknown) => JSON.stringify({ id: 'evt_1Fake', data: { object } });
  test.each<[string, unknown, string | undefined]>([
    ['a customer whose body is refused', { id: 'cus_Fake7', object: 'customer', email: 1 }, 'cus_Fake7'],
    ['an invoice', { id: 'in_1', object: 'invoice', customer: 'cus_Fake7' }, 'cus_Fake7'],
    ['an invoice with its customer expanded', { id: 'in_1', customer: { id: 'cus_Fake7' } }, 'cus_Fake7'],
    ['an invoice of nobody', { id: 'in_1', object: 'invoice', customer: null }, undefined],
    ['a product', { id: 'prod_1', object: 'product' }, undefined],
    ['no object', 'cus_Fake7', undefined],
  ])('%s', (_, object, customer) => {
    expect(stripe.customerOf(eventOf(about(object)))).toBe(customer);
  });
});
