import { backfillOf, type Shopper, shoppers } from '../../support/backfill';
import { shopifyEnvelope } from '../../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../../support/harness';
import { createElsewhere, customersIn, misbehave, on, truthOf } from '../../support/masivo-truth';
import { ownMapping } from '../../support/own-mapping';
import { consent, entryOf, shopper } from '../../support/stories';

/** A backfill at a store whose mapping gives shoppers IDs of their own: everybody is brought under that one. */
harnessForFile({ landsByTheClock: true, sandbox: { migrationEveryMs: 100, migrationDelayMs: 100 } });

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent, mapping: { ownIds: true } } });
});

/** Shoppers 8 and 9 have the same number. */
const mapping = ownMapping((_, customer) => ({
  ...customer,
  id: `EU-${customer.id === '9' ? '8' : customer.id}`,
}));

const running: { remove: () => void }[] = [];
afterEach(() => {
  for (const { remove } of running.splice(0)) remove();
});
function prepared(list: readonly Shopper[], own: Parameters<typeof backfillOf>[2] = {}) {
  const run = backfillOf(bridge, list, { mapping, ...own });
  running.push(run);
  return run;
}

const stateOf = async (customer: string) => (await entryOf(bridge, { ...shopper, customer })).state;
const subscribed = { marketing: 'SUBSCRIBED' };

test('everybody is there under that ID once, with a consent record, and a webhook goes on by it', async () => {
  const run = prepared([{ id: '1', ...subscribed }, ...shoppers(4, 2)]);
  expect(await run.run()).toMatchObject({ read: 5, sent: 5, settled: 5, problems: 0 });
  expect(await customersIn(harness)).toBe(5);
  expect(await truthOf(harness, 'EU-1')).toMatchObject({ registrations: 0, purposes: {} });
  expect(await stateOf('1')).toMatchObject({ masivoId: 'EU-1', confirmed: { masivo: 'holds' } });
  const update = shopifyEnvelope({
    id: '1',
    topic: 'customers/update',
    updatedAt: '2026-11-02T10:00:00Z',
    email: 'old.1@example.com',
  });
  await bridge.run(update, { mapping });
  expect(await bridge.record(update)).toMatchObject({ outcome: 'updated', reason: null });
  expect((await truthOf(harness, 'EU-1'))?.metadata).toEqual({
    ...{ source: 'shopify', store: 'default', store_customer: '1' },
  });
  expect(await run.run()).toMatchObject({ sent: 0, left: 5 });
  expect(await customersIn(harness)).toBe(5);
});

test('an ID that another customer has is left, and told', async () => {
  const run = prepared(shoppers(2, 8));
  expect(await run.run()).toMatchObject({ sent: 1, left: 1 });
  const left = (await run.lines()).flatMap((line) => (line.is === 'sending' ? line.left : []));
  expect(left).toMatchObject([{ customer: '9', why: 'unmappable', reason: { code: 'masivo-id-taken' } }]);
  expect((await entryOf(bridge, { ...shopper, customer: '9' })).version).toBe(0);
});

test('whom Masivo has under that ID from elsewhere is left as it is, and kept under it', async () => {
  await createElsewhere(harness, { id: 'EU-1', email: 'old.1@example.com' });
  expect(await prepared(shoppers(1)).run()).toMatchObject({ sent: 0, left: 1 });
  expect(await stateOf('1')).toMatchObject({
    masivoId: 'EU-1',
    confirmed: { masivo: 'holds', elsewhere: true },
  });
  expect(await customersIn(harness)).toBe(1);
});

test.each([
  ["another store's customer", { source: 'stripe', store: 'default' }],
  ['a customer of the store under its ID there', { source: 'shopify', store: 'default' }],
  ['an account that an erasure has left', {}],
])('whom Masivo has under that ID as %s is left alone, consent included', async (_, metadata) => {
  const name = Object.keys(metadata).length > 0 ? 'Other' : 'Erased';
  for (const id of ['1', '2']) {
    await createElsewhere(harness, { id: `EU-${id}`, email: `other.${id}@example.com`, name, metadata });
  }
  const run = prepared([{ id: '1' }, { id: '2', ...subscribed }]);
  expect(await run.run()).toMatchObject({ problems: 1 });
  for (const id of ['1', '2']) {
    expect(await truthOf(harness, `EU-${id}`)).toMatchObject({ name, metadata, purposes: {} });
    expect((await stateOf(id)).confirmed.masivo).not.toBe('holds');
  }
  const lines = await run.lines();
  const left = lines.flatMap((line) => (line.is === 'sending' ? line.left : []));
  const problems = lines.flatMap((line) => (line.is === 'settled' ? line.problems : []));
  expect(left).toMatchObject([{ customer: '1', why: 'unmappable', reason: { code: 'id-taken' } }]);
  expect(problems).toMatchObject([{ customer: '2', what: 'consent-refused', reason: { code: 'id-taken' } }]);
});

test('a migration whose answer was lost is asked about by it, and nobody is given twice', async () => {
  await misbehave(harness, { match: on.migrate, times: 1, do: 'close-after' });
  expect(await prepared(shoppers(7)).run()).toMatchObject({ sent: 7, settled: 7, problems: 0 });
  expect(await customersIn(harness)).toBe(7);
  expect(await harness.control('GET', '/summary')).toMatchObject({ skippedMigrations: 0 });
});

test('whom Masivo does not show is told', async () => {
  // Somebody else there has the e-mail, so that it drops the migration.
  await createElsewhere(harness, { id: 'other', email: 'old.2@example.com' });
  const run = prepared([
    { id: '1', ...subscribed },
    { id: '2', ...subscribed },
  ]);
  expect(await run.run()).toMatchObject({ sent: 2, problems: 1 });
  const problems = (await run.lines()).flatMap((line) => (line.is === 'settled' ? line.problems : []));
  expect(problems).toMatchObject([{ customer: '2', what: 'not-shown' }]);
});

test('without consent handling, some of each request are looked for by it', async () => {
  bridge = await harness.fresh({ store: { mapping: { ownIds: true } } });
  expect(await prepared(shoppers(5)).run()).toMatchObject({ sent: 5, settled: 5, problems: 0 });
});
