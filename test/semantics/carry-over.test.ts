import { systemClock } from '../../lambda/clock';
import { attentionOf } from '../../lambda/ledger/customer-item';
import type { ErasedShop } from '../../lambda/ledger/shared-items';
import { actOn } from '../../lambda/new-envelope';
import { keyedHash } from '../../lambda/secrets/keyed-hash';
import { type CarriedOver, carryOver } from '../../operator/core/carry-over';
import { deleteHeld } from '../../operator/core/erase-shop/delete-held';
import { markErased } from '../../operator/core/erase-shop/erase-shop';
import { sdkDynamoDb, sdkScan } from '../../operator/core/sdk-calls';
import { mergeEnvelope, shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { customersIn, emailMarketing, misbehave, on, truthOf } from '../support/masivo-truth';
import { ownMapping } from '../support/own-mapping';
import {
  consent,
  entryOf,
  outcomeOf,
  shopper,
  statement,
  untilEnded,
  update,
  word,
} from '../support/stories';

/** A ledger is restored to a second before somebody was erased, or took a consent back. */
harnessForFile();

let bridge: TestBridge;
let tables = 0;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent } });
});

const act = () => actOn(shopper, { id: 'a'.repeat(32), series: 0, erase: { emails: [] }, at: harness.now() });

/** What happens after the second to which the ledger is restored. @returns carries over, and attaches the ledger. */
async function restoredBefore(happens: () => Promise<unknown>) {
  const restore = await harness.ledgerAsOfNow();
  await happens();
  tables += 1;
  const from = `replaced-${tables}`;
  await harness.copyLedgerTo(from);
  await restore();
  const ledgerRestoredAt = harness.now().toISOString();
  return {
    carryOver: (): Promise<CarriedOver> =>
      carryOver({
        client: harness.client,
        from,
        to: 'ledger',
        settings: bridge.settings,
        hash: keyedHash(async () => 'email-index-secret'),
        clock: { now: harness.now },
      }),
    attached: harness.bridge({ ...bridge.settings, ledgerRestoredAt }),
  };
}

const traces = async () => {
  const text = await harness.ledgerText(bridge.settings.masivo.account);
  return ['Jane', 'shopper.1001'].filter((each) => text.includes(each));
};

test('who was erased since is erased in it again, and nothing brings the person back', async () => {
  const signup = shopifyEnvelope({ name: 'Jane' });
  await bridge.run(signup);
  const other = shopifyEnvelope({ id: '9' });
  await bridge.run(other);
  const { carryOver, attached } = await restoredBefore(() => untilEnded(harness, bridge, act()));
  expect(await traces()).not.toEqual([]);
  expect(await carryOver()).toEqual({
    ...{ tombstones: 2, consents: 0, tasks: 1, deleted: 2, unreadable: 0 },
  });
  expect(await traces()).toEqual([]);
  for (const event of [update(3, { name: 'Jane' }), signup]) {
    expect(await outcomeOf(attached, event)).toBe('ignored');
  }
  const twin = shopifyEnvelope({ id: '2002', email: 'shopper.1001@example.com', store: 'second' });
  expect(await outcomeOf(attached, twin)).toBe('ignored');
  expect(await customersIn(harness)).toBe(2);
  expect((await truthOf(harness, '1001'))?.name).toBe('Erased');
  expect(await traces()).toEqual([]);
  expect((await entryOf(attached, { ...shopper, customer: '9' })).state.confirmed.masivo).toBe('holds');
  expect(await carryOver()).toMatchObject({ deleted: 0 });
});

test('who carried the person’s id carries it no more, and Masivo is not told of it again', async () => {
  await bridge.run(shopifyEnvelope({ id: '9', email: 'shopper.1001@example.com', store: 'second' }));
  expect(await untilEnded(harness, bridge, shopifyEnvelope())).toBe('exists');
  const owner = { source: 'shopify', store: 'second', customer: '9' };
  expect((await entryOf(bridge, owner)).state.links).toEqual(['shopify/default/1001']);
  const { carryOver, attached } = await restoredBefore(() => untilEnded(harness, bridge, act()));
  expect((await truthOf(harness, '9'))?.metadata.linked).toBeUndefined();
  await carryOver();
  expect((await entryOf(attached, owner)).state.links).toBeUndefined();
  harness.pass(200_000);
  const change = shopifyEnvelope({
    id: '9',
    topic: 'customers/update',
    name: 'Anew',
    store: 'second',
    email: 'shopper.1001@example.com',
  });
  expect(await untilEnded(harness, attached, { ...change, id: 'c'.repeat(32) })).toBe('updated');
  expect((await truthOf(harness, '9'))?.metadata.linked).toBeUndefined();
});

test('of an erasure under way, too', async () => {
  await bridge.run(shopifyEnvelope({ name: 'Jane' }));
  const { carryOver, attached } = await restoredBefore(() => bridge.run(act()));
  await carryOver();
  expect(await traces()).toEqual([]);
  expect(await outcomeOf(attached, update(3, { name: 'Jane' }))).toBe('ignored');
});

test('a consent that was taken back since stays so', async () => {
  await bridge.run(shopifyEnvelope({ more: word('subscribed') }));
  expect(await emailMarketing(harness)).toBe(true);
  const { carryOver, attached } = await restoredBefore(() => bridge.run(statement('unsubscribed', 5)));
  expect(await carryOver()).toMatchObject({ consents: 1, tombstones: 0 });
  const { state } = await entryOf(attached);
  expect(state.newest?.statements.email_marketing?.granted).toBe(false);
  expect(await carryOver()).toMatchObject({ consents: 0 });
  harness.pass(200_000);
  expect(await untilEnded(harness, attached, update(6, { name: 'Second' }))).toBe('updated');
  expect(await emailMarketing(harness)).toBe(false);
});

test('an operator who has dealt with the two wallets of a merge is not asked again', async () => {
  await bridge.run(shopifyEnvelope());
  await bridge.run(shopifyEnvelope({ id: '1002' }));
  await untilEnded(harness, bridge, mergeEnvelope());
  const drop = actOn(shopper, { id: 'd'.repeat(32), series: 1, release: 'drop', at: harness.now() });
  const { carryOver, attached } = await restoredBefore(() => untilEnded(harness, bridge, drop));
  expect(attentionOf((await entryOf(attached)).state)?.kind).toBe('merged');
  await carryOver();
  expect(attentionOf((await entryOf(attached)).state)).toBeUndefined();
});

test('one whom the store merged into another since stays so, and the kept one carries it again', async () => {
  await bridge.run(shopifyEnvelope());
  await bridge.run(shopifyEnvelope({ id: '1002' }));
  const { carryOver, attached } = await restoredBefore(() => untilEnded(harness, bridge, mergeEnvelope()));
  expect(await carryOver()).toMatchObject({ consents: 1 });
  expect(attentionOf((await entryOf(attached)).state)?.kind).toBe('merged');
  expect(await carryOver()).toMatchObject({ consents: 0 });
  harness.pass(200_000);
  expect(await untilEnded(harness, attached, update(6, { name: 'Second' }))).toBe('ignored');
  const { state } = await entryOf(attached, { ...shopper, customer: '1002' });
  expect(state.links).toEqual(['shopify/default/1001']);
});

describe('tasks and shops', () => {
  const subjectOf = () => bridge.ledger.subjectOf(shopper);
  const writeTask = async (kind: 'data-request' | 'masivo-erasure') =>
    bridge.ledger.writeTask({
      ...shopper,
      kind,
      subject: await subjectOf(),
      since: harness.now().toISOString(),
    });
  const tasks = async () =>
    (await harness.ledgerText(bridge.settings.masivo.account)).match(/"kind":"[a-z-]+"/g) ?? [];

  test('a task that was written since is in it, and what somebody erased had asked is not', async () => {
    await writeTask('data-request');
    const { carryOver: carry } = await restoredBefore(async () => {
      await untilEnded(harness, bridge, act());
      await writeTask('masivo-erasure');
    });
    expect(await tasks()).toEqual(['"kind":"data-request"']);
    expect(await carry()).toMatchObject({ tasks: 1 });
    expect(await tasks()).toEqual(['"kind":"masivo-erasure"']);
  });

  test('a shop that was erased since is erased in it again, but for its new life', async () => {
    await bridge.run(shopifyEnvelope({ name: 'Jane' }));
    await bridge.run(shopifyEnvelope({ id: '2002', name: 'Jane' }));
    await bridge.run(shopifyEnvelope({ id: '3003', store: 'second', email: 'kept@example.com' }));
    const place = {
      db: sdkDynamoDb(harness.client),
      tableName: 'ledger',
      account: bridge.settings.masivo.account,
    };
    const shop = { source: 'shopify', store: 'default' };
    const { carryOver: carry, attached } = await restoredBefore(async () => {
      const at = harness.now().getTime();
      await deleteHeld(shop, Infinity, undefined, {
        place,
        scan: sdkScan(harness.client),
        clock: systemClock,
      });
      await markErased('shopify/default', { at }, place);
      await bridge.run(update(29, { id: '2002', name: 'Joan', more: word('unsubscribed') }));
    });
    expect(await traces()).toContain('Jane');
    await carry();
    const text = await harness.ledgerText(place.account);
    expect(text).not.toContain('Jane');
    expect(text).toContain('Joan');
    expect(text).toContain('kept@example.com');
    const { erasedShops } = await attached.items.sharedState();
    expect(erasedShops?.['shopify/default']?.at).toBeGreaterThan(0);
    // Again: what is there by now is the new life.
    await carry();
    expect(await harness.ledgerText(place.account)).toContain('Joan');
  });
});

test.each<ErasedShop>([
  { at: 0, open: { resumes: true, since: 0 } },
  { at: 0, resumes: true },
])('the erasure of a shop that is not over goes on in it, and the store waits: %j', async (shop) => {
  await bridge.run(shopifyEnvelope({ name: 'Jane' }));
  const { account } = bridge.settings.masivo;
  const place = { db: sdkDynamoDb(harness.client), tableName: 'ledger', account };
  const erased = { ...shop, at: harness.now().getTime() };
  const { carryOver, attached } = await restoredBefore(() => markErased('shopify/default', erased, place));
  await carryOver();
  const { erasedShops, paused } = await attached.items.sharedState();
  expect(erasedShops?.['shopify/default']).toEqual(erased);
  expect(paused).toEqual(['shopify/default']);
  if (shop.open) expect(await traces()).toEqual([]);
});

test('until it is carried over, nothing is tried', async () => {
  const { carryOver, attached } = await restoredBefore(async () => undefined);
  const queue = { delay: async () => {}, sendToDeadLetters: async () => {}, inFlight: async () => 0 };
  const delay = async () =>
    (await attached.worker().batch(queue).readBreaker()).delayFor('shopify', 'default')?.why;
  expect(await delay()).toBe('ledger-not-carried-over');
  await carryOver();
  expect(await delay()).toBeUndefined();
});

describe('IDs in Masivo of the mapping’s own', () => {
  const numbered = (value: string) => ({ metafields: [{ namespace: 'loyalty', key: 'number', value }] });
  const mapping = ownMapping(({ details }, customer) => ({
    ...customer,
    id: details.value('loyalty.number') ?? customer.id,
  }));
  const endOf = async (to: TestBridge, envelope: ReturnType<typeof shopifyEnvelope>) => {
    for (let tries = 0; tries < 12; tries += 1) {
      const { kind } = await to.run(envelope, { mapping });
      if (kind === 'ack' || kind === 'dead-letter') return (await to.record(envelope)).outcome;
      harness.pass(20_000);
    }
    return 'retry';
  };
  const fixedOf = async (to: TestBridge) => (await entryOf(to)).state.masivoId;

  beforeEach(async () => {
    bridge = await harness.fresh({ store: { consent, mapping: { ownIds: true } } });
  });

  test.each<[string, string, () => Promise<unknown>]>([
    ['whose item is lost', '77', async () => {}],
    ['who waited for an e-mail then', '1001', () => endOf(bridge, shopifyEnvelope({ email: null }))],
  ])('of somebody %s: the next event goes by the ID that is fixed', async (_, fixed, before) => {
    await before();
    const signup = update(2, { more: numbered('77') });
    const { carryOver: carry, attached } = await restoredBefore(() => endOf(bridge, signup));
    await carry();
    await carry();
    expect(await fixedOf(attached)).toBe(fixed);
    harness.pass(200_000);
    // The number was changed meanwhile.
    expect(await endOf(attached, update(6, { name: 'Second', more: numbered('78') }))).not.toBe('refused');
    expect(await customersIn(harness)).toBe(1);
    expect(await truthOf(harness, fixed)).toMatchObject({ name: 'Second Shopper', registrations: 1 });
  });

  test('of whom Masivo had under the store’s ID, too', async () => {
    const plain = harness.bridge({
      ...bridge.settings,
      stores: bridge.settings.stores.map((store) => ({ ...store, mapping: {} })),
    });
    const { carryOver: carry, attached } = await restoredBefore(() => plain.run(shopifyEnvelope()));
    await carry();
    harness.pass(200_000);
    await endOf(attached, update(6, { more: numbered('78') }));
    expect(await customersIn(harness)).toBe(1);
  });

  test('nobody gets one that is reserved', async () => {
    const { carryOver: carry, attached } = await restoredBefore(() =>
      endOf(bridge, shopifyEnvelope({ more: numbered('77') })),
    );
    await carry();
    const other = shopifyEnvelope({ id: '1002', more: numbered('77') });
    expect(await endOf(attached, other)).toBe('refused');
    expect((await attached.record(other)).reason).toEqual({ code: 'masivo-id-taken' });
  });

  test('of somebody whose erasure is under way: it empties the customer who has it', async () => {
    await endOf(bridge, shopifyEnvelope({ more: numbered('77') }));
    const { carryOver: carry, attached } = await restoredBefore(async () => {
      await misbehave(harness, { match: on.get, times: 1, do: 'status', status: 503 });
      await bridge.run(act());
    });
    await carry();
    await carry();
    expect(await traces()).toEqual([]);
    expect(await untilEnded(harness, attached, act())).toBe('ignored');
    expect((await truthOf(harness, '77'))?.name).toBe('Erased');
    expect((await attached.ledger.open(shopper, 'any')).kind).toBe('erased');
    expect(await entryOf(attached)).toMatchObject({ version: 0 });
  });
});
