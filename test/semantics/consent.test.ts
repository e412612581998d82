import { consentEnvelope, shopifyEnvelope, stripeEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, emailMarketing, misbehave, on, truthOf } from '../support/masivo-truth';

/** Without a consent record Masivo treats every purpose as allowed: silence must not become consent. */
harnessForFile();

const consent = {
  version: '2026-01',
  loyalty: { behavioral_campaigns: false, coupon_campaigns: true, punchcard_campaigns: true },
  metadataKeys: { email_marketing: 'newsletter', push_notifications: 'push' },
};
const none = { email_marketing: false, push_notifications: false, link_tracking: false };

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent } });
});

test.each([
  ['says nothing', {}, none],
  ['is subscribed', { email_marketing_consent: { state: 'subscribed' } }, { ...none, email_marketing: true }],
  ['is not subscribed', { email_marketing_consent: { state: 'not_subscribed' } }, none],
  ['has yet to confirm', { email_marketing_consent: { state: 'pending' } }, none],
  ['accepts marketing (2023)', { accepts_marketing: true }, { ...none, email_marketing: true }],
  [
    'has a state that is not documented',
    { accepts_marketing: true, email_marketing_consent: { state: 'paused' } },
    none,
  ],
  ['has no state', { accepts_marketing: true, email_marketing_consent: { state: null } }, none],
  ['has null for its consent', { accepts_marketing: true, email_marketing_consent: null }, none],
  ['has a consent of another form', { accepts_marketing: true, email_marketing_consent: 'subscribed' }, none],
  [
    'contradicts an older field',
    { accepts_marketing: true, email_marketing_consent: { state: 'unsubscribed' } },
    none,
  ],
])('a Shopify signup that %s', async (_, more, marketing) => {
  await bridge.run(shopifyEnvelope({ more }));
  expect((await truthOf(harness, '1001'))?.purposes).toEqual({ ...consent.loyalty, ...marketing });
});

test.each([
  ['no metadata', {}, none],
  ['a yes under the configured key', { newsletter: 'yes' }, { ...none, email_marketing: true }],
  ['a yes to push', { push: 'TRUE' }, { ...none, push_notifications: true }],
  ['a word that is no yes', { newsletter: 'maybe' }, none],
  ['a yes under another key', { marketing: 'yes' }, none],
])('a Stripe signup with %s', async (_, metadata, marketing) => {
  await bridge.run(stripeEnvelope({}, { email: 'a@example.com', metadata }));
  expect((await truthOf(harness, 'cus_1'))?.purposes).toEqual({ ...consent.loyalty, ...marketing });
});

const subscribed = { email_marketing_consent: { state: 'subscribed' } };
const update = (day: number, more: Record<string, unknown>) =>
  shopifyEnvelope({ topic: 'customers/update', updatedAt: `2026-11-${day}T10:00:00Z`, more });

test('a later silence takes nothing back, a later no does', async () => {
  await bridge.run(shopifyEnvelope({ more: subscribed }));
  await bridge.run(update(10, {}));
  expect(await emailMarketing(harness)).toBe(true);
  const no = update(11, { email_marketing_consent: { state: 'unsubscribed' } });
  await bridge.run(no);
  expect((await bridge.record(no)).outcome).toBe('updated');
  expect(await emailMarketing(harness)).toBe(false);
});

test('a yes that Stripe no longer has is taken back, whatever the order of delivery', async () => {
  const change = (created: number, metadata: object, previous: object) =>
    stripeEnvelope(
      { type: 'customer.updated', created, previous: { metadata: previous } },
      { email: 'a@example.com', metadata },
    );
  await bridge.run(stripeEnvelope({}, { email: 'a@example.com', metadata: { newsletter: 'yes' } }));
  await bridge.run(change(1_790_000_200, {}, { newsletter: 'yes' }));
  expect(await emailMarketing(harness, 'cus_1')).toBe(false);
  await bridge.run(change(1_790_000_100, { newsletter: 'yes' }, { newsletter: null }));
  expect(await emailMarketing(harness, 'cus_1')).toBe(false);
});

test('an older yes after a newer no does not win', async () => {
  await bridge.run(shopifyEnvelope({ more: subscribed }));
  await bridge.run(update(12, { email_marketing_consent: { state: 'unsubscribed' } }));
  await bridge.run(update(11, subscribed));
  expect(await emailMarketing(harness)).toBe(false);
});

const yes = subscribed;
const no = { email_marketing_consent: { state: 'unsubscribed' } };
const silent = {};

test.each([
  [
    'no, then silence, the no coming last',
    [
      [10, yes],
      [12, silent],
      [11, no],
    ],
    false,
  ],
  [
    'yes, then silence, the yes coming last',
    [
      [12, silent],
      [11, yes],
    ],
    true,
  ],
  [
    'yes, no, silence in reverse',
    [
      [12, silent],
      [11, no],
      [10, yes],
    ],
    false,
  ],
  [
    'no, yes, silence in reverse',
    [
      [12, silent],
      [11, yes],
      [10, no],
    ],
    true,
  ],
  [
    'two words under one silence, the older last',
    [
      [14, silent],
      [13, no],
      [12, yes],
    ],
    false,
  ],
  [
    'a word that changes nothing is remembered',
    [
      [14, silent],
      [10, no],
      [13, no],
      [12, yes],
    ],
    false,
  ],
] as const)('the last word counts, whatever the order: %s', async (_, events, expected) => {
  for (const [day, more] of events) await bridge.run(update(day, more));
  expect(await emailMarketing(harness)).toBe(expected);
});

test('the same word again is not sent again', async () => {
  await bridge.run(shopifyEnvelope({ more: subscribed }));
  const calls = await callsOf(harness, 'PATCH /customers/{id}/consent');
  await bridge.run(update(10, subscribed));
  expect(await callsOf(harness, 'PATCH /customers/{id}/consent')).toBe(calls);
});

test.each([
  ['503', { do: 'status', status: 503 }],
  ['a closed connection', { do: 'close-after' }],
  ['silence', { do: 'hang' }],
  ['401 without end', { do: 'status', status: 401 }],
])('while the consent is answered by %s, nobody is called created', async (_, rule) => {
  const envelope = shopifyEnvelope();
  await misbehave(harness, { match: on.consent, ...rule });
  for (let tries = 0; tries < 3; tries += 1) {
    expect(await bridge.run(envelope)).toMatchObject({ kind: 'delay' });
    expect((await bridge.record(envelope)).outcome).toBe('retry');
    harness.pass(20_000);
  }
  await misbehave(harness);
  harness.pass(20_000);
  await bridge.run(envelope);
  expect((await bridge.record(envelope)).outcome).toBe('created');
  expect(await truthOf(harness, '1001')).toMatchObject({
    registrations: 1,
    purposes: { ...consent.loyalty, ...none },
  });
  expect(await callsOf(harness, 'POST /customers')).toBe(1);
});

test('a consent that Masivo does not accept is refused, and the reason says how the customer stands', async () => {
  const envelope = shopifyEnvelope();
  await misbehave(harness, { match: on.consent, do: 'status', status: 422 });
  expect(await bridge.run(envelope)).toMatchObject({
    kind: 'dead-letter',
    reason: { code: 'consent-refused', params: { status: 422 } },
  });
});

test('a customer whom somebody else created keeps its consent, unless the shopper speaks', async () => {
  await bridge.run(shopifyEnvelope());
  const blank = harness.bridge({
    ...bridge.settings,
    masivo: { ...bridge.settings.masivo, account: 'blank' },
  });
  const calls = await callsOf(harness, 'PATCH /customers/{id}/consent');
  await blank.run(update(10, {}));
  expect(await callsOf(harness, 'PATCH /customers/{id}/consent')).toBe(calls);
  await blank.run(update(11, subscribed));
  expect((await truthOf(harness, '1001'))?.purposes).toMatchObject({ email_marketing: true });
});

test('with consent handling off, no record is sent', async () => {
  bridge = await harness.fresh({ store: { consent: 'off' } });
  await bridge.run(shopifyEnvelope({ more: subscribed }));
  expect((await truthOf(harness, '1001'))?.purposes).toBeUndefined();
});

describe('a statement that the settings had no use for', () => {
  const renewed = (own: Record<string, unknown>) => {
    const [store] = bridge.settings.stores;
    if (!store) throw new Error('there is one store');
    return harness.bridge({ ...bridge.settings, stores: [{ ...store, consent: { ...consent, ...own } }] });
  };

  test('is recorded with the next event once consent is handled', async () => {
    bridge = await harness.fresh({ store: { consent: 'off' } });
    await bridge.run(shopifyEnvelope());
    await bridge.run(consentEnvelope('unsubscribed', { at: '2026-11-05T10:00:00Z' }));
    bridge = renewed({});
    await bridge.run(update(10, {}));
    expect((await truthOf(harness, '1001'))?.purposes).toEqual({ ...consent.loyalty, ...none });
    const calls = await callsOf(harness, 'PATCH /customers/{id}/consent');
    await bridge.run(update(11, {}));
    expect(await callsOf(harness, 'PATCH /customers/{id}/consent')).toBe(calls);
  });

  test('is recorded with the next event once SMS has a purpose', async () => {
    await bridge.run(shopifyEnvelope());
    await bridge.run(consentEnvelope('subscribed', { channel: 'sms', at: '2026-11-05T10:00:00Z' }));
    bridge = renewed({ smsPurpose: 'push_notifications' });
    await bridge.run(update(10, {}));
    expect((await truthOf(harness, '1001'))?.purposes).toMatchObject({ push_notifications: true });
  });
});

test('a creation that was lost, then found, and changed in vain, still owes its record', async () => {
  const signup = shopifyEnvelope({ name: 'First' });
  await misbehave(
    harness,
    { match: on.post, times: 1, do: 'close-after' },
    { match: on.get, times: 1, do: 'status', status: 503 },
  );
  await bridge.run(signup);
  const changed = shopifyEnvelope({
    topic: 'customers/update',
    updatedAt: '2026-11-29T10:00:00Z',
    name: 'Other',
  });
  await misbehave(harness, { match: on.patch, times: 1, do: 'status', status: 503 });
  harness.pass(600_000);
  await bridge.run(changed);
  expect((await bridge.record(changed)).outcome).toBe('retry');
  expect((await truthOf(harness, '1001'))?.purposes).toBeFalsy();
  await misbehave(harness);
  harness.pass(600_000);
  await bridge.run(changed);
  expect((await truthOf(harness, '1001'))?.purposes).toEqual({ ...consent.loyalty, ...none });
});
