import { profile } from '../../../../lambda/sources/standard/profile';
import { standard } from '../../../../lambda/sources/standard/source';
import { storeWith } from '../../../support/settings';
import { eventOf, receivedAt, snapshotIn } from '../../../support/sources';

const store = storeWith('standard');

type Members = Readonly<Record<string, unknown>>;

const event = (members: Members = {}, about: Members = {}) =>
  eventOf(
    JSON.stringify({
      type: 'customer.updated',
      timestamp: '2026-03-02T09:30:00.123456Z',
      data: { id: 'c-1', email: 'jane@example.com', name: 'Jane Doe', ...members },
      ...about,
    }),
  );
const snapshot = (members?: Members, about?: Members) =>
  snapshotIn(standard.parse(event(members, about), store));
const inMinutes = (minutes: number) => new Date(receivedAt.getTime() + minutes * 60_000).toISOString();

describe('when it was', () => {
  const timestamp = Date.parse('2026-03-02T09:30:00.123Z');
  const arrival = receivedAt.getTime();
  test.each<[name: string, members: Members, about: Members, at: number, tie: number]>([
    ['the timestamp alone', {}, {}, timestamp, 1_772_443_800_123_456],
    [
      'the newer of the customer’s and the event’s own',
      { updated_at: '2026-03-02T09:29:58Z' },
      {},
      timestamp - 2123,
      1_772_443_800_123_456,
    ],
    ['an offset', {}, { timestamp: '2026-03-02T10:30:00.123+01:00' }, timestamp, timestamp * 1000],
    ['five minutes ahead', { updated_at: inMinutes(5) }, {}, arrival + 300_000, 1_772_443_800_123_456],
    ['a change further ahead', { updated_at: inMinutes(6) }, {}, timestamp, 1_772_443_800_123_456],
    ['an event further ahead', {}, { timestamp: '9999-12-31T23:59:59Z' }, arrival, arrival * 1000],
    ['null for the change', { updated_at: null }, {}, timestamp, 1_772_443_800_123_456],
  ])('%s', (_, members, about, at, tie) => {
    expect(snapshot(members, about).order).toEqual({ at, tie, kind: 'updated' });
  });

  test('a deletion is when it happened, or when it came in', () => {
    const deletion = (timestamp: string) => snapshot({}, { type: 'customer.deleted', timestamp });
    expect(deletion('2026-03-02T09:30:00Z').order.at).toBe(Date.parse('2026-03-02T09:30:00Z'));
    expect(deletion('9999-12-31T23:59:59Z').order.at).toBe(arrival);
  });

  test('of two of one change, the event that happened later is the later one', () => {
    const updated_at = '2026-03-02T09:00:00Z';
    const [a, b] = ['2026-03-02T09:30:00.000001Z', '2026-03-02T09:30:00.000002Z'].map((timestamp) =>
      snapshot({ updated_at }, { timestamp }),
    );
    if (!a || !b) throw new Error('Two were made');
    expect(standard.breakTie(a, b)).toBeLessThan(0);
    expect(standard.breakTie(b, a)).toBeGreaterThan(0);
    expect(standard.breakTie(a, a)).toBe(0);
  });
});

describe('when the customer signed up', () => {
  test.each<[name: string, members: Members, about: Members, at: string, dated: boolean]>([
    ['created_at', { created_at: '2026-01-01T00:00:00+02:00' }, {}, '2025-12-31T22:00:00.000Z', true],
    ['a creation without one', {}, { type: 'customer.created' }, '2026-03-02T09:30:00.123Z', true],
    ['a change without one: nobody knows', {}, {}, '2026-03-02T09:30:00.123Z', false],
    ['null for it', { created_at: null }, {}, '2026-03-02T09:30:00.123Z', false],
  ])('%s', (_, members, about, at, dated) => {
    const { registeredAt, ...told } = snapshot(members, about);
    expect([registeredAt.toISOString(), told.dated]).toEqual([at, dated]);
  });
});

test('consent is the state that the sender told with the event', () => {
  const { toldAt, order } = snapshot({ consent: { email_marketing: true } });
  expect(toldAt).toBe(order.at);
});

test('keys of Object.prototype are only keys', () => {
  const text = event().body.toString().replace('"id"', '"__proto__":{"email_verified":true},"id"');
  const parsed = snapshotIn(standard.parse(eventOf(text), store));
  expect(standard.map(parsed, store)).toMatchObject({ emailVerified: false, unread: [] });
  const mapping = { birthDate: '__proto__', gender: 'constructor' };
  expect(standard.map(parsed, storeWith('standard', { mapping }))).toMatchObject({
    customer: { gender: null, dob: null },
  });
});

test('whose it is, is known of what is ignored and refused, too', () => {
  const customerIn = (members: Members, about?: Members) => standard.customerOf(event(members, about));
  expect(customerIn({}, { type: 'order.paid' })).toBe('c-1');
  expect(customerIn({ email: 5 })).toBe('c-1');
  expect(customerIn({ id: 7 })).toBe('7');
  expect(customerIn({ id: '' })).toBeUndefined();
  expect(customerIn({ id: {} })).toBeUndefined();
  expect(customerIn({}, { data: 'c-1' })).toBeUndefined();
});

describe('which event it is', () => {
  const { body } = event();
  const key = (headers: Readonly<Record<string, string>>, of = body) =>
    standard.eventKey({ headers, body: of });

  test('the id and the body say: neither another timestamp nor another signature does', () => {
    const first = key({ 'webhook-id': 'msg_1', 'webhook-timestamp': '1', 'webhook-signature': 'v1,a' });
    expect(key({ 'webhook-id': 'msg_1', 'webhook-timestamp': '2', 'webhook-signature': 'v1,b' })).toBe(first);
    expect(key({ 'webhook-id': 'msg_2' })).not.toBe(first);
    expect(key({ 'webhook-id': 'msg_1' }, event({ name: 'Another' }).body)).not.toBe(first);
  });
});

describe('a secret', () => {
  const bytes = (count: number) => `whsec_${Buffer.alloc(count, 7).toString('base64')}`;
  test.each([24, 25, 26, 32, 64])('of %d bytes has its form', (count) => {
    expect(bytes(count)).toMatch(profile.secret.form);
  });
  test.each([bytes(23), bytes(67), bytes(32).slice(6), 'whsec_', 'whsk_AAAA', `${bytes(32)}\n`])(
    '%j has not',
    (secret) => {
      expect(secret).not.toMatch(profile.secret.form);
    },
  );
  test('key of an asymmetric signature is told apart', () => {
    expect(['whsk_AAAA', 'whpk_AAAA'].every((key) => profile.secret.apiKeys.test(key))).toBe(true);
  });
});
