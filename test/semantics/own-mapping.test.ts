import type { CompiledMapping } from '../../lambda/mapping/compiled-mapping';
import type { MasivoCustomer } from '../../lambda/mapping/customer-mapping';
import { consentEnvelope, deletionEnvelope, shopifyEnvelope } from '../support/envelopes';
import { dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, customersIn, misbehave, on, truthOf } from '../support/masivo-truth';
import { ownMapping } from '../support/own-mapping';
import { afterTheLeaseMs, consent, entryOf, update } from '../support/stories';

/** The environment's own mapping: it changes what is sent, and never which event counts. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent } });
});

const staff = ownMapping((_, customer) =>
  customer.name?.startsWith('Staff') ? { skip: 'staff' } : customer,
);
const everybody = ownMapping(() => ({ skip: 'nobody yet' }));
const marked = (channel: string) => {
  const mapping = ownMapping((_, customer) => ({
    ...customer,
    name: `${customer.name} (${channel})`,
    metadata: { ...customer.metadata, [channel]: 'yes' },
  }));
  return { ...mapping, hash: channel.padEnd(12, '0') };
};
const failing: CompiledMapping = {
  hash: '0123456789ab',
  call: () => ({ kind: 'threw', error: 'TypeError', at: null }),
  writes: () => true,
};

async function shown(id = '1001') {
  const { customer } = (await harness.control('GET', `/customers/${id}`)) as { customer: MasivoCustomer };
  return { name: customer.name, metadata: customer.metadata };
}
const home = { source: 'shopify', store: 'default' };

test('what it makes of a signup is sent, and its hash is kept with the delivery', async () => {
  const signup = shopifyEnvelope();
  expect(await bridge.run(signup, { mapping: marked('outlet') })).toEqual({ kind: 'ack' });
  expect(await bridge.record(signup)).toMatchObject({ outcome: 'created', mapping: 'outlet000000' });
  expect(await shown()).toEqual({ name: 'First Shopper (outlet)', metadata: { ...home, outlet: 'yes' } });
  const next = update(2);
  await bridge.run(next);
  expect(await bridge.record(next)).not.toHaveProperty('mapping');
});

test('whom it skips gets no account, costs Masivo nothing, and can be replayed under another mapping', async () => {
  const signup = shopifyEnvelope({ name: 'Staff' });
  expect(await bridge.run(signup, { mapping: staff })).toEqual({ kind: 'ack' });
  const reason = { code: 'skipped-by-mapping', params: { skip: 'staff' } };
  expect(await bridge.record(signup)).toMatchObject({ outcome: 'ignored', reason, customer: '1001' });
  expect(await callsOf(harness, 'POST /customers')).toBe(0);
  expect((await entryOf(bridge)).version).toBe(0);
  await bridge.run({ ...signup, series: 1 });
  expect(await bridge.record(signup)).toMatchObject({ outcome: 'created' });
});

test('who has an account keeps it as it is', async () => {
  await bridge.run(shopifyEnvelope(), { mapping: staff });
  const promoted = update(2, { name: 'Staff' });
  await bridge.run(promoted, { mapping: staff });
  expect(await bridge.record(promoted)).toMatchObject({ outcome: 'ignored' });
  expect((await shown()).name).toBe('First Shopper');
});

test('what it throws, or changes that is not its own, is refused, and nothing is sent', async () => {
  const signup = shopifyEnvelope();
  expect(await bridge.run(signup, { mapping: failing })).toMatchObject({ kind: 'dead-letter' });
  const other = shopifyEnvelope();
  const mapping = ownMapping((_, customer) => ({ ...customer, id: `EU-${customer.id}` }));
  expect(await bridge.run(other, { mapping })).toEqual({
    kind: 'dead-letter',
    reason: { code: 'mapping-changed-field', params: { field: 'id' } },
  });
  expect(await customersIn(harness)).toBe(0);
  await bridge.run(signup);
  expect((await bridge.record(signup)).outcome).toBe('created');
});

test('a selftest says what it would come to', async () => {
  const signup = shopifyEnvelope({ more: { masivo_bridge_selftest: true } });
  await bridge.run(signup, { mapping: everybody });
  const cause = { code: 'skipped-by-mapping', params: { skip: 'nobody yet' } };
  expect(await bridge.record(signup)).toMatchObject({
    outcome: 'ignored',
    reason: { code: 'selftest-would-not-create', params: { cause } },
    customer: null,
  });
});

test('consent, a deletion and an erasure go on without it', async () => {
  await bridge.run(shopifyEnvelope());
  const yes = consentEnvelope('subscribed', { at: '2026-11-02T10:00:00Z' });
  await bridge.run(yes, { mapping: everybody });
  expect((await truthOf(harness, '1001'))?.purposes?.email_marketing).toBe(true);
  const gone = deletionEnvelope();
  await bridge.run(gone, { mapping: failing });
  expect((await bridge.record(gone)).outcome).toBe('updated');
  expect((await truthOf(harness, '1001'))?.purposes?.email_marketing).toBe(false);
});

describe('a changed mapping', () => {
  const [old, today] = [{ mapping: marked('old') }, { mapping: marked('today') }];

  test('brings the customer to what it makes of the newest event, and takes back what the former one made', async () => {
    const signup = shopifyEnvelope();
    await bridge.run(signup, old);
    expect(await shown()).toEqual({ name: 'First Shopper (old)', metadata: { ...home, old: 'yes' } });
    await bridge.run({ ...signup, series: 1 }, today);
    expect(await bridge.record(signup)).toMatchObject({ outcome: 'updated', mapping: 'today0000000' });
    expect(await shown()).toEqual({ name: 'First Shopper (today)', metadata: { ...home, today: 'yes' } });
  });

  test('makes no older event a newer one', async () => {
    const signup = shopifyEnvelope();
    await bridge.run(signup, old);
    await bridge.run(update(2, { name: 'Second' }), old);
    await bridge.run({ ...signup, series: 1 }, today);
    expect((await bridge.record(signup)).outcome).toBe('stale');
    expect(await shown()).toEqual({ name: 'Second Shopper (old)', metadata: { ...home, old: 'yes' } });
  });

  test('makes no newer event an older one, nor the same of a copy', async () => {
    const signup = shopifyEnvelope();
    await bridge.run(signup, old);
    expect(await bridge.run(signup, today)).toEqual({ kind: 'ack' });
    expect(await bridge.record(signup)).toMatchObject({ outcome: 'created', attemptCount: 1 });
    const next = update(2);
    await bridge.run(next, today);
    expect((await bridge.record(next)).outcome).toBe('updated');
    expect(await shown()).toEqual({ name: 'First Shopper (today)', metadata: { ...home, today: 'yes' } });
  });
});

test.each([
  ['skipped', everybody],
  ['refused', failing],
])('of whose e-mail was erased before, nothing is kept where it is %s', async (_, mapping) => {
  await bridge.ledger.writeTombstones([{ email: 'shopper.1001@example.com' }], harness.now().getTime());
  const signup = shopifyEnvelope();
  expect(await bridge.run(signup, { mapping })).toEqual({ kind: 'ack' });
  const record = await bridge.record(signup);
  expect(record).toMatchObject({ outcome: 'ignored', reason: { code: 'email-erased' }, customer: null });
  expect(record.body).toHaveLength(0);
});

describe('a mapping that no longer takes the shopper, between two attempts', () => {
  test.each([
    ['skips', everybody],
    ['fails', failing],
  ])('and %s leaves no customer without a consent record', async (_, mapping) => {
    const signup = shopifyEnvelope();
    await misbehave(harness, { match: on.consent, times: 1, do: 'hang' });
    const dead = dying(bridge.ledger, 'confirm', 'before');
    await expect(bridge.run(signup, { ledger: dead })).rejects.toThrow();
    expect((await truthOf(harness, '1001'))?.purposes).toBeUndefined();
    harness.pass(afterTheLeaseMs + 150_000);
    await bridge.run(signup, { mapping });
    expect((await bridge.record(signup)).outcome).toBe('created');
    const truth = await truthOf(harness, '1001');
    expect(truth).toMatchObject({ registrations: 1, purposes: { email_marketing: false } });
  });

  test('counts where nothing was sent', async () => {
    const signup = shopifyEnvelope();
    const dead = dying(bridge.ledger, 'claim', 'before');
    await expect(bridge.run(signup, { ledger: dead })).rejects.toThrow();
    await bridge.run(signup, { mapping: everybody });
    expect((await bridge.record(signup)).outcome).toBe('ignored');
    expect(await customersIn(harness)).toBe(0);
  });
});
