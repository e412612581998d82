import type { Ledger } from '../../lambda/ledger/ledger';
import { type ShopperEvent, shopifyEnvelope, stripeEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, customersIn, truthOf } from '../support/masivo-truth';
import { consent, outcomeOf } from '../support/stories';

harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh();
});

const create = (event: ShopperEvent = {}) => shopifyEnvelope(event);
const update = (event: ShopperEvent) => shopifyEnvelope({ topic: 'customers/update', ...event });

test('an update before its creation creates; the creation is stale', async () => {
  expect(await outcomeOf(bridge, update({ name: 'New', updatedAt: '2026-11-02T10:00:00Z' }))).toBe('created');
  expect(await outcomeOf(bridge, create({ name: 'Old' }))).toBe('stale');
  expect(await truthOf(harness, '1001')).toMatchObject({ name: 'New Shopper', registrations: 1 });
});

test('an older update after a newer one is stale, and costs Masivo no request', async () => {
  await outcomeOf(bridge, create());
  expect(await outcomeOf(bridge, update({ name: 'Newer', updatedAt: '2026-11-03T10:00:00Z' }))).toBe(
    'updated',
  );
  const calls = await callsOf(harness, 'PATCH /customers/{id}');
  expect(await outcomeOf(bridge, update({ name: 'Older', updatedAt: '2026-11-02T10:00:00Z' }))).toBe('stale');
  expect(await callsOf(harness, 'PATCH /customers/{id}')).toBe(calls);
  expect((await truthOf(harness, '1001'))?.name).toBe('Newer Shopper');
});

test('an update that changes nothing still counts as the newest', async () => {
  await outcomeOf(bridge, create({ name: 'Same' }));
  expect(await outcomeOf(bridge, update({ name: 'Same', updatedAt: '2026-11-04T10:00:00Z' }))).toBe(
    'unchanged',
  );
  expect(await outcomeOf(bridge, update({ name: 'Older', updatedAt: '2026-11-03T10:00:00Z' }))).toBe('stale');
  expect((await truthOf(harness, '1001'))?.name).toBe('Same Shopper');
});

test('a second copy of a webhook costs nothing and changes nothing', async () => {
  const envelope = create();
  expect(await outcomeOf(bridge, envelope)).toBe('created');
  const before = await bridge.record(envelope);
  expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
  expect(await bridge.record(envelope)).toEqual(before);
});

test('ten copies at once create once', async () => {
  const envelope = create();
  const actions = await Promise.all(Array.from({ length: 10 }, () => bridge.run(envelope)));
  expect(actions.filter(({ kind }) => kind === 'ack').length).toBeGreaterThanOrEqual(1);
  expect(await truthOf(harness, '1001')).toMatchObject({ registrations: 1 });
  expect(await callsOf(harness, 'POST /customers')).toBe(1);
});

test('the same customer id in two sources or stores is two customers', async () => {
  await outcomeOf(bridge, create({ id: '7', email: 'a@example.com' }));
  const other = create({ id: '7', email: 'b@example.com', store: 'second' });
  await bridge.run(other);
  expect(await bridge.record(other)).toMatchObject({
    outcome: 'refused',
    reason: { code: 'id-taken' },
  });
  expect(await customersIn(harness)).toBe(1);
});

describe("Stripe's whole seconds", () => {
  const base = { name: 'A', email: 'stripe@example.com' };
  const change = (name: string, previous: Record<string, unknown>, own: ShopperEvent = {}) =>
    stripeEnvelope({ type: 'customer.updated', created: 1_790_000_100, previous }, { ...base, name }, own);

  test.each([
    ['in order', (a: never, b: never) => [a, b]],
    ['in the wrong order', (a: never, b: never) => [b, a]],
  ] as const)(
    'two changes of one second, %s: the one whose previous values the other shows is later',
    async (_, order) => {
      await bridge.run(stripeEnvelope({}, base));
      const first = change('B', { name: 'A' });
      const second = change('C', { name: 'B' });
      for (const envelope of order(first as never, second as never)) await bridge.run(envelope);
      expect((await truthOf(harness, 'cus_1'))?.name).toBe('C');
    },
  );

  // Only the other's log tells which of the two is later, and it is written after the customer's item.
  test('the earlier change of one second waits for the log of the later one', async () => {
    await bridge.run(stripeEnvelope({}, base));
    const first = change('B', { name: 'A' });
    const second = change('C', { name: 'B' });
    const actions: string[] = [];
    const ledger: Ledger = {
      ...bridge.ledger,
      record: async (...args) => {
        actions.push((await bridge.run(first)).kind);
        return bridge.ledger.record(...args);
      },
    };
    actions.push((await bridge.run(second, { ledger })).kind);
    harness.pass(1000);
    actions.push((await bridge.run(first)).kind);
    expect(actions).toEqual(['delay', 'ack', 'ack']);
    expect((await truthOf(harness, 'cus_1'))?.name).toBe('C');
  });

  test('a full tie falls to the order of arrival, and is counted', async () => {
    await bridge.run(stripeEnvelope({}, base));
    const early = change('Early', {}, { receivedAt: new Date('2026-11-20T10:00:00Z') });
    const late = change('Late', {}, { receivedAt: new Date('2026-11-20T10:00:01Z') });
    await bridge.run(late);
    harness.lines.length = 0;
    await bridge.run(early);
    expect((await truthOf(harness, 'cus_1'))?.name).toBe('Late');
    expect(harness.lines.join()).toContain('"OrderTies":1');
  });
});

test('a replay asks Masivo, whatever the ledger believes, and may be repeated', async () => {
  const envelope = create({ name: 'Right' });
  await bridge.run(envelope);
  const token = await harness.control('GET', '/record');
  expect(token).toBeDefined();
  for (const series of [1, 2]) {
    const calls = await callsOf(harness, 'GET /customers/{id}');
    expect(await outcomeOf(bridge, { ...envelope, series })).toBe('unchanged');
    expect(await callsOf(harness, 'GET /customers/{id}')).toBe(calls + 1);
  }
  expect((await bridge.record(envelope)).attempts.map(({ series }) => series)).toEqual([0, 1, 2]);
});

test('an envelope or an item of a newer version waits for the code that knows it', async () => {
  expect(await bridge.run({ ...create(), v: 2 as 1 })).toMatchObject({ kind: 'delay-while-blocked' });

  const envelope = create();
  await bridge.run(envelope);
  const account = bridge.settings.masivo.account;
  const blocked = { kind: 'delay-while-blocked' };
  const changed = () => bridge.run(update({ updatedAt: '2026-11-20T10:00:00Z' }));
  const replayed = () => bridge.run({ ...envelope, series: 1 });
  await harness.setItemVersion(`${account}|customer|shopify|default|1001`, 2);
  expect([await changed(), await replayed()]).toMatchObject([blocked, blocked]);
  await harness.setItemVersion(`${account}|customer|shopify|default|1001`, 1);
  // A log is its own delivery's alone.
  await harness.setItemVersion(`${account}|delivery|${envelope.id}`, 2);
  expect([await replayed(), await changed()]).toMatchObject([blocked, { kind: 'ack' }]);
  await harness.setItemVersion(`${account}|delivery|${envelope.id}`, 1);
  // Also where it is another customer's item: the owner of an e-mail.
  await harness.setItemVersion(`${account}|customer|shopify|default|1001`, 2);
  const twin = create({ id: '2', email: 'shopper.1001@example.com' });
  expect(await bridge.run(twin)).toMatchObject({ kind: 'delay' });
  expect((await bridge.record(twin)).outcome).toBe('retry');
});

test.each([
  ['', {}],
  [', its consent record included', { consent }],
])(
  'a changed customer costs a claim, a confirmation and a log%s; a stale event a log, a copy no write',
  async (_, store) => {
    bridge = await harness.fresh({ store });
    const writes: string[] = [];
    const counted = (name: 'claim' | 'confirm' | 'keep' | 'record') => ({
      [name]: (...args: never[]) => {
        writes.push(name);
        return (bridge.ledger[name] as (...all: never[]) => Promise<never>)(...args);
      },
    });
    const ledger = {
      ...bridge.ledger,
      ...counted('claim'),
      ...counted('confirm'),
      ...counted('keep'),
      ...counted('record'),
    };
    const first = create();
    const rows: [Parameters<TestBridge['run']>[0], string[]][] = [
      [first, ['claim', 'confirm', 'record']],
      [first, []],
      [update({ name: 'New', updatedAt: '2026-11-03T10:00:00Z' }), ['claim', 'confirm', 'record']],
      [update({ name: 'New', updatedAt: '2026-11-04T10:00:00Z' }), ['keep', 'record']],
      [update({ name: 'Old', updatedAt: '2026-11-02T10:00:00Z' }), ['record']],
    ];
    for (const [envelope, expected] of rows) {
      writes.length = 0;
      await bridge.run(envelope, { ledger });
      expect(writes).toEqual(expected);
    }
  },
);
