import type { Confirmed } from '../../lambda/delivery/customer-state';
import type { Envelope } from '../../lambda/envelope';
import { shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { customersIn, truthOf } from '../support/masivo-truth';
import { consent, entryOf, outcomeOf, shopper, untilEnded, update } from '../support/stories';

/** Shopify's `customers/redact` erases as the act does, and nothing of its own body is kept. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  harness.lines.length = 0;
  bridge = await harness.fresh({ store: { consent } });
  await bridge.run(shopifyEnvelope({ name: 'Jane' }));
});

const email = 'shopper.1001@example.com';

function redact(
  customer: Readonly<Record<string, unknown>> = { id: 1001, email, phone: '+15550100' },
  { topic = 'customers/redact', members = {}, letter = 'a', store = 'default' } = {},
): Envelope {
  const body = {
    shop_id: 1,
    shop_domain: 'shop.myshopify.com',
    customer,
    orders_to_redact: [5],
    ...members,
  };
  return {
    ...shopifyEnvelope({ topic, store }),
    id: letter.repeat(32),
    body: Buffer.from(JSON.stringify(body)).toString('base64'),
  };
}

async function traces(): Promise<readonly string[]> {
  const texts = [await harness.ledgerText(bridge.settings.masivo.account), harness.lines.join('\n')];
  return ['Jane', email, '+15550100', 'orders_to_redact'].filter((each) =>
    texts.some((text) => text.includes(each)),
  );
}

const isErased = async () => (await truthOf(harness, '1001'))?.name === 'Erased';

test.each([
  ['as Shopify sends it', {}],
  ['under any other topic: the header is not signed', { topic: 'customers/update' }],
  ['under a topic that is not handled', { topic: 'orders/create' }],
])('%s: whom it names is erased', async (_, own) => {
  expect(await untilEnded(harness, bridge, redact(undefined, own))).toBe('ignored');
  expect((await bridge.record(redact())).reason).toEqual({
    code: 'erased-but-in-masivo',
    params: { customer: '1001' },
  });
  expect(await isErased()).toBe(true);
  expect(await traces()).toEqual([]);
  expect(await outcomeOf(bridge, update(2, { name: 'Jane' }))).toBe('ignored');
  expect(await bridge.ledger.erasedAt({ email })).toBeDefined();
});

test('without an id: by the e-mail', async () => {
  expect(await untilEnded(harness, bridge, redact({ email: 'Shopper.1001@example.com' }))).toBe('ignored');
  expect(await isErased()).toBe(true);
  expect((await entryOf(bridge)).version).toBe(0);
  expect(await traces()).toEqual([]);
});

const since = 1;
const owner = { source: 'shopify', store: 'default', customer: '7' };
test.each<[string, Confirmed]>([
  ['held', { masivo: 'held', dropped: false, since }],
  ['dropped', { masivo: 'held', dropped: true, since }],
  ['linked', { masivo: 'linked', owner }],
  [
    'not linked',
    {
      ...{ masivo: 'unlinked', dropped: false, since, email },
      reason: { code: 'email-of-other-customer', params: owner },
    },
  ],
  ['gone', { masivo: 'gone', dropped: false, since }],
  ['unknown', { masivo: 'unknown' }],
])('without an id: one who is %s is found by the e-mail that the store told', async (_, confirmed) => {
  const entry = await entryOf(bridge);
  await bridge.ledger.keep(entry, { ...entry.state, confirmed }, entry.last);
  const key = await bridge.deps.emailKey(email);
  expect(await bridge.ledger.customersWithEmail(key, owner)).toEqual([]);
  expect(await untilEnded(harness, bridge, redact({ email: 'Shopper.1001@example.com' }))).toBe('ignored');
  expect((await entryOf(bridge)).version).toBe(0);
  expect(await traces()).toEqual([]);
  expect(await bridge.ledger.customersToldWithEmail(key)).toEqual([]);
});

test('without an id, while the index still has whom another erasure has just ended with', async () => {
  const before = await entryOf(bridge);
  await untilEnded(harness, bridge, redact());
  const own = redact({ email }, { letter: 'b' });
  const ledger = { ...bridge.ledger, customersWithEmail: async () => [before] };
  expect(await bridge.run(own, { ledger })).toMatchObject({ kind: 'delay' });
  expect(await untilEnded(harness, bridge, own)).toBe('ignored');
  expect((await entryOf(bridge)).version).toBe(0);
});

test('of another store, by the e-mail: the customer stays, and nobody is created by it from before', async () => {
  const other = redact({ email }, { store: 'second' });
  expect(await untilEnded(harness, bridge, other)).toBe('ignored');
  expect((await bridge.record(other)).reason).toEqual({ code: 'erased' });
  expect(await isErased()).toBe(false);
  const before = shopifyEnvelope({ id: '2002', email, store: 'second' });
  expect(await outcomeOf(bridge, before)).toBe('ignored');
  expect(await customersIn(harness)).toBe(1);
});

test('what of the person is in the DLQ ends when it is redriven, and leaves nothing', async () => {
  const refused = shopifyEnvelope({ topic: 'customers/update', name: 'Jane', email: 'jane at nowhere' });
  expect(await bridge.run(refused)).toMatchObject({ kind: 'dead-letter' });
  await untilEnded(harness, bridge, redact());
  expect(await bridge.run(refused, {}, harness.now().getTime())).toEqual({ kind: 'ack' });
  expect(await bridge.record(refused)).toMatchObject({ outcome: 'ignored', reason: { code: 'erased' } });
  expect(await traces()).toEqual([]);
});

test('while it is tried again, nothing of its body is kept', async () => {
  await bridge.run(redact());
  expect((await bridge.record(redact())).outcome).toBe('retry');
  expect(await traces()).toEqual([]);
});

test.each([
  ['a body that lacks something', { orders_to_redact: undefined }],
  ['neither id nor e-mail', {}],
])('%s: a person has to look, nobody is erased, and nothing is kept', async (name, members) => {
  const customer = name.startsWith('neither') ? {} : undefined;
  const unclear = redact(customer, { members });
  expect(await bridge.run(unclear)).toMatchObject({ kind: 'dead-letter' });
  const { outcome, reason, body } = await bridge.record(unclear);
  expect({ outcome, reason, bytes: body.length }).toEqual({
    outcome: 'refused',
    reason: { code: 'erasure-unclear' },
    bytes: 0,
  });
  expect(await isErased()).toBe(false);
});

test('what the store asks to be told of a customer erases nobody', async () => {
  const asked = redact(undefined, {
    topic: 'customers/data_request',
    members: { orders_to_redact: undefined, orders_requested: [5], data_request: { id: 9 } },
  });
  expect(await outcomeOf(bridge, asked)).toBe('ignored');
  expect(await isErased()).toBe(false);
});

test('of another shop: ignored, and not kept', async () => {
  bridge = await harness.fresh({ store: { consent, vendorAccount: 'shop.myshopify.com' } });
  const other = redact(undefined, { members: { shop_domain: 'other.myshopify.com' } });
  expect(await outcomeOf(bridge, other)).toBe('ignored');
  expect((await bridge.record(other)).body).toHaveLength(0);
  expect(await bridge.ledger.erasedAt(shopper)).toBeUndefined();
});
