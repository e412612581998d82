import type { Envelope } from '../../lambda/envelope';
import { actOn } from '../../lambda/new-envelope';
import { deletionEnvelope, shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { customersIn } from '../support/masivo-truth';
import { outcomeOf, shopper, untilEnded, update } from '../support/stories';

/** What is ignored leaves no personal data, unless a change of settings or a decision may bring the shopper after all. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh();
});

const email = 'guest@example.com';

function event(topic: string, body: unknown = { id: 5, email, customer: { id: 1001, email } }): Envelope {
  const envelope = shopifyEnvelope({ topic });
  return {
    ...envelope,
    body: Buffer.from(JSON.stringify(body)).toString('base64'),
  };
}

const ledgerText = () => harness.ledgerText(bridge.settings.masivo.account);

test('an order leaves its outcome, its reason and whose it is, and nothing of its body', async () => {
  const order = event('orders/create');
  expect(await outcomeOf(bridge, order)).toBe('ignored');
  expect(await bridge.record(order)).toMatchObject({
    ...{ outcome: 'ignored', reason: { code: 'event-not-handled' }, customer: '1001' },
    ...{ source: 'shopify', store: 'default', receivedAt: order.receivedAt },
    ...{ headers: {}, body: new Uint8Array(), withoutEvent: true },
  });
  expect(await ledgerText()).not.toContain(email);
});

test('an order of a guest names nobody, and leaves nothing of its body', async () => {
  const order = event('orders/create', { id: 5, email });
  expect(await outcomeOf(bridge, order)).toBe('ignored');
  expect(await bridge.record(order)).toMatchObject({ customer: null, headers: {}, body: new Uint8Array() });
  expect(await ledgerText()).not.toContain(email);
});

test.each([
  ['another shop', 'other-account', { vendorAccount: 'elsewhere.myshopify.com' }, {}],
  ['another mode', 'wrong-mode', { mode: 'live' }, { 'x-shopify-test': 'true' }],
] as const)('a signup of %s leaves nothing of its body', async (_, code, store, headers) => {
  bridge = await harness.fresh({ store });
  const signup = shopifyEnvelope({ email });
  const sent = { ...signup, headers: { ...signup.headers, ...headers } };
  await bridge.run(sent);
  expect(await bridge.record(sent)).toMatchObject({ outcome: 'ignored', reason: { code }, headers: {} });
  expect(await ledgerText()).not.toContain(email);
  expect(await customersIn(harness)).toBe(0);
});

test('what was tried before and is ignored in the end loses the body that was kept for another try', async () => {
  const signup = { ...shopifyEnvelope({ email }), store: 'opened-late' };
  await bridge.run(signup);
  expect(await bridge.record(signup)).toMatchObject({ outcome: 'retry', customer: '1001' });
  expect(await ledgerText()).toContain(email);
  const [store] = bridge.settings.stores;
  if (!store) throw new Error('no store');
  const opened = harness.bridge({
    ...bridge.settings,
    stores: [{ ...store, store: 'opened-late', vendorAccount: 'elsewhere.myshopify.com' }],
  });
  await opened.run(signup);
  expect(await opened.record(signup)).toMatchObject({ outcome: 'ignored', body: new Uint8Array() });
  expect(await ledgerText()).not.toContain(email);
});

test('a shopper from before go-live keeps the body that a replay needs', async () => {
  bridge = await harness.fresh({ store: { signupsSince: '2027-01-01T00:00:00Z' } });
  const signup = shopifyEnvelope();
  expect(await outcomeOf(bridge, signup)).toBe('ignored');
  const record = await bridge.record(signup);
  expect(record).toMatchObject({ reason: { code: 'before-go-live' }, headers: signup.headers });
  expect(Buffer.from(record.body).toString('base64')).toBe(signup.body);
  expect(record).not.toHaveProperty('withoutEvent');
});

test('what comes of a deleted shopper leaves only that it came, and an act on her goes on with that', async () => {
  await bridge.run(shopifyEnvelope());
  await bridge.run(deletionEnvelope());
  const later = update(9, { name: 'Jane Later' });
  expect(await untilEnded(harness, bridge, later)).toBe('ignored');
  expect(await bridge.record(later)).toMatchObject({ customer: '1001', body: new Uint8Array() });
  expect(await ledgerText()).not.toContain('Jane Later');
  const act = actOn(shopper, { id: later.id, series: 1, release: 'create', at: harness.now() });
  expect(await untilEnded(harness, bridge, act)).toBe('ignored');
  expect(await bridge.record(act)).toMatchObject({ withoutEvent: true, receivedAt: later.receivedAt });
});
