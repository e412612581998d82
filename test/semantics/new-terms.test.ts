import type { Envelope } from '../../lambda/envelope';
import { shopifyEnvelope, shopifyEventEnvelope, stripeEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, truthOf } from '../support/masivo-truth';
import { consent, statement, update, word } from '../support/stories';

/** A shopper agreed to the terms of that day: others are recorded with the next statement, and not before. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent } });
});

describe('new terms', () => {
  const metadataKeys = { push_notifications: 'push' };
  const loyalty = { behavioral_campaigns: true, coupon_campaigns: false, punchcard_campaigns: true };
  const mail = (marketingState: string, marketingUpdatedAt: string | null) => ({
    defaultEmailAddress: {
      emailAddress: 'shopper.1001@example.com',
      marketingState,
      marketingUpdatedAt,
    },
  });
  const erin = { email: 'erin@example.com', name: 'Erin', metadata: {} };
  const created = 1_790_000_000;
  const renamed = (own: Record<string, unknown>) =>
    shopifyEventEnvelope({
      action: 'update',
      updatedAt: '2026-11-09T10:00:00Z',
      more: { firstName: 'B', ...own },
    });

  async function renew(): Promise<void> {
    const stores = bridge.settings.stores.map((store) => ({
      ...store,
      consent: { ...consent, metadataKeys, version: '2027-01', loyalty },
    }));
    bridge = harness.bridge({ ...bridge.settings, stores });
  }

  test.each<[string, string, readonly Envelope[], Envelope]>([
    [
      'a change of the name',
      '1001',
      [shopifyEnvelope(), statement('subscribed', 2)],
      update(9, { name: 'Another' }),
    ],
    [
      'an Event that repeats a yes of before',
      '1001',
      [shopifyEnvelope(), statement('subscribed', 2)],
      renamed(mail('SUBSCRIBED', '2026-11-02T10:00:00Z')),
    ],
    [
      'an Event that repeats the default',
      '1001',
      [shopifyEventEnvelope({ more: mail('NOT_SUBSCRIBED', null) })],
      renamed(mail('NOT_SUBSCRIBED', null)),
    ],
    [
      'a body that repeats a no without a date',
      '1001',
      [shopifyEnvelope({ more: word('unsubscribed') })],
      update(9, { name: 'Another', more: word('unsubscribed') }),
    ],
    [
      'a body without the key',
      'cus_1',
      [stripeEnvelope({ created }, erin)],
      stripeEnvelope(
        { type: 'customer.updated', created: created + 9, previous: { name: 'Erin' } },
        { ...erin, name: 'Erin B' },
      ),
    ],
  ])('are not recorded by %s', async (_, customer, before, silent) => {
    bridge = await harness.fresh({ store: { consent: { ...consent, metadataKeys } } });
    for (const each of before) await bridge.run(each);
    const calls = await callsOf(harness, 'PATCH /customers/{id}/consent');
    expect((await truthOf(harness, customer))?.purposes).toMatchObject(consent.loyalty);
    await renew();
    await bridge.run(silent);
    expect(await callsOf(harness, 'PATCH /customers/{id}/consent')).toBe(calls);
  });

  test('are recorded with the next statement', async () => {
    await bridge.run(shopifyEnvelope());
    await bridge.run(statement('subscribed', 2));
    await renew();
    await bridge.run(statement('subscribed', 3));
    expect((await truthOf(harness, '1001'))?.purposes).toMatchObject({ ...loyalty, email_marketing: true });
  });
});
