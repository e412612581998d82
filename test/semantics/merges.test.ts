import type { Envelope, Release } from '../../lambda/envelope';
import { attentionOf } from '../../lambda/ledger/customer-item';
import { actOn } from '../../lambda/new-envelope';
import { deletionEnvelope, mergeEnvelope, shopifyEnvelope } from '../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import { customersIn, emailMarketing, misbehave, on, truthOf } from '../support/masivo-truth';
import {
  afterTheLeaseMs,
  consent,
  entryOf,
  outcomeOf,
  shopper,
  statement,
  untilEnded,
  update,
  word,
} from '../support/stories';

/** The store has made two shoppers one: 1001 goes into 1002. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent } });
});

const endOf = async (envelope: Envelope) => {
  const outcome = await untilEnded(harness, bridge, envelope);
  return [outcome, (await bridge.record(envelope)).reason?.code];
};
const act = (release: Release) =>
  actOn(shopper, { id: 'a'.repeat(32), series: 1, release, at: harness.now() });
const kept = { ...shopper, customer: '1002' };
const link = 'shopify/default/1001';
const signup = (state = 'unsubscribed') => shopifyEnvelope({ more: word(state) });
const keptSignup = (state = 'unsubscribed') => shopifyEnvelope({ id: '1002', more: word(state) });
const carried = async () => (await truthOf(harness, '1002'))?.metadata.linked;
const waitsFor = async (name = shopper) => attentionOf((await entryOf(bridge, name)).state)?.kind;

const bothWallets = /"wallet":"[^"]+","keptWallet":"[^"]+"/;

describe('of two customers whom Masivo has', () => {
  beforeEach(async () => {
    await bridge.run(signup());
    await bridge.run(keptSignup());
  });

  test('the kept one carries the id, and an operator has to decide on two wallets', async () => {
    const merge = mergeEnvelope();
    expect(await endOf(merge)).toEqual(['exists', 'merged-with']);
    const reason = (await bridge.record(merge)).reason;
    expect(reason).toMatchObject({ params: { customer: '1002', source: 'shopify', store: 'default' } });
    expect(JSON.stringify(reason)).toMatch(bothWallets);
    expect(await carried()).toBe(link);
    expect(await truthOf(harness, '1001')).toMatchObject({ name: 'First Shopper', registrations: 1 });
    expect(await waitsFor()).toBe('merged');
    expect(await waitsFor(kept)).toBeUndefined();
  });

  test('an operator who has seen to it ends that, and nothing else does', async () => {
    await bridge.run(mergeEnvelope());
    for (const how of ['create', 'migrate', 'link'] as const) {
      expect(await endOf({ ...act(how), id: how.charCodeAt(0).toString(16).repeat(16) })).toEqual([
        'ignored',
        'merged-into',
      ]);
    }
    expect(await waitsFor()).toBe('merged');
    expect(await endOf(act('drop'))).toEqual(['ignored', 'merged-into']);
    expect(await waitsFor()).toBeUndefined();
    expect(await customersIn(harness)).toBe(2);
  });

  test('later consent of the id that is no more counts for the kept one, and all else is ignored', async () => {
    await bridge.run(mergeEnvelope());
    expect(await endOf(statement('subscribed', 25))).toEqual(['ignored', 'merged-into']);
    expect(await endOf(update(26, { name: 'Later' }))).toEqual(['ignored', 'merged-into']);
    expect([await emailMarketing(harness, '1002'), await emailMarketing(harness, '1001')]).toEqual([
      true,
      false,
    ]);
    expect((await truthOf(harness, '1001'))?.name).toBe('First Shopper');
    expect((await truthOf(harness, '1002'))?.name).toBe('First Shopper');
    // An older statement than the kept one's own changes nothing.
    await bridge.run(statement('unsubscribed', 28, { id: '1002' }));
    await bridge.run(statement('subscribed', 27));
    expect(await emailMarketing(harness, '1002')).toBe(false);
  });

  test('a deletion of the id that is no more marks its own customer, and never the kept one', async () => {
    await bridge.run(mergeEnvelope());
    expect(await endOf(deletionEnvelope())).toEqual(['updated', 'deleted-in-store']);
    expect((await truthOf(harness, '1001'))?.metadata.deleted_in_store).toBe('2026-11-20');
    expect((await truthOf(harness, '1002'))?.metadata.deleted_in_store).toBeUndefined();
    // Its points are still there.
    expect(await waitsFor()).toBe('merged');
  });

  test('an update of the kept one keeps the link', async () => {
    await bridge.run(mergeEnvelope());
    expect(await outcomeOf(bridge, update(25, { id: '1002', name: 'Second' }))).toBe('updated');
    expect(await truthOf(harness, '1002')).toMatchObject({
      name: 'Second Shopper',
      metadata: { linked: link },
    });
  });

  test('the same again changes nothing', async () => {
    await bridge.run(mergeEnvelope());
    const before = await truthOf(harness, '1002');
    const again = mergeEnvelope();
    expect(await endOf(again)).toEqual(['exists', 'merged-with']);
    expect(await truthOf(harness, '1002')).toEqual(before);
    expect(JSON.stringify((await bridge.record(again)).reason)).toMatch(bothWallets);
  });

  test.each([
    ['claim', 'after'],
    ['confirm', 'before'],
    ['keep', 'before'],
  ] as const)('it dies: %s, %s', async (write, when) => {
    const merge = mergeEnvelope();
    await expect(bridge.run(merge, { ledger: dying(bridge.ledger, write, when) })).rejects.toBeInstanceOf(
      Died,
    );
    harness.pass(afterTheLeaseMs);
    expect(await endOf(merge)).toEqual(['exists', 'merged-with']);
    expect(await carried()).toBe(link);
    expect(await waitsFor()).toBe('merged');
    expect(JSON.stringify((await bridge.record(merge)).reason)).toMatch(bothWallets);
  });

  test.each([
    ['Masivo loses the answer', on.patch, 'close-after'],
    ['Masivo fails', on.patch, 'close-before'],
  ] as const)('%s to the change of the kept one', async (_, match, how) => {
    await misbehave(harness, { match, times: 1, do: how });
    expect(await endOf(mergeEnvelope())).toEqual(['exists', 'merged-with']);
    expect(await carried()).toBe(link);
  });

  test('another attempt holds the kept one: whatever comes next of the other takes it along', async () => {
    const held = await entryOf(bridge, kept);
    const until = harness.now().getTime() + 5000;
    const plans = { creates: false, overwrites: true, consentDue: false };
    await bridge.ledger.claim(held, held.state, { by: 'another', claim: 'theirs', until, ...plans });
    const merge = mergeEnvelope();
    expect(await bridge.run(merge)).toMatchObject({ kind: 'delay' });
    harness.pass(10_000);
    expect(await endOf(update(26, { name: 'Later' }))).toEqual(['ignored', 'merged-into']);
    expect(await carried()).toBe(link);
    expect(await endOf(merge)).toEqual(['exists', 'merged-with']);
  });

  test.each([
    ['failed', { status: 'failed', errors: [{ field: 'gift_cards', message: 'Jane Doe has gift cards' }] }],
    ['requested', { status: 'requested' }],
  ])('one that is %s changes nothing, and no message of it is told', async (_, own) => {
    const merge = mergeEnvelope(own);
    expect(await endOf(merge)).toEqual(['ignored', 'merge-not-completed']);
    expect(JSON.stringify((await bridge.record(merge)).reason)).not.toContain('Jane');
    expect(harness.lines.join('')).not.toContain('Jane');
    expect(await carried()).toBeUndefined();
  });
});

describe('of customers whom Masivo does not have both', () => {
  test('a merge that comes first: the id that is no more gets no account, the kept one carries it', async () => {
    expect(await endOf(mergeEnvelope())).toEqual(['exists', 'merged-with']);
    expect(await endOf(signup('subscribed'))).toEqual(['ignored', 'merged-into']);
    expect(await customersIn(harness)).toBe(0);
    expect(await outcomeOf(bridge, shopifyEnvelope({ id: '1002' }))).toBe('created');
    expect(await carried()).toBe(link);
    // Its signup stated it.
    expect(await emailMarketing(harness, '1002')).toBe(true);
    expect(await waitsFor()).toBeUndefined();
  });

  test('the kept one gets the e-mail of the other: the store has made them one, so it is linked', async () => {
    await bridge.run(signup('subscribed'));
    await bridge.run(mergeEnvelope());
    await bridge.run(deletionEnvelope());
    const own = { id: '1002', email: 'shopper.1001@example.com' };
    expect(await outcomeOf(bridge, shopifyEnvelope(own))).toBe('exists');
    expect((await truthOf(harness, '1001'))?.metadata.linked).toBe('shopify/default/1002');
    expect(await customersIn(harness)).toBe(1);
  });

  test('the kept one has an owner in another store: that one carries the id, too', async () => {
    const email = 'shopper.1002@example.com';
    await bridge.run(shopifyEnvelope({ id: '2001', store: 'second', email, more: word('unsubscribed') }));
    expect(await outcomeOf(bridge, keptSignup())).toBe('exists');
    await bridge.run(statement('subscribed', 17));
    expect(await endOf(mergeEnvelope())).toEqual(['exists', 'merged-with']);
    const owner = await truthOf(harness, '2001');
    expect(String(owner?.metadata.linked).split(' ').sort()).toEqual([link, 'shopify/default/1002']);
    expect(owner?.purposes).toMatchObject({ email_marketing: false });
  });

  test('it was merged once more: what comes of the first goes to the last', async () => {
    await bridge.run(mergeEnvelope());
    await bridge.run(mergeEnvelope({ id: '1002', into: '1003', sentAt: '2026-11-19T10:00:00Z' }));
    await bridge.run(statement('subscribed', 25));
    expect(await outcomeOf(bridge, shopifyEnvelope({ id: '1003' }))).toBe('created');
    expect(await emailMarketing(harness, '1003')).toBe(true);
    const { linked } = (await truthOf(harness, '1003'))?.metadata ?? {};
    expect(String(linked).split(' ').sort()).toEqual([link, 'shopify/default/1002']);
  });

  test('owners and merges lead in a circle: the attempt ends', async () => {
    const email = 'shopper.1002@example.com';
    await bridge.run(shopifyEnvelope({ id: '2001', store: 'second', email, more: word('unsubscribed') }));
    expect(await outcomeOf(bridge, keptSignup())).toBe('exists');
    await bridge.run(mergeEnvelope({ id: '2001', into: '2002', store: 'second' }));
    expect(await outcomeOf(bridge, shopifyEnvelope({ id: '2002', store: 'second', email }))).toBe('exists');
    expect(await endOf(mergeEnvelope())).toEqual(['exists', 'merged-with']);
    const { linked } = (await truthOf(harness, '2001'))?.metadata ?? {};
    expect(String(linked).split(' ').sort()).toEqual(['shopify/default/1002', 'shopify/second/2002']);
  });

  test('a creation that may have landed is seen to', async () => {
    await misbehave(harness, { match: on.post, times: 1, do: 'close-after' });
    const first = signup('subscribed');
    await bridge.run(first);
    expect(await endOf(mergeEnvelope())).toEqual(['created', 'merged-with']);
    expect((await truthOf(harness, '1001'))?.purposes).toMatchObject({ email_marketing: true });
    expect(await waitsFor()).toBe('merged');
  });
});

// Whatever order the store's webhooks come in, the same is left.
const events: Readonly<Record<string, () => Envelope>> = {
  merge: mergeEnvelope,
  deletion: deletionEnvelope,
  statement: () => statement('subscribed', 17),
  'update of the kept': () => update(19, { id: '1002', name: 'Kept' }),
};
function permutations<T>(all: readonly T[]): readonly (readonly T[])[] {
  return all.length < 2
    ? [all]
    : all.flatMap((first, place) =>
        permutations(all.filter((_, index) => index !== place)).map((rest) => [first, ...rest]),
      );
}

test.each(permutations(Object.keys(events)).map((order) => [order.join(', '), order] as const))(
  'in every order the same is left: %s',
  async (_, order) => {
    await bridge.run(signup());
    await bridge.run(keptSignup());
    for (const name of order) await untilEnded(harness, bridge, events[name]?.() ?? signup());
    expect(await truthOf(harness, '1002')).toMatchObject({
      name: 'Kept Shopper',
      metadata: { linked: link },
    });
    expect(await truthOf(harness, '1001')).toMatchObject({
      metadata: { deleted_in_store: '2026-11-20' },
      purposes: { email_marketing: false },
    });
    expect(await waitsFor()).toBe('merged');
    expect(await emailMarketing(harness, '1002')).toBe(true);
  },
);
