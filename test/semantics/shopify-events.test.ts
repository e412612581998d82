import { backfillOf } from '../support/backfill';
import { shopifyEnvelope, shopifyEventEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, customersIn, truthOf } from '../support/masivo-truth';
import { consent, outcomeOf } from '../support/stories';

/** A store may send webhooks and Events side by side: the same change told by both is one change. */
harnessForFile();

let bridge: TestBridge;
const mapping = { extras: ['note', 'tags', 'locale'] } as const;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent, mapping: { ...mapping, extras: [...mapping.extras] } } });
});

const calls = async () => [
  await callsOf(harness, 'POST /customers'),
  await callsOf(harness, 'PATCH /customers/{id}'),
  await callsOf(harness, 'PATCH /customers/{id}/consent'),
];

const at = '2026-11-01T10:00:00Z';
const later = '2026-11-05T10:00:00Z';
const both = {
  signup: {
    webhook: () => shopifyEnvelope(),
    event: () => shopifyEventEnvelope(),
  },
  change: {
    webhook: () => shopifyEnvelope({ topic: 'customers/update', updatedAt: later, name: 'Renamed' }),
    event: () => shopifyEventEnvelope({ action: 'update', updatedAt: later, more: { firstName: 'Renamed' } }),
  },
};

test.each([
  ['webhook', 'event'],
  ['event', 'webhook'],
] as const)('one signup and one change, told by %s and by %s', async (first, second) => {
  expect(await outcomeOf(bridge, both.signup[first]())).toBe('created');
  expect(await outcomeOf(bridge, both.signup[second]())).toBe('unchanged');
  expect(await customersIn(harness)).toBe(1);
  expect(await calls()).toEqual([1, 0, 1]);

  expect(await outcomeOf(bridge, both.change[first]())).toBe('updated');
  expect(await outcomeOf(bridge, both.change[second]())).toBe('unchanged');
  expect(await truthOf(harness, '1001')).toMatchObject({ name: 'Renamed Shopper', registrations: 1 });
  expect(await calls()).toEqual([1, 1, 1]);
});

test.each([
  ['event', 'webhook', 'backfill'],
  ['event', 'backfill', 'webhook'],
  ['backfill', 'event', 'webhook'],
  ['webhook', 'backfill', 'event'],
] as const)('one shopper told by %s, %s and %s is one customer', async (...order) => {
  bridge = await harness.fresh({ store: { consent } });
  const shopper = {
    createdAt: '2024-03-01T10:00:00Z',
    updatedAt: '2025-06-01T10:00:00Z',
    email: 'old.1001@example.com',
    name: 'Old',
  };
  for (const by of order) {
    if (by === 'webhook') {
      await bridge.run(shopifyEnvelope({ ...shopper, more: { last_name: 'Shopper 1001' } }));
    } else if (by === 'event') {
      await bridge.run(shopifyEventEnvelope({ ...shopper, more: { lastName: 'Shopper 1001' } }));
    } else {
      const backfill = backfillOf(bridge, [{ id: '1001' }]);
      await backfill.run();
      backfill.remove();
      // A migration shows within ten minutes.
      harness.pass(11 * 60_000);
    }
  }
  expect(await customersIn(harness)).toBe(1);
  expect(await truthOf(harness, '1001')).toMatchObject({ name: 'Old Shopper 1001' });
  // Rewards are paid once, where a webhook or an Event came before the backfill.
  const isPaid = order[0] !== 'backfill';
  expect(await truthOf(harness, '1001')).toMatchObject({ registrations: isPaid ? 1 : 0 });
  expect(await callsOf(harness, 'POST /customers')).toBe(isPaid ? 1 : 0);
});

test.each([
  ['webhook', 'event'],
  ['event', 'webhook'],
] as const)('what only the Event tells stays, told by %s and by %s', async (first, second) => {
  const more = {
    tags: ['vip'],
    locale: 'es-AR',
    defaultEmailAddress: {
      emailAddress: 'shopper.1001@example.com',
      marketingState: 'SUBSCRIBED',
      marketingUpdatedAt: at,
    },
  };
  const told = { webhook: () => shopifyEnvelope(), event: () => shopifyEventEnvelope({ more }) };
  expect(await outcomeOf(bridge, told[first]())).toBe('created');
  const ended = await outcomeOf(bridge, told[second]());
  expect(ended).toBe(first === 'event' ? 'unchanged' : 'updated');
  expect(await truthOf(harness, '1001')).toMatchObject({
    registrations: 1,
    purposes: { email_marketing: true },
    metadata: { tags: 'vip', locale: 'es-AR' },
  });
  const [creations, changes = 0] = await calls();
  expect(creations).toBe(1);
  expect(changes).toBeLessThanOrEqual(1);
});

test('an older Event after a newer webhook changes nothing', async () => {
  await bridge.run(both.signup.webhook());
  await bridge.run(both.change.webhook());
  const before = await calls();
  expect(await outcomeOf(bridge, shopifyEventEnvelope({ updatedAt: '2026-11-03T10:00:00Z' }))).toBe('stale');
  expect(await calls()).toEqual(before);
});

test('two Events of one second, sent with whole seconds, tie: the one that arrives last counts, and it is counted', async () => {
  await bridge.run(both.signup.event());
  harness.lines.length = 0;
  const sent = (firstName: string) => {
    const envelope = shopifyEventEnvelope({ action: 'update', updatedAt: later, more: { firstName } });
    return { ...envelope, headers: { ...envelope.headers, 'shopify-triggered-at': later } };
  };
  const [earlier, last] = [sent('Earlier'), sent('Later')];
  expect(await outcomeOf(bridge, last)).toBe('updated');
  expect(await outcomeOf(bridge, earlier)).toBe('updated');
  expect(await truthOf(harness, '1001')).toMatchObject({ name: 'Earlier Shopper' });
  expect(harness.lines.join()).toContain('"OrderTies":1');
});

test('one without data creates nobody, says what to look at, and is counted', async () => {
  harness.lines.length = 0;
  const empty = shopifyEventEnvelope({ data: { customer: null } });
  await bridge.run(empty);
  expect(await bridge.record(empty)).toMatchObject({
    outcome: 'ignored',
    reason: { code: 'event-without-data', params: { event: 'created', fields: [] } },
    customer: '1001',
  });
  expect(await customersIn(harness)).toBe(0);
  expect(harness.lines.join()).toContain('"DataWithheld":1');
  expect(harness.lines.join()).toContain('"SignupsWithoutData":1');
});

test('a change without data is no signup that is missed', async () => {
  harness.lines.length = 0;
  await bridge.run(shopifyEventEnvelope({ action: 'update', data: { customer: null } }));
  expect(harness.lines.join()).toContain('"DataWithheld":1');
  expect(harness.lines.join()).not.toContain('SignupsWithoutData');
});

test('what Shopify could not read is left out, told and counted, and nobody is held up', async () => {
  await bridge.run(shopifyEventEnvelope({ more: { note: 'gold', tags: ['vip'] } }));
  harness.lines.length = 0;
  const partial = shopifyEventEnvelope({
    action: 'update',
    updatedAt: later,
    more: { note: null, tags: ['vip', 'new'] },
    members: { errors: [{ message: 'Access denied', path: ['customer', 'note'] }] },
  });
  await bridge.run(partial);
  expect(await bridge.record(partial)).toMatchObject({
    outcome: 'updated',
    reason: { code: 'fields-withheld', params: { fields: ['customer.note'] } },
  });
  expect(await truthOf(harness, '1001')).toMatchObject({
    metadata: { note: 'gold', tags: 'vip, new' },
  });
  expect(harness.lines.join()).toContain('"DataWithheld":1');
});
