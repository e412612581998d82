import { profile } from '../../../../lambda/sources/woocommerce/profile';
import { woocommerce } from '../../../../lambda/sources/woocommerce/source';
import { fixture, fixtureJson } from '../../../support/fixtures';
import { storeWith } from '../../../support/settings';
import { eventOf, receivedAt, snapshotIn } from '../../../support/sources';

const store = storeWith('woocommerce');
const created = fixtureJson('woocommerce/customer-created.json');

type Members = Readonly<Record<string, unknown>>;

const event = (members: Members = {}, topic = 'customer.updated') =>
  eventOf(JSON.stringify({ ...created, ...members }), { 'x-wc-webhook-topic': topic });
const snapshot = (members: Members = {}, topic?: string, at = receivedAt) =>
  snapshotIn(woocommerce.parse({ ...event(members, topic), receivedAt: at }, store));

describe('bodies as WooCommerce sends them', () => {
  const all = storeWith('woocommerce', {
    mapping: {
      birthDate: 'birthday',
      gender: 'gender',
      extras: ['phone', 'country', 'locale', 'note', 'tags'],
    },
  });
  const draft = (file: string, topic: string) => {
    const parsed = woocommerce.parse(
      eventOf(fixture(`woocommerce/${file}`), { 'x-wc-webhook-topic': topic }),
      all,
    );
    return woocommerce.map(snapshotIn(parsed), all);
  };
  test.each([
    ['customer-created.json', 'customer.created', { name: 'Jane Doe', dob: null, metadata: {} }],
    [
      'customer-updated.json',
      'customer.updated',
      {
        name: 'Jane Roe',
        dob: '1990-05-17T00:00:00.000Z',
        metadata: { phone: '+15550000000', country: 'AR' },
      },
    ],
  ])('%s', (file, topic, expected) => {
    expect(draft(file, topic)).toMatchObject({
      kind: 'customer',
      unread: [],
      customer: {
        id: '25',
        email: 'jane@example.com',
        registration_date: '2026-03-02T09:30:12.000Z',
        status: 'ACTIVE',
        gender: null,
        ...expected,
        metadata: { source: 'woocommerce', store: 'default', ...expected.metadata },
      },
    });
  });
});

describe('dates without a zone', () => {
  test.each<[name: string, members: Members, at: string]>([
    ['are in UTC where their name says so', {}, '2026-03-02T09:30:12.000Z'],
    [
      'are not read where it does not',
      { date_created: '2026-03-02T23:30:12', date_modified: '2026-03-02T23:30:12' },
      '2026-03-02T09:30:12.000Z',
    ],
    [
      'may have one all the same',
      { date_created_gmt: '2026-03-02T10:30:12+01:00' },
      '2026-03-02T09:30:12.000Z',
    ],
    ['may have a fraction', { date_created_gmt: '2026-03-02T09:30:12.5' }, '2026-03-02T09:30:12.500Z'],
  ])('%s', (_, members, at) => {
    const { registeredAt, dated, order } = snapshot(members);
    expect([registeredAt.toISOString(), dated]).toEqual([at, true]);
    expect(new Date(order.at).toISOString()).toBe(at);
  });

  test.each([null, '', undefined, 'yesterday'])('%j says nothing: the signup is not dated', (date) => {
    expect(snapshot({ date_created_gmt: date })).toMatchObject({ registeredAt: receivedAt, dated: false });
  });
});

describe('which of two is the later one', () => {
  const modified = (date_modified_gmt: string | null, minutes: number) =>
    snapshot({ date_modified_gmt }, 'customer.updated', new Date(receivedAt.getTime() + minutes * 60_000));
  test.each([
    [
      'the date decides, whichever came first',
      modified('2026-03-03T10:00:00', 9),
      modified('2026-03-03T10:00:01', 0),
    ],
    [
      'in one second, what came in later',
      modified('2026-03-03T10:00:00', 0),
      modified('2026-03-03T10:00:00', 1),
    ],
    ['without a date of a change, too', modified(null, 0), modified(null, 1)],
    ['no change before any', modified(null, 9), modified('2026-03-03T10:00:00', 0)],
  ])('%s', (_, older, newer) => {
    expect(woocommerce.breakTie(older, newer)).toBeLessThan(0);
    expect(woocommerce.breakTie(newer, older)).toBeGreaterThan(0);
  });

  test('consent is the state that the shop told with the body', () => {
    const told = modified('2026-03-03T10:00:00', 0);
    expect(told.toldAt).toBe(told.order.at);
  });
});

describe('which event it is', () => {
  const { body } = event();
  const key = (headers: Members, of = body) =>
    woocommerce.eventKey({
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [`x-wc-webhook-${name}`, String(value)]),
      ),
      body: of,
    });
  const first = { topic: 'customer.created', 'delivery-id': 'f1a2' };

  test('two customers of one second, who share a delivery id, are two events', () => {
    expect(key(first, event({ id: 26 }).body)).not.toBe(key(first));
  });
  test('a body that is true again, under another delivery id, is another event', () => {
    expect(key({ ...first, 'delivery-id': 'a9b8' })).not.toBe(key(first));
  });
  test('a creation and a change with one body are two', () => {
    expect(key({ ...first, topic: 'customer.updated' })).not.toBe(key(first));
  });
  test('nothing else of the headers counts', () => {
    expect(key({ ...first, source: 'https://other.example.com/', id: 9, signature: 'x' })).toBe(key(first));
  });
});

describe('headers', () => {
  const own = { source: 'woocommerce', store: 'default', vendorAccount: 'shop.example.com' };
  const check = (headers: Readonly<Record<string, string>>, vendorAccount = own.vendorAccount) =>
    woocommerce.checkHeaders(headers, { ...own, vendorAccount });
  const topic = { 'x-wc-webhook-topic': 'customer.created' };

  test.each([
    ['https://shop.example.com/', 'shop.example.com'],
    ['http://Shop.Example.com', 'shop.example.com'],
    ['https://example.com/shop/', 'example.com/shop'],
    ['https://shop.example.com:8443/', 'shop.example.com:8443'],
  ])('the shop %s is the account %s', (source, account) => {
    expect(check({ ...topic, 'x-wc-webhook-source': source }, account)).toBeUndefined();
    expect(account).toMatch(profile.account.form);
  });

  test.each([
    ['another shop', { ...topic, 'x-wc-webhook-source': 'https://other.example.com/' }, 401, 'other_shop'],
    [
      'a shop below it',
      { ...topic, 'x-wc-webhook-source': 'https://shop.example.com/b/' },
      401,
      'other_shop',
    ],
    ['no shop', topic, 400, 'missing_shop'],
    ['an empty one', { ...topic, 'x-wc-webhook-source': 'https://' }, 400, 'missing_shop'],
    ['no topic', { 'x-wc-webhook-source': 'https://shop.example.com/' }, 400, 'missing_topic'],
  ])('%s is rejected', (_, headers, status, code) => {
    expect(check(headers)).toMatchObject({ status, code });
  });

  test('a local run takes any shop', () => {
    expect(check({ ...topic, 'x-wc-webhook-source': 'https://other.example.com/' }, 'any')).toBeUndefined();
  });
});

test('whose it is, is known of what is ignored and refused, too', () => {
  const customerIn = (members: Members, topic?: string) => woocommerce.customerOf(event(members, topic));
  expect(customerIn({ role: 'editor' })).toBe('25');
  expect(customerIn({ email: 5 })).toBe('25');
  expect(customerIn({ id: 0 })).toBeUndefined();
  expect(customerIn({ id: 'jane' })).toBeUndefined();
  expect(customerIn({ id: 900, customer_id: 25 }, 'order.created')).toBe('25');
  expect(customerIn({ id: 900, customer_id: 0 }, 'order.created')).toBeUndefined();
});

test('keys of Object.prototype are only keys', () => {
  const mapping = { birthDate: '__proto__', gender: 'constructor' };
  const strange = storeWith('woocommerce', { mapping });
  expect(woocommerce.map(snapshot(), strange)).toMatchObject({ customer: { gender: null, dob: null } });
});

test.each([
  '',
  ' ',
  `ck_${'0'.repeat(40)}`,
  `cs_${'f'.repeat(40)}`,
  'whsec_abc',
  'sk_live_1',
  'shpat_1',
  'a\n',
])('the secret %j does not have its form', (secret) => {
  expect(secret).not.toMatch(profile.secret.form);
});
test.each(['csecret', 'ck_', 'x', '{[<a&b">', 'two words'])('the secret %j has', (secret) => {
  expect(secret).toMatch(profile.secret.form);
});
