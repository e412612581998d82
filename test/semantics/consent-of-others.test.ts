import { backfillOf } from '../support/backfill';
import {
  deletionEnvelope,
  type Harness,
  shopifyEnvelope,
  startHarness,
  type TestBridge,
} from '../support/harness';
import { createElsewhere, recordElsewhere, truthOf } from '../support/masivo-truth';
import { consent, statement, update, word } from '../support/stories';

/** A customer whom somebody else created has a consent record of its own: a statement changes what it names. */
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ sandbox: { terms: { consentAtCreation: 'taken' } } });
});
afterAll(() => harness.close());

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
