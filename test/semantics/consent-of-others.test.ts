import { webhookOf } from '../../cli/vendors/shopify/customer-node';
import { storeOf } from '../../lambda/settings';
import { sources } from '../../lambda/sources/registry';
import type { ReceivedEvent } from '../../lambda/sources/source';
import { backfillOf, shopifyLine } from '../support/backfill';
import {
  consentEnvelope,
  deletionEnvelope,
  shopifyEnvelope,
  shopifyEventEnvelope,
  stripeEnvelope,
} from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { createElsewhere, recordElsewhere, truthOf } from '../support/masivo-truth';
import { consent, statement, update, word } from '../support/stories';

/** A customer whom somebody else created has a consent record of its own: a statement changes what it names. */
harnessForFile({ sandbox: { terms: { consentAtCreation: 'taken' } } });

const others = {
  behavioral_campaigns: false,
  coupon_campaigns: false,
  punchcard_campaigns: true,
  email_marketing: true,
  push_notifications: true,
  link_tracking: true,
};

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent } });
  await createElsewhere(harness, { email: 'ada@example.com' });
});

const purposes = async () => (await truthOf(harness, '1001'))?.purposes;
const states = (state: string, day: number) => bridge.run(statement(state, day));

test('a statement changes the purpose that it names, and no other', async () => {
  await recordElsewhere(harness, '1001', others);
  await states('unsubscribed', 5);
  expect(await purposes()).toEqual({ ...others, email_marketing: false });
});

test('a deletion ends marketing, and leaves the loyalty purposes as they are', async () => {
  await recordElsewhere(harness, '1001', others);
  await bridge.run(deletionEnvelope());
  expect(await purposes()).toEqual({
    ...others,
    email_marketing: false,
    push_notifications: false,
    link_tracking: false,
  });
});

test('the next statement keeps what was recorded elsewhere since', async () => {
  await recordElsewhere(harness, '1001', others);
  await states('unsubscribed', 5);
  await recordElsewhere(harness, '1001', { ...others, email_marketing: false, push_notifications: false });
  await states('subscribed', 6);
  expect(await purposes()).toEqual({ ...others, push_notifications: false });
});

test('so does one that comes after an event without a statement', async () => {
  await recordElsewhere(harness, '1001', others);
  await bridge.run(update(4, {}));
  expect(await purposes()).toEqual(others);
  await states('unsubscribed', 5);
  expect(await purposes()).toEqual({ ...others, email_marketing: false });
});

test('so does one that comes after an event that changed nothing', async () => {
  bridge = await harness.fresh({ store: { consent } });
  await bridge.run(shopifyEnvelope());
  const { masivo, ...settings } = bridge.settings;
  // Its ledger knows nobody yet.
  bridge = harness.bridge({ ...settings, masivo: { ...masivo, account: 'blank' } });
  await recordElsewhere(harness, '1001', others);
  await bridge.run(update(4));
  await states('unsubscribed', 5);
  expect(await purposes()).toEqual({ ...others, email_marketing: false });
});

test('so does the statement in a body that brings changes', async () => {
  await recordElsewhere(harness, '1001', others);
  await bridge.run(update(4, { name: 'Another', more: word('unsubscribed') }));
  expect(await purposes()).toEqual({ ...others, email_marketing: false });
});

test('so does one that comes after a backfill which left the customer alone', async () => {
  await recordElsewhere(harness, '1001', others);
  const run = backfillOf(bridge, [{ id: '1001' }]);
  await run.run();
  run.remove();
  expect(await purposes()).toEqual(others);
  await states('unsubscribed', 28);
  expect(await purposes()).toEqual({ ...others, email_marketing: false });
});

test.each(['subscribed', 'unsubscribed'])(
  'an older %s is not stated again with another statement',
  async (state) => {
    bridge = await harness.fresh({ store: { consent: { ...consent, smsPurpose: 'push_notifications' } } });
    await createElsewhere(harness, { email: 'ada@example.com' });
    await states(state, 5);
    const recorded = { ...others, email_marketing: state !== 'subscribed' };
    await recordElsewhere(harness, '1001', recorded);
    await bridge.run(statement('unsubscribed', 6, { channel: 'sms' }));
    expect(await purposes()).toEqual({ ...recorded, push_notifications: false });
  },
);

describe('what stores show of everybody who was never asked', () => {
  const metadataKeys = { email_marketing: 'newsletter' };
  const stripe = (customer: Readonly<Record<string, unknown>>, created = 1_790_000_100, previous = {}) =>
    stripeEnvelope(
      { type: 'customer.updated', created, previous },
      { email: 'ada@example.com', ...customer },
    );
  const emailAddress = 'shopper.1001@example.com';
  const neverAsked = {
    defaultEmailAddress: { emailAddress, marketingState: 'NOT_SUBSCRIBED', marketingUpdatedAt: null },
  };
  const ada = { email: 'ada@example.com', name: 'Ada' };
  async function backfills(
    { headers, body }: Pick<ReceivedEvent, 'headers' | 'body'>,
    of: Parameters<typeof backfillOf>[2] = {},
  ): Promise<void> {
    const event = { headers, body, receivedAt: new Date('2026-11-27T12:00:00Z') };
    const reader = {
      count: async () => 1,
      async *read() {
        yield { event, cursor: '1' };
      },
    };
    const run = backfillOf(bridge, [], { reader, ...of });
    await run.run();
    run.remove();
  }

  test.each<[string, () => Promise<unknown>]>([
    ['the state of an Event', () => bridge.run(shopifyEventEnvelope({ action: 'update', more: neverAsked }))],
    ['the state in an older body', () => bridge.run(update(4, { more: word('not_subscribed') }))],
    ['an older body’s own member', () => bridge.run(update(4, { more: { accepts_marketing: false } }))],
    ['an event about consent', () => bridge.run(consentEnvelope('not_subscribed'))],
    [
      'the state on SMS in a list',
      () => {
        const defaultPhoneNumber = {
          phoneNumber: '+15550000000',
          smsMarketingConsent: { state: 'NEVER_SUBSCRIBED', updatedAt: null },
        };
        const line = JSON.parse(shopifyLine({ id: '1001', marketing: 'NOT_SUBSCRIBED' }));
        const store = storeOf(bridge.settings, 'shopify', 'default');
        if (!store) throw new Error('there is one store of Shopify');
        return backfills(webhookOf(JSON.stringify({ ...line, defaultPhoneNumber }), store, new Date()));
      },
    ],
  ])('%s takes back nothing', async (_, runs) => {
    bridge = await harness.fresh({ store: { consent: { ...consent, smsPurpose: 'push_notifications' } } });
    await createElsewhere(harness);
    await recordElsewhere(harness, '1001', others);
    await runs();
    expect(await purposes()).toEqual(others);
  });

  describe('by a key that Stripe’s metadata lacks', () => {
    beforeEach(async () => {
      bridge = await harness.fresh({ store: { consent: { ...consent, metadataKeys } } });
      await createElsewhere(harness, { id: 'cus_1', email: 'ada@example.com' });
      await recordElsewhere(harness, 'cus_1', others);
    });
    const shown = async () => (await truthOf(harness, 'cus_1'))?.purposes;

    test('takes back nothing', async () => {
      await bridge.run(stripe({ name: 'Ada' }));
      expect(await shown()).toEqual(others);
      await bridge.run(stripe({ name: 'Ada B' }, 1_790_000_200, { name: 'Ada' }));
      expect(await shown()).toEqual(others);
    });

    test('takes back once what it said before', async () => {
      const told = { metadata: { newsletter: 'yes' } };
      await bridge.run(stripe({ name: 'Ada', ...told }, 1_790_000_100, { metadata: { newsletter: null } }));
      await bridge.run(stripe({ name: 'Ada' }, 1_790_000_200, told));
      expect(await shown()).toEqual({ ...others, email_marketing: false });
      await recordElsewhere(harness, 'cus_1', others);
      await bridge.run(stripe({ name: 'Ada B' }, 1_790_000_300, { name: 'Ada' }));
      expect(await shown()).toEqual(others);
    });

    test('says a no where the key is there', async () => {
      await bridge.run(stripe({ name: 'Ada', metadata: { newsletter: 'no' } }, 1_790_000_100, { name: 'A' }));
      expect(await shown()).toEqual({ ...others, email_marketing: false });
    });

    test('is listed by a backfill, and takes back nothing', async () => {
      const store = storeOf(bridge.settings, 'stripe', 'default');
      const source = sources.get('stripe');
      if (!store || !source) throw new Error('there is one store of Stripe');
      const customer = { ...ada, id: 'cus_1', object: 'customer', created: 1_700_000_000, metadata: {} };
      const type = 'customer.created';
      const listed = { id: 'evt_list_cus_1', object: 'event', type, created: 1_790_000_000, livemode: false };
      const data = { object: { ...customer, livemode: false }, previous_attributes: {} };
      await backfills(
        { headers: {}, body: Buffer.from(JSON.stringify({ ...listed, data })) },
        { store, source },
      );
      expect(await shown()).toEqual(others);
    });
  });

  test('takes back what the shopper stated', async () => {
    await recordElsewhere(harness, '1001', others);
    await states('subscribed', 2);
    await bridge.run(
      shopifyEventEnvelope({ action: 'update', updatedAt: '2026-11-05T10:00:00Z', more: neverAsked }),
    );
    expect(await purposes()).toEqual({ ...others, email_marketing: false });
  });

  test('is a no of a customer whom we created', async () => {
    bridge = await harness.fresh({ store: { consent } });
    await bridge.run(shopifyEventEnvelope({ more: neverAsked }));
    expect(await purposes()).toMatchObject({ email_marketing: false });
  });
});

test.each([
  ['SUBSCRIBED', 'subscribed', '2026-11-05T10:00:00Z'],
  ['UNSUBSCRIBED', 'unsubscribed', '2026-11-05T10:00:00Z'],
  ['SUBSCRIBED', 'subscribed', null],
])(
  'an Event that repeats %s, %s, of %s states nothing anew',
  async (marketingState, state, marketingUpdatedAt) => {
    const emailAddress = 'shopper.1001@example.com';
    const repeating = (day: number, firstName: string) =>
      shopifyEventEnvelope({
        action: 'update',
        updatedAt: `2026-11-0${day}T10:00:00Z`,
        more: { firstName, defaultEmailAddress: { emailAddress, marketingState, marketingUpdatedAt } },
      });
    await bridge.run(repeating(6, 'First'));
    expect(await purposes()).toMatchObject({ email_marketing: state === 'subscribed' });
    const recorded = { ...others, email_marketing: state !== 'subscribed' };
    await recordElsewhere(harness, '1001', recorded);
    await bridge.run(repeating(7, 'Second'));
    expect(await purposes()).toEqual(recorded);
  },
);

test('what a record leaves out is blocked, and stays so', async () => {
  await recordElsewhere(harness, '1001', { coupon_campaigns: true });
  await states('subscribed', 5);
  expect(await purposes()).toEqual({
    behavioral_campaigns: false,
    coupon_campaigns: true,
    punchcard_campaigns: false,
    email_marketing: true,
    push_notifications: false,
    link_tracking: false,
  });
});

test.each([
  ['where there is no record', undefined],
  ['where the record names nothing', {}],
])('%s, the store’s terms apply', async (_, recorded) => {
  if (recorded) await recordElsewhere(harness, '1001', recorded);
  await states('subscribed', 5);
  expect(await purposes()).toEqual({
    ...consent.loyalty,
    email_marketing: true,
    push_notifications: false,
    link_tracking: false,
  });
});

test.each([
  ['at once', 0],
  ['after a look', 1],
])('of a customer whom we created, the store’s new terms are recorded %s', async (_, series) => {
  bridge = await harness.fresh({ store: { consent } });
  await bridge.run(shopifyEnvelope());
  const loyalty = { behavioral_campaigns: true, coupon_campaigns: false, punchcard_campaigns: true };
  const [store] = bridge.settings.stores;
  if (!store) throw new Error('there is one store');
  const renewed = { ...consent, version: '2027-01', loyalty };
  bridge = harness.bridge({ ...bridge.settings, stores: [{ ...store, consent: renewed }] });
  await bridge.run({ ...statement('subscribed', 5), series });
  expect(await purposes()).toMatchObject({ ...loyalty, email_marketing: true });
});
