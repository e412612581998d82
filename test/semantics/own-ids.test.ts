import type { Ledger } from '../../lambda/ledger/ledger';
import { asMasivoId } from '../../lambda/masivo/masivo-id';
import { actOn } from '../../lambda/new-envelope';
import {
  consentEnvelope,
  deletionEnvelope,
  mergeEnvelope,
  type ShopperEvent,
  shopifyEnvelope,
  stripeEnvelope,
} from '../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import {
  callsOf,
  createElsewhere,
  customersIn,
  emailMarketing,
  misbehave,
  on,
  truthOf,
} from '../support/masivo-truth';
import { ownMapping } from '../support/own-mapping';
import { afterTheLeaseMs, consent, entryOf, shopper, untilEnded, update, word } from '../support/stories';

/** The shop's own number is the customer's ID in Masivo: it is fixed once, and nobody else gets it. */
harnessForFile();

const longMs = 700_000;
const shop = { consent, mapping: { ownIds: true } };

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({ store: shop });
});

const mapping = ownMapping(({ details }, customer) => ({
  ...customer,
  id: details.value('loyalty.number') ?? customer.id,
}));

const numbered = (value: string, more: Readonly<Record<string, unknown>> = {}) => ({
  ...more,
  metafields: [{ namespace: 'loyalty', key: 'number', value }],
});
const signupAs = (value: string, event: ShopperEvent = {}) =>
  shopifyEnvelope({ ...event, more: numbered(value, event.more) });
const changeAs = (value: string, day: number, event: ShopperEvent = {}) =>
  update(day, { ...event, more: numbered(value, event.more) });

type Own = NonNullable<Parameters<TestBridge['run']>[1]>;
const run = (envelope: ReturnType<typeof shopifyEnvelope>, own: Own = {}, at = bridge) =>
  at.run(envelope, { mapping, ...own });

/** One attempt, and what came of it. */
async function endOf(envelope: ReturnType<typeof shopifyEnvelope>, at = bridge) {
  await run(envelope, {}, at);
  const { outcome, reason } = await at.record(envelope);
  return reason === null ? outcome : `${outcome}: ${reason.code}`;
}

/** Attempts until it is off the queue. */
const ended = (envelope: ReturnType<typeof shopifyEnvelope>, at = bridge) =>
  untilEnded(harness, { ...at, run: (each) => run(each, {}, at) }, envelope);

const fixedOf = async (customer = '1001', at = bridge) =>
  (await entryOf(at, { ...shopper, customer })).state.masivoId;

const home = { source: 'shopify', store: 'default' };
const withOwnIds = (ownIds: boolean) =>
  harness.bridge({
    ...bridge.settings,
    stores: bridge.settings.stores.map((store) => ({ ...store, mapping: { ...store.mapping, ownIds } })),
  });

describe('a signup', () => {
  test('is created by the number, with the store’s ID in the metadata and a consent record', async () => {
    expect(await endOf(signupAs('77', { more: word('subscribed') }))).toBe('created');
    expect(await truthOf(harness, '77')).toMatchObject({
      registrations: 1,
      metadata: { ...home, store_customer: '1001' },
      purposes: { email_marketing: true },
    });
    expect(await customersIn(harness)).toBe(1);
    expect(await fixedOf()).toBe('77');
  });

  test('without a number keeps the store’s ID, which is fixed as well', async () => {
    expect(await endOf(shopifyEnvelope())).toBe('created');
    expect((await truthOf(harness, '1001'))?.metadata).toEqual(home);
    expect(await fixedOf()).toBe('1001');
    expect(await endOf(changeAs('77', 2, { name: 'Second' }))).toBe('updated: masivo-id-differs');
    expect(await customersIn(harness)).toBe(1);
  });

  test('of somebody whom Masivo has under the number already exists, and is kept up to date', async () => {
    await createElsewhere(harness, { id: '77', metadata: { till: 'north' } });
    expect(await endOf(signupAs('77'))).toBe('exists');
    expect(await endOf(changeAs('77', 2, { name: 'Second' }))).toBe('updated');
    expect(await truthOf(harness, '77')).toMatchObject({
      name: 'Second Shopper',
      registrations: 1,
      metadata: { ...home, store_customer: '1001', till: 'north' },
    });
  });

  test('is asked about first, where Masivo may have the number: a second creation might pay again', async () => {
    await createElsewhere(harness, { id: '77' });
    await misbehave(harness, { match: on.post, times: 1, do: 'register-again' });
    expect(await endOf(signupAs('77'))).toBe('exists');
    expect((await truthOf(harness, '77'))?.registrations).toBe(1);
    await misbehave(harness);
    // The store's own ID is as new as its shopper.
    const gets = await callsOf(harness, 'GET /customers/{id}');
    expect(await endOf(shopifyEnvelope({ id: '1002' }))).toBe('created');
    expect(await callsOf(harness, 'GET /customers/{id}')).toBe(gets);
  });

  test('an ID that Masivo cannot have is refused, and the next one counts', async () => {
    const signup = signupAs('7 7');
    expect(await endOf(signup)).toBe('refused: mapping-result-invalid');
    expect(await endOf(changeAs('77', 2))).toBe('created');
  });
});

describe('a later number', () => {
  test.each(['78', '1001'])('%s is a notice, and creates nobody', async (later) => {
    await run(signupAs('77'));
    const second = changeAs(later, 2, { name: 'Second' });
    expect(await endOf(second)).toBe('updated: masivo-id-differs');
    expect((await bridge.record(second)).mapped).toMatchObject({
      id: '77',
      metadata: { store_customer: '1001' },
    });
    expect(await endOf(changeAs(later, 3, { name: 'Second' }))).toBe('unchanged: masivo-id-differs');
    expect((await truthOf(harness, '77'))?.name).toBe('Second Shopper');
    expect(await customersIn(harness)).toBe(1);
    // Nobody reserved it.
    expect(await endOf(signupAs('78', { id: '1002' }))).toBe('created');
  });

  test('of an older event says nothing', async () => {
    await run(changeAs('77', 5));
    expect(await endOf(changeAs('78', 2))).toBe('stale: newer-already-applied');
  });

  test('of somebody who waits for an e-mail changes nothing either', async () => {
    expect(await endOf(signupAs('77', { email: null }))).toBe('waiting: email-missing');
    expect(await endOf(changeAs('78', 2))).toBe('created: masivo-id-differs');
    expect(await truthOf(harness, '77')).toMatchObject({ registrations: 1 });
  });
});

describe('where it dies', () => {
  type Write = Parameters<typeof dying>[1];
  const dies = async (envelope: ReturnType<typeof shopifyEnvelope>, ledger: Ledger) =>
    expect(run(envelope, { ledger })).rejects.toBeInstanceOf(Died);

  test.each<[string, Write, 'before' | 'after', string]>([
    ['between the reservation and the item', 'claim', 'before', '78'],
    ['between the item and the request', 'claim', 'after', '77'],
    ['before the confirmation', 'confirm', 'before', '77'],
  ])('%s, there is one customer, by the ID that is fixed', async (_, write, when, id) => {
    const signup = signupAs('77');
    await dies(signup, dying(bridge.ledger, write, when));
    harness.pass(afterTheLeaseMs + longMs);
    // The number was changed meanwhile.
    expect(await ended(changeAs('78', 2))).toBe('created');
    expect((await truthOf(harness, id))?.registrations).toBe(1);
    expect(await customersIn(harness)).toBe(1);
    expect(await fixedOf()).toBe(id);
    expect(await ended(signup)).toBe('stale');
  });

  test('a reservation whose answer was lost is made again', async () => {
    const signup = signupAs('77');
    const reserveMasivoId: Ledger['reserveMasivoId'] = async (...args) => {
      await bridge.ledger.reserveMasivoId(...args);
      throw new Died();
    };
    await dies(signup, { ...bridge.ledger, reserveMasivoId });
    expect(await endOf(signup)).toBe('created');
  });

  test('a creation whose answer was lost is asked for by the fixed ID', async () => {
    const signup = signupAs('77');
    await misbehave(harness, { match: on.post, times: 1, do: 'close-after' });
    await run(signup);
    await misbehave(harness);
    harness.pass(longMs);
    expect(await endOf(changeAs('78', 2))).toBe('created: masivo-id-differs');
    expect(await customersIn(harness)).toBe(1);
  });
});

describe('an ID that another customer has', () => {
  const taken = 'refused: masivo-id-taken';

  test('is refused, sends nothing, and another number goes on', async () => {
    await run(signupAs('77'));
    const calls = await callsOf(harness, 'POST /customers');
    const second = signupAs('77', { id: '1002' });
    expect(await endOf(second)).toBe(taken);
    expect(await endOf({ ...second, series: 1 })).toBe(taken);
    expect(await callsOf(harness, 'POST /customers')).toBe(calls);
    expect(await fixedOf('1002')).toBeUndefined();
    expect(await endOf(changeAs('78', 2, { id: '1002' }))).toBe('created');
    expect((await truthOf(harness, '78'))?.metadata).toMatchObject({ store_customer: '1002' });
  });

  test.each<[string, (first: ReturnType<typeof signupAs>) => Promise<unknown>]>([
    ['has it reserved and nothing else', async () => bridge.ledger.reserveMasivoId(asId('77'), other)],
    ['has it in another store', () => run(signupAs('77', { id: '9', store: 'second' }))],
    ['has it as its ID in this store', () => run(shopifyEnvelope({ id: '77' }))],
    ['has it as its ID in another store, without own IDs', () => runPlain('77', 'second')],
    [
      'had it, and was erased',
      async () => {
        await run(signupAs('77', { id: '9' }));
        await erased('9');
      },
    ],
    [
      'had it as its ID in another store, and was erased',
      async () => {
        await runPlain('77', 'second');
        await erased('77', 'second');
      },
    ],
  ])('is refused where that one %s', async (_, happens) => {
    await happens(signupAs('77'));
    expect(await endOf(signupAs('77'))).toBe(taken);
    expect(await fixedOf()).toBeUndefined();
  });

  test('whoever has the same ID in the store is refused it, too', async () => {
    await run(signupAs('77'));
    expect(await endOf(shopifyEnvelope({ id: '77' }))).toBe(taken);
    expect(await customersIn(harness)).toBe(1);
  });

  test('and that of a shopper in the store whom Masivo has under another ID is free', async () => {
    await run(signupAs('78', { id: '77' }));
    expect(await endOf(signupAs('77'))).toBe('created');
    expect((await truthOf(harness, '77'))?.metadata).toMatchObject({ store_customer: '1001' });
    expect((await truthOf(harness, '78'))?.metadata).toMatchObject({ store_customer: '77' });
  });

  test('and whom only Masivo knows by the store’s ID is refused by its metadata; then another number counts', async () => {
    await run(signupAs('77', { id: '9' }));
    // Another ledger, of the same account.
    const anew = harness.bridge({
      ...bridge.settings,
      masivo: { ...bridge.settings.masivo, account: 'other' },
    });
    expect(await endOf(changeAs('77', 2), anew)).toBe('refused: id-taken');
    expect(await fixedOf('1001', anew)).toBeUndefined();
    expect(await endOf(changeAs('78', 3), anew)).toBe('created');
  });

  test('and by its lack of one, where Masivo has the number as a store’s own ID', async () => {
    await createElsewhere(harness, { id: '77', email: 'other@example.com', metadata: home });
    expect(await endOf(signupAs('77'))).toBe('refused: id-taken');
    expect(await truthOf(harness, '77')).toMatchObject({ name: 'Elsewhere', metadata: home });
  });

  test.each(['default', 'second'])(
    'an erased one’s is not given to whom the store %s calls by it',
    async (store) => {
      await run(signupAs('77', { id: '9' }));
      await erased('9');
      const before = await truthOf(harness, '77');
      const plain = withOwnIds(false);
      for (const event of [shopifyEnvelope({ id: '77', store }), update(2, { id: '77', store })]) {
        await plain.run(event);
        expect(await plain.record(event)).toMatchObject({ outcome: 'refused', reason: { code: 'id-taken' } });
      }
      expect(await truthOf(harness, '77')).toEqual(before);
    },
  );

  test('nor is one that the same ID in another store had, and was erased', async () => {
    await runPlain('1001', 'second');
    await erased('1001', 'second');
    expect(await endOf(shopifyEnvelope({ email: 'other@example.com' }))).toBe(taken);
  });

  test.each<[string, ReturnType<typeof signupAs>, () => TestBridge]>([
    ['by its own number', signupAs('77', { id: '1002' }), () => bridge],
    [
      'by its ID in a store without own IDs',
      shopifyEnvelope({ id: '77', store: 'second', email: 'other@example.com' }),
      () => withOwnIds(false),
    ],
  ])('is refused one of two who come with it at once, the other %s', async (_, second, of) => {
    const at = of();
    const signup = signupAs('77');
    await Promise.all([run(signup), at.run(second, { mapping })]);
    const outcomes = [await ended(signup), await ended(second, at)];
    expect([...outcomes].sort()).toEqual(['created', 'refused']);
    const loser = outcomes[0] === 'refused' ? await bridge.record(signup) : await at.record(second);
    expect(loser.reason?.code).toMatch(/^(masivo-)?id-taken$/);
    expect((await truthOf(harness, '77'))?.registrations).toBe(1);
    expect(await customersIn(harness)).toBe(1);
  });

  test('what Masivo refuses of a signup leaves the ID free', async () => {
    await misbehave(harness, { match: on.post, times: 1, do: 'status', status: 400 });
    const signup = signupAs('77');
    expect(await endOf(signup)).toBe('refused: customer-refused');
    expect(await endOf(changeAs('78', 2))).toBe('created');
    expect(await truthOf(harness, '78')).toBeDefined();
  });
});

const other = { ...shopper, customer: '9' };
const asId = asMasivoId;

/** A signup at a store before its own IDs were turned on. */
const runPlain = (id: string, store = 'default') => withOwnIds(false).run(shopifyEnvelope({ id, store }));

async function erased(customer = '1001', store = 'default', at = bridge) {
  const name = { ...shopper, store, customer };
  const act = actOn(name, { id: 'e'.repeat(32), series: 0, erase: { emails: [] }, at: harness.now() });
  await run(act, {}, at);
  harness.pass(longMs);
  await run(act, {}, at);
  return at.record(act);
}

describe('the setting', () => {
  test('turned on later leaves whom Masivo has under the store’s ID', async () => {
    await runPlain('1001');
    harness.pass(longMs);
    expect(await endOf(changeAs('77', 2, { name: 'Second' }))).toBe('updated: masivo-id-differs');
    expect((await truthOf(harness, '1001'))?.name).toBe('Second Shopper');
    expect(await fixedOf()).toBe('1001');
    expect(await customersIn(harness)).toBe(1);
  });

  test('turned on while a creation may have landed, too', async () => {
    const plain = withOwnIds(false);
    const signup = shopifyEnvelope();
    const ledger = dying(bridge.ledger, 'confirm', 'before');
    await expect(plain.run(signup, { ledger })).rejects.toBeInstanceOf(Died);
    harness.pass(afterTheLeaseMs + longMs);
    expect(await ended(changeAs('77', 2))).toBe('created');
    expect(await fixedOf()).toBe('1001');
    expect(await customersIn(harness)).toBe(1);
  });

  test('turned on for whom nobody has brought counts', async () => {
    await withOwnIds(false).run(shopifyEnvelope({ email: null }));
    expect(await endOf(changeAs('77', 2))).toBe('created');
    expect(await truthOf(harness, '77')).toBeDefined();
  });

  test('turned off later leaves the fixed ID in force, without a notice', async () => {
    await run(signupAs('77'));
    const off = withOwnIds(false);
    const next = update(2, { name: 'Second' });
    await off.run(next);
    expect(await off.record(next)).toMatchObject({ outcome: 'updated', reason: null });
    expect((await truthOf(harness, '77'))?.name).toBe('Second Shopper');
    expect(await endOf(changeAs('78', 3), off)).toBe('refused: mapping-changed-field');
  });

  test('that is off writes nothing of IDs', async () => {
    await runPlain('1001');
    expect(await fixedOf()).toBeUndefined();
    expect(await harness.ledgerText(bridge.settings.masivo.account)).not.toContain('masivo-id');
  });
});

describe('what does not pass through the mapping', () => {
  test('asks nobody by an ID that is not known', async () => {
    // Somebody else, by the till, whose number is this shopper's ID in the store.
    await run(signupAs('1001', { id: '9' }));
    const before = await truthOf(harness, '1001');
    const gets = await callsOf(harness, 'GET /customers/{id}');
    const yes = consentEnvelope('subscribed', { at: '2026-11-01T09:00:00Z' });
    expect(await endOf(yes)).toBe('waiting: customer-not-there-yet');
    expect(await callsOf(harness, 'GET /customers/{id}')).toBe(gets);
    expect(await truthOf(harness, '1001')).toEqual(before);
    expect(await endOf(signupAs('77'))).toBe('created');
    expect(await emailMarketing(harness, '77')).toBe(true);
  });

  test('a deletion of somebody unknown ends, and changes nobody', async () => {
    await run(signupAs('1001', { id: '9' }));
    const before = await truthOf(harness, '1001');
    expect(await endOf(deletionEnvelope())).toBe('ignored: deleted-in-store');
    expect(await truthOf(harness, '1001')).toEqual(before);
    expect(await endOf(signupAs('77'))).toBe('ignored: deleted-in-store');
  });

  test('a merge of somebody unknown is carried by the kept one, and changes nobody else', async () => {
    await createElsewhere(harness);
    const before = await truthOf(harness, '1001');
    await run(signupAs('78', { id: '1002', email: 'kept@example.com' }));
    expect(await ended(mergeEnvelope())).toBe('exists');
    expect((await truthOf(harness, '78'))?.metadata.linked).toBe('shopify/default/1001');
    expect(await truthOf(harness, '1001')).toEqual(before);
  });

  test('consent and a deletion go by the fixed ID', async () => {
    await run(signupAs('77', { more: word('subscribed') }));
    await run(consentEnvelope('unsubscribed', { at: '2026-11-02T10:00:00Z' }));
    expect(await emailMarketing(harness, '77')).toBe(false);
    harness.pass(longMs);
    expect(await endOf(deletionEnvelope())).toBe('updated: deleted-in-store');
    expect((await truthOf(harness, '77'))?.metadata.deleted_in_store).toBeDefined();
  });

  test('a merge has the kept one carry the store’s ID, each under its own in Masivo', async () => {
    await run(signupAs('77'));
    await run(signupAs('78', { id: '1002' }));
    expect(await ended(mergeEnvelope())).toBe('exists');
    expect((await truthOf(harness, '78'))?.metadata.linked).toBe('shopify/default/1001');
    expect((await truthOf(harness, '77'))?.metadata.store_customer).toBe('1001');
  });
});

describe('an erasure', () => {
  const isEmpty = async (id: string) => {
    const { name, metadata } = (await truthOf(harness, id)) ?? {};
    return name === 'Erased' && JSON.stringify(metadata) === '{}';
  };
  const inMasivo = (customer: string) => ({ code: 'erased-but-in-masivo', params: { customer } });

  test('empties the customer under the fixed ID, and its task names that one', async () => {
    await run(signupAs('77'));
    expect(await erased()).toMatchObject({ outcome: 'ignored', reason: inMasivo('77') });
    expect(await isEmpty('77')).toBe(true);
    const text = await harness.ledgerText(bridge.settings.masivo.account);
    expect(text).toContain('"customer":"77"');
    expect(text).not.toContain('Shopper');
  });

  test('goes on by it where Masivo did not answer at first', async () => {
    await run(signupAs('77'));
    await misbehave(harness, { match: on.get, times: 1, do: 'status', status: 503 });
    expect(await erased()).toMatchObject({ outcome: 'retry' });
    expect(await erased()).toMatchObject({ outcome: 'ignored', reason: inMasivo('77') });
    expect(await isEmpty('77')).toBe(true);
  });

  test('of whom Masivo had before the setting was turned on empties that one', async () => {
    await runPlain('1001');
    expect(await erased()).toMatchObject({ outcome: 'ignored', reason: inMasivo('1001') });
    expect(await isEmpty('1001')).toBe(true);
  });

  test.each(['never heard of', 'known by its consent alone'])(
    'of somebody %s empties nobody else',
    async (how) => {
      // Somebody else, by the till, whose number is this shopper's ID in the store.
      await createElsewhere(harness);
      const before = await truthOf(harness, '1001');
      if (how !== 'never heard of') await run(consentEnvelope('subscribed', { at: '2026-11-01T09:00:00Z' }));
      expect(await erased()).toMatchObject({ outcome: 'ignored', reason: { code: 'erased' } });
      expect(await truthOf(harness, '1001')).toEqual(before);
    },
  );

  // It waited for an e-mail when the setting was turned off, and reservations counted no more.
  test('of whom Masivo never had leaves alone whom the store calls by that ID', async () => {
    await run(signupAs('77', { email: null }));
    await runPlain('77');
    const before = await truthOf(harness, '77');
    expect(before?.name).toBe('First Shopper');
    expect(await erased()).toMatchObject({ outcome: 'ignored', reason: { code: 'erased' } });
    expect(await truthOf(harness, '77')).toEqual(before);
  });

  test('asked for by the e-mail goes by the fixed ID', async () => {
    await run(signupAs('77'));
    const body = {
      ...{ shop_id: 1, shop_domain: 'shop.myshopify.com', orders_to_redact: [5] },
      customer: { email: 'shopper.1001@example.com' },
    };
    const redact = shopifyEnvelope({ topic: 'customers/redact' });
    const asked = { ...redact, body: Buffer.from(JSON.stringify(body)).toString('base64') };
    expect(await ended(asked)).toBe('ignored');
    expect(await isEmpty('77')).toBe(true);
  });

  test('takes the ID back from the one who carries it, under that one’s own ID', async () => {
    await run(signupAs('77'));
    const second = signupAs('78', { id: '2', store: 'second', email: 'shopper.1001@example.com' });
    expect(await ended(second)).toBe('exists');
    expect((await truthOf(harness, '77'))?.metadata).toEqual({
      ...{ ...home, store_customer: '1001' },
      linked: 'shopify/second/2',
    });
    harness.pass(longMs);
    await erased('2', 'second');
    expect((await truthOf(harness, '77'))?.metadata).toEqual({ ...home, store_customer: '1001' });
  });
});

describe('a shopper of another store with the same e-mail', () => {
  test('is linked to the owner, whom Masivo has under its own ID', async () => {
    await run(signupAs('77'));
    const stripe = stripeEnvelope({}, { email: 'shopper.1001@example.com', name: 'Guest' });
    expect(await ended(stripe)).toBe('exists');
    expect((await truthOf(harness, '77'))?.metadata.linked).toMatch(/^stripe\/default\/cus_/);
    expect(await customersIn(harness)).toBe(1);
  });
});

describe('a customer whom an operator decides on', () => {
  test.each([
    ['create', 1],
    ['migrate', 0],
  ] as const)('is released (%s) under the fixed ID', async (release, registrations) => {
    bridge = await harness.fresh({ store: { ...shop, maxCreationsPerHour: 1 } });
    await run(signupAs('76', { id: '1' }));
    const held = signupAs('77');
    expect(await endOf(held)).toBe('held: flood-limit-reached');
    const act = actOn(shopper, { id: held.id, series: 1, release, at: harness.now() });
    expect(['created', 'exists']).toContain(await ended(act));
    expect(await truthOf(harness, '77')).toMatchObject({ registrations, purposes: {} });
    expect(await customersIn(harness)).toBe(2);
  });

  test('is replayed under it, whatever the mapping makes of the event by now', async () => {
    const signup = signupAs('77');
    await run(signup);
    const renumbered = ownMapping((_, customer) => ({ ...customer, id: 'EU-1' }));
    await run({ ...signup, series: 1 }, { mapping: renumbered });
    expect(await bridge.record(signup)).toMatchObject({
      outcome: 'unchanged',
      reason: { code: 'masivo-id-differs' },
    });
    expect(await customersIn(harness)).toBe(1);
  });
});

describe('a restored ledger', () => {
  const attached = () =>
    harness.bridge({ ...bridge.settings, ledgerRestoredAt: harness.now().toISOString() });

  test('goes by the ID that its item has', async () => {
    await run(signupAs('77'));
    const restored = attached();
    harness.pass(longMs);
    expect(await ended(changeAs('78', 2, { name: 'Second' }), restored)).toBe('updated');
    expect((await truthOf(harness, '77'))?.name).toBe('Second Shopper');
    expect(await customersIn(harness)).toBe(1);
  });

  test('asks about whom it has lost by the ID that the mapping gives', async () => {
    const restore = await harness.ledgerAsOfNow();
    await run(signupAs('77'));
    await restore();
    const restored = attached();
    harness.pass(longMs);
    expect(await ended(changeAs('77', 2, { name: 'Second' }), restored)).toBe('created');
    expect(await truthOf(harness, '77')).toMatchObject({ name: 'Second Shopper', registrations: 1 });
    expect(await customersIn(harness)).toBe(1);
  });

  test('empties nobody by an ID that nothing has fixed', async () => {
    await createElsewhere(harness);
    await run(consentEnvelope('subscribed', { at: '2026-11-01T09:00:00Z' }));
    const restored = attached();
    harness.pass(longMs);
    await erased('1001', 'default', restored);
    expect((await truthOf(harness, '1001'))?.name).toBe('Elsewhere');
  });

  test.each<[string, () => ReturnType<typeof consentEnvelope>]>([
    ['a consent statement', () => consentEnvelope('subscribed', { at: '2026-11-01T09:00:00Z' })],
    ['a deletion', deletionEnvelope],
  ])('fixes no ID by %s, which names none', async (what, event) => {
    const restore = await harness.ledgerAsOfNow();
    await run(signupAs('77'));
    await restore();
    await createElsewhere(harness, { email: 'till@example.com' });
    const restored = attached();
    const first = event();
    expect(await ended(first, restored)).toBe(what === 'a deletion' ? 'ignored' : 'waiting');
    expect(await fixedOf('1001', restored)).toBeUndefined();
    harness.pass(longMs);
    if (what !== 'a deletion') {
      expect(await ended(changeAs('77', 2, { name: 'Second' }), restored)).not.toBe('refused');
      expect(await truthOf(harness, '77')).toMatchObject({ name: 'Second Shopper', registrations: 1 });
    }
    await erased('1001', 'default', restored);
    expect((await truthOf(harness, '1001'))?.name).toBe('Elsewhere');
    expect(await customersIn(harness)).toBe(2);
  });

  test('empties nobody by such an ID after a death either', async () => {
    await createElsewhere(harness);
    await run(consentEnvelope('subscribed', { at: '2026-11-01T09:00:00Z' }));
    const restored = attached();
    harness.pass(longMs);
    const act = actOn(shopper, { id: 'e'.repeat(32), series: 0, erase: { emails: [] }, at: harness.now() });
    const ledger = dying(restored.ledger, 'claim', 'after');
    await expect(run(act, { ledger }, restored)).rejects.toBeInstanceOf(Died);
    harness.pass(afterTheLeaseMs + longMs);
    await erased('1001', 'default', restored);
    expect((await truthOf(harness, '1001'))?.name).toBe('Elsewhere');
  });
});
