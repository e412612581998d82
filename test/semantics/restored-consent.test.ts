import type { Envelope } from '../../lambda/envelope';
import { actOn } from '../../lambda/new-envelope';
import { shopifyEnvelope, stripeEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { misbehave, on, truthOf } from '../support/masivo-truth';
import { consent, shopper, statement, untilEnded, update, word } from '../support/stories';

/** A restore loses statements that Masivo's record has: what the next events do not state stays as Masivo shows it. */
harnessForFile({ sandbox: { terms: { consentAtCreation: 'taken' } } });

const yes = { email_marketing: true };
const no = { email_marketing: false };
const windowMs = 120_000;

interface Story {
  readonly store?: { readonly maxCreationsPerHour: number };
  readonly before?: readonly Envelope[];
  /** Masivo does not take the consent record of the last one. */
  readonly isOwed?: true;
  readonly lost?: readonly Envelope[];
  readonly since: readonly Envelope[];
  readonly customer?: string;
  readonly shows: Readonly<Record<string, boolean>>;
}

const signup = shopifyEnvelope();
const heldSignup = shopifyEnvelope();
const created = 1_790_000_000;
const erin = { email: 'e@example.com', name: 'Erin' };
const checkout = {
  id: 'cs_1',
  object: 'checkout.session',
  customer: 'cus_1',
  consent: { promotions: 'opt_in' },
};

test.each<[string, Story]>([
  [
    'a yes, when the shopper refuses SMS',
    {
      before: [shopifyEnvelope(), statement('subscribed', 2)],
      since: [update(3, { name: 'Third' }), statement('unsubscribed', 5, { channel: 'sms' })],
      shows: { ...yes, push_notifications: false },
    },
  ],
  [
    'a yes that replaced a no, when the shopper allows SMS',
    {
      before: [shopifyEnvelope(), statement('unsubscribed', 2)],
      lost: [statement('subscribed', 3)],
      since: [update(4, { name: 'Fourth' }), statement('subscribed', 5, { channel: 'sms' })],
      shows: { ...yes, push_notifications: true },
    },
  ],
  [
    'a no, when the shopper allows SMS',
    {
      before: [shopifyEnvelope(), statement('subscribed', 2)],
      lost: [statement('unsubscribed', 3)],
      since: [update(4, { name: 'Fourth' }), statement('subscribed', 5, { channel: 'sms' })],
      shows: { ...no, push_notifications: true },
    },
  ],
  [
    'a yes in Checkout, when metadata lacks another key',
    {
      before: [
        stripeEnvelope({ created }, erin),
        stripeEnvelope({ type: 'checkout.session.completed', created: created + 100 }, checkout),
      ],
      since: [
        stripeEnvelope(
          { type: 'customer.updated', created: created + 300, previous: { name: 'Erin' } },
          { ...erin, name: 'Erin B' },
        ),
      ],
      customer: 'cus_1',
      shows: yes,
    },
  ],
  [
    'a yes, while a record is owed',
    {
      before: [shopifyEnvelope(), statement('subscribed', 2), statement('subscribed', 3, { channel: 'sms' })],
      isOwed: true,
      since: [update(4, { name: 'Fourth' })],
      shows: yes,
    },
  ],
  [
    'a yes of one whose signup comes again',
    { lost: [signup, statement('subscribed', 2)], since: [signup, update(3, { name: 'Third' })], shows: yes },
  ],
  [
    'a yes of one who was held, and is released since',
    {
      store: { maxCreationsPerHour: 1 },
      before: [shopifyEnvelope({ id: '1' }), heldSignup, statement('unsubscribed', 2)],
      lost: [
        actOn(shopper, { id: heldSignup.id, series: 1, release: 'create', at: new Date() }),
        statement('subscribed', 3),
      ],
      since: [update(4, { name: 'Fourth' }), statement('subscribed', 5, { channel: 'sms' })],
      shows: { ...yes, push_notifications: true },
    },
  ],
  [
    'not what the next event states itself',
    {
      before: [shopifyEnvelope(), statement('subscribed', 2)],
      lost: [statement('subscribed', 3)],
      since: [update(4, { more: word('unsubscribed') })],
      shows: no,
    },
  ],
])('%s', async (_, { store = {}, before = [], isOwed, lost = [], since, customer = '1001', shows }) => {
  const metadataKeys = { link_tracking: 'tracking' };
  const bridge = await harness.fresh({
    store: { ...store, consent: { ...consent, smsPurpose: 'push_notifications', metadataKeys } },
  });
  for (const [place, each] of before.entries()) {
    if (isOwed && place === before.length - 1)
      await misbehave(harness, { match: on.consent, do: 'status', status: 503 });
    await bridge.run(each);
  }
  await misbehave(harness);
  const restore = await harness.ledgerAsOfNow();
  for (const each of lost) await untilEnded(harness, bridge, each);
  harness.pass(3600_000);
  await restore();
  const ledgerRestoredAt = harness.now().toISOString();
  const attached: TestBridge = harness.bridge({ ...bridge.settings, ledgerRestoredAt });
  harness.pass(windowMs);
  for (const each of since) await untilEnded(harness, attached, each);
  expect((await truthOf(harness, customer))?.purposes).toMatchObject(shows);
});

describe('a yes that was taken back before Masivo had the customer is not in the record', () => {
  async function attached(bridge: TestBridge): Promise<TestBridge> {
    const restore = await harness.ledgerAsOfNow();
    await bridge.run(statement('unsubscribed', 3));
    harness.pass(3600_000);
    await restore();
    return harness.bridge({ ...bridge.settings, ledgerRestoredAt: harness.now().toISOString() });
  }

  test.each<[string, boolean]>([
    ['that follows a release', false],
    ['that goes with a release', true],
  ])('%s', async (_, consentAtCreation) => {
    const bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
    await bridge.run(shopifyEnvelope({ id: '1' }));
    const held = shopifyEnvelope();
    expect(await untilEnded(harness, bridge, held)).toBe('held');
    await bridge.run(statement('subscribed', 2));
    const { masivo, ...settings } = (await attached(bridge)).settings;
    const set = harness.bridge({ ...settings, masivo: { ...masivo, consentAtCreation } });
    const act = actOn(shopper, { id: held.id, series: 1, release: 'create', at: harness.now() });
    expect(await untilEnded(harness, set, act)).toBe('created');
    expect((await truthOf(harness, '1001'))?.purposes).toMatchObject(no);
  });

  test.each<[string, readonly Envelope[]]>([
    ['of one who waited for an e-mail', [shopifyEnvelope({ email: null }), statement('subscribed', 2)]],
    ['of one of whom only statements had come', [statement('subscribed', 2)]],
  ])('%s', async (_, before) => {
    const bridge = await harness.fresh({ store: { consent } });
    for (const each of before) expect(await untilEnded(harness, bridge, each)).toBe('waiting');
    expect(await untilEnded(harness, await attached(bridge), update(4))).toBe('created');
    expect((await truthOf(harness, '1001'))?.purposes).toMatchObject(no);
  });
});
