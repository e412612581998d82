import type { Envelope } from '../../lambda/envelope';
import type { Reason } from '../../lambda/reasons/reason';
import { shopifyEnvelope, stripeEnvelope } from '../support/envelopes';
import { type Harness, harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, customersIn, misbehave, on, truthOf } from '../support/masivo-truth';

/** A signup that an operator made up goes the whole way, but for the request that would create its shopper. */
harnessForFile();

const consent = {
  version: '2026-01',
  loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
  metadataKeys: {},
};

const selftests: Readonly<Record<string, () => Envelope>> = {
  shopify: () => shopifyEnvelope({ more: { masivo_bridge_selftest: true } }),
  stripe: () => stripeEnvelope({ type: 'masivo_bridge.selftest' }, { email: 'a@example.com' }),
};
const names = Object.keys(selftests);
const selftest = (source: string) => selftests[source]?.() ?? shopifyEnvelope();

async function recordOf(bridge: TestBridge, envelope: Envelope) {
  const { outcome, reason, customer, mapped, attempts } = await bridge.record(envelope);
  return {
    outcome,
    reason,
    customer,
    mapped,
    calls: attempts.flatMap(({ calls }) => calls.map((each) => each.call)),
  };
}

test.each(names)('of %s ends before the creation', async (source) => {
  const bridge = await harness.fresh();
  const envelope = selftest(source);
  expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
  expect(await recordOf(bridge, envelope)).toEqual({
    outcome: 'ignored',
    reason: { code: 'selftest-would-create', params: { consent: false } },
    customer: null,
    mapped: undefined,
    calls: ['sign-in', 'GET /customers/{id}'],
  });
  expect([await customersIn(harness), await callsOf(harness, 'POST /customers')]).toEqual([0, 0]);
});

test.each<[string, Parameters<Harness['fresh']>[0], Record<string, unknown> | null, Reason | null]>([
  ['consent is due', { store: { consent } }, null, null],
  ['the store creates none', { store: { creates: false } }, null, { code: 'store-creates-none' }],
  ['before go-live', { store: { signupsSince: '2099-01-01T00:00:00Z' } }, null, { code: 'before-go-live' }],
  [
    'Masivo fails',
    {},
    { do: 'status', status: 503, match: on.get },
    { code: 'masivo-error', params: { status: 503 } },
  ],
  ['Masivo throttles', {}, { do: 'throttle', match: on.get }, { code: 'masivo-throttled', params: {} }],
  [
    'Masivo lets nobody in',
    {},
    { do: 'status', status: 401, match: { method: 'GET', path: '/auth/authorize' } },
    {
      code: 'sign-in-failed',
      params: { cause: { code: 'masivo-denied', params: { status: 401 } } },
    },
  ],
  [
    'Masivo hangs',
    {},
    { do: 'hang', match: on.get },
    { code: 'masivo-no-answer', params: { error: 'timeout' } },
  ],
  ['Masivo is unreadable', {}, { do: 'garble', match: on.get }, { code: 'masivo-unreadable' }],
])('says what is in the way: %s', async (_, adjust, rule, cause) => {
  const bridge = await harness.fresh(adjust);
  if (rule?.do === 'garble') await bridge.run(shopifyEnvelope());
  if (rule) await misbehave(harness, rule);
  const envelope = selftest('shopify');
  expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
  const { outcome, reason } = await bridge.record(envelope);
  const told: Reason = cause
    ? { code: 'selftest-would-not-create', params: { cause } }
    : { code: 'selftest-would-create', params: { consent: true } };
  expect([outcome, reason]).toMatchObject(['ignored', told]);
});

test('waits for the rate limit', async () => {
  const bridge = await harness.fresh();
  const limiter = { reserve: async () => ({ waitMs: 700 }) };
  const envelope = selftest('shopify');
  expect(await bridge.run(envelope, { limiter })).toEqual({ kind: 'delay-while-blocked', atLeastMs: 700 });
  expect(await bridge.ledger.delivery(envelope.id)).toBeUndefined();
});

test.each(names)('of %s: a copy costs nothing', async (source) => {
  const bridge = await harness.fresh();
  const envelope = selftest(source);
  await bridge.run(envelope);
  const before = await callsOf(harness, 'GET /customers/{id}');
  expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
  expect((await bridge.record(envelope)).attemptCount).toBe(1);
  expect(await callsOf(harness, 'GET /customers/{id}')).toBe(before);
});

test.each([
  ['shopify', '1001', () => shopifyEnvelope()],
  ['stripe', 'cus_1', () => stripeEnvelope({}, { email: 'a@example.com' })],
])('of %s leaves no trace for its shopper', async (source, id, signup) => {
  const bridge = await harness.fresh();
  await bridge.run(selftest(source));
  const real = signup();
  await bridge.run(real);
  expect((await bridge.record(real)).outcome).toBe('created');
  expect((await truthOf(harness, id))?.registrations).toBe(1);

  // And where Masivo has the shopper, a selftest changes nothing and says so.
  const envelope = selftest(source);
  await bridge.run(envelope);
  expect((await bridge.record(envelope)).reason).toEqual({
    code: 'selftest-would-not-create',
    params: { cause: { code: 'id-exists' } },
  });
  expect((await truthOf(harness, id))?.registrations).toBe(1);
});
