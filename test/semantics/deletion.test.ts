import type { Envelope, Release } from '../../lambda/envelope';
import { actOn } from '../../lambda/new-envelope';
import {
  deletionEnvelope,
  shopifyEnvelope,
  shopifyEventEnvelope,
  stripeEnvelope,
} from '../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, createElsewhere, lateWorkDone, misbehave, on, truthOf } from '../support/masivo-truth';
import {
  afterTheLeaseMs,
  consent,
  diesBeforeTheRecord,
  diesOnceLinked,
  entryOf,
  expireRecords,
  outcomeOf,
  shopper,
  statement,
  untilEnded,
  update,
  word,
} from '../support/stories';

/** The store has deleted a shopper: that is final, and Masivo's customer shows it. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent, mapping: { extras: ['phone'] } } });
});

const signup = () => shopifyEnvelope({ more: { ...word('subscribed'), phone: '+1000' } });
const endOf = async (envelope: Envelope) => {
  const outcome = await untilEnded(harness, bridge, envelope);
  return [outcome, (await bridge.record(envelope)).reason?.code];
};
const act = (release: Release, name = shopper) =>
  actOn(name, { id: 'a'.repeat(32), series: 1, release, at: harness.now() });
const inVain = ['ignored', 'deleted-in-store'];
const marked = { source: 'shopify', store: 'default', deleted_in_store: '2026-11-20' };
const noMarketing = { email_marketing: false, push_notifications: false, link_tracking: false };

describe('of a customer whom Masivo has', () => {
  let first: Envelope;
  beforeEach(async () => {
    first = signup();
    await bridge.run(first);
  });

  test.each([
    ['a webhook', () => deletionEnvelope()],
    ['an Event', () => deletionEnvelope({ asEvent: true })],
  ])('it is marked, and allows no marketing: told by %s', async (_, deletion) => {
    expect(await endOf(deletion())).toEqual(['updated', 'deleted-in-store']);
    expect(await truthOf(harness, '1001')).toMatchObject({
      name: 'First Shopper',
      metadata: { ...marked, phone: '+1000' },
      purposes: { ...consent.loyalty, ...noMarketing },
      registrations: 1,
    });
  });

  test.each([
    ['a late update', () => update(10, { name: 'Late' })],
    ['an update of after it', () => update(25, { name: 'Later', more: word('subscribed') })],
    ['a yes', () => statement('subscribed', 25)],
    ['a no', () => statement('unsubscribed', 25)],
    ['a replay', () => ({ ...first, series: 1 })],
    [
      'an Event',
      () => shopifyEventEnvelope({ action: 'update', updatedAt: '2026-11-26T10:00:00Z', name: 'Late' }),
    ],
  ])('%s changes nothing any more', async (_, later) => {
    await bridge.run(deletionEnvelope());
    expect(await endOf(later())).toEqual(inVain);
    expect(await truthOf(harness, '1001')).toMatchObject({
      name: 'First Shopper',
      metadata: marked,
      purposes: noMarketing,
    });
  });

  test('what comes after it costs no request', async () => {
    await bridge.run(deletionEnvelope());
    const before = await callsOf(harness, 'GET /customers/{id}');
    await bridge.run(update(25, { name: 'Later' }));
    expect(await endOf(deletionEnvelope({ sentAt: '2026-11-21T10:00:00Z' }))).toEqual([
      'unchanged',
      'deleted-in-store',
    ]);
    expect(await callsOf(harness, 'GET /customers/{id}')).toBe(before);
  });

  test('an update that came before it in the ledger is what Masivo shows', async () => {
    await bridge.run(update(25, { name: 'Newest' }));
    await bridge.run(deletionEnvelope());
    expect(await truthOf(harness, '1001')).toMatchObject({ name: 'Newest Shopper', metadata: marked });
  });

  test('of two events about it the first one tells when', async () => {
    await bridge.run(deletionEnvelope({ sentAt: '2026-11-21T10:00:00Z' }));
    expect(await endOf(deletionEnvelope())).toEqual(['updated', 'deleted-in-store']);
    expect((await truthOf(harness, '1001'))?.metadata).toMatchObject(marked);
  });

  test('and whom somebody deletes there: nobody is created, and nobody has to decide', async () => {
    await harness.control('POST', '/reset');
    harness.pass(60_000);
    expect(await endOf(deletionEnvelope())).toEqual(inVain);
    expect(await endOf(update(25))).toEqual(inVain);
    const { state } = await entryOf(bridge);
    expect(state.confirmed.masivo).toBe('gone');
    const item = await harness.itemOf(`${bridge.settings.masivo.account}|customer|shopify|default|1001`);
    expect(item.outcomeKey).toBeUndefined();
    expect(await endOf(act('create'))).toEqual(inVain);
    expect(await truthOf(harness, '1001')).toBeUndefined();
  });

  test('once their records have expired, it is as final', async () => {
    const deletion = deletionEnvelope();
    await bridge.run(deletion);
    await expireRecords(harness, bridge, first, deletion);
    expect(await endOf(update(25, { name: 'Later', more: word('subscribed') }))).toEqual(inVain);
  });

  describe('where something goes wrong', () => {
    const shown = { metadata: marked, purposes: noMarketing, registrations: 1 };

    test.each([
      ['claim', 'after'],
      ['confirm', 'before'],
    ] as const)('it dies: %s, %s', async (write, when) => {
      const deletion = deletionEnvelope();
      await expect(
        bridge.run(deletion, { ledger: dying(bridge.ledger, write, when) }),
      ).rejects.toBeInstanceOf(Died);
      harness.pass(afterTheLeaseMs);
      // Whatever comes next does its work.
      expect(await endOf(update(25, { name: 'Later' }))).toEqual(inVain);
      expect(await truthOf(harness, '1001')).toMatchObject({ name: 'First Shopper', ...shown });
      expect(await endOf(deletion)).toEqual([expect.anything(), 'deleted-in-store']);
    });

    test.each([
      ['the mark', on.patch],
      ['the consent record', on.consent],
    ])('the answer to %s is lost', async (_, match) => {
      await misbehave(harness, { match, times: 1, do: 'close-after' });
      expect(await endOf(deletionEnvelope())).toEqual(['updated', 'deleted-in-store']);
      expect(await truthOf(harness, '1001')).toMatchObject(shown);
    });

    test('a yes whose answer was lost lands after it', async () => {
      await bridge.run(statement('unsubscribed', 5));
      await misbehave(harness, { match: on.consent, times: 1, do: 'work-late' });
      await bridge.run(statement('subscribed', 6));
      const deletion = deletionEnvelope();
      expect(await bridge.run(deletion)).toMatchObject({ kind: 'delay' });
      await lateWorkDone(harness);
      expect(await endOf(deletion)).toEqual(['updated', 'deleted-in-store']);
      expect(await truthOf(harness, '1001')).toMatchObject(shown);
    });
  });
});

describe('of a customer whom Masivo lacks', () => {
  test('that comes first: the signup creates nobody', async () => {
    const deletion = deletionEnvelope();
    expect(await endOf(deletion)).toEqual(inVain);
    await expireRecords(harness, bridge, deletion);
    expect(await endOf(signup())).toEqual(inVain);
    expect(await endOf(statement('subscribed', 25))).toEqual(inVain);
    expect(await truthOf(harness, '1001')).toBeUndefined();
  });

  test('who waits for an e-mail: one that comes creates nobody', async () => {
    await bridge.run(shopifyEnvelope({ email: null }));
    expect(await endOf(deletionEnvelope())).toEqual(inVain);
    expect(await endOf(update(25))).toEqual(inVain);
    expect(await truthOf(harness, '1001')).toBeUndefined();
  });

  test('whose creation may have landed: it is asked about until nothing can land', async () => {
    await misbehave(harness, { match: on.post, times: 1, do: 'close-after' });
    const first = signup();
    await bridge.run(first);
    expect(await endOf(deletionEnvelope())).toEqual(['created', 'deleted-in-store']);
    expect(await truthOf(harness, '1001')).toMatchObject({ metadata: marked, purposes: noMarketing });
    expect(await endOf(first)).toEqual(inVain);
  });

  test('whose creation did not land: its delivery creates nobody any more', async () => {
    await misbehave(harness, { match: on.post, times: 1, do: 'close-before' });
    const first = signup();
    await bridge.run(first);
    expect(await endOf(deletionEnvelope())).toEqual(inVain);
    expect(await endOf(first)).toEqual(inVain);
    expect(await truthOf(harness, '1001')).toBeUndefined();
  });

  test('whose creation died before its consent record', async () => {
    await diesBeforeTheRecord(bridge, signup());
    harness.pass(afterTheLeaseMs);
    expect(await endOf(deletionEnvelope())).toEqual(['created', 'deleted-in-store']);
    expect(await truthOf(harness, '1001')).toMatchObject({ metadata: marked, purposes: noMarketing });
  });

  test('who is held, is held no more', async () => {
    bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
    await bridge.run(shopifyEnvelope({ id: '1002' }));
    expect(await outcomeOf(bridge, signup())).toBe('held');
    const item = () => harness.itemOf(`${bridge.settings.masivo.account}|customer|shopify|default|1001`);
    expect((await item()).outcomeKey).toBeDefined();
    expect(await endOf(deletionEnvelope())).toEqual(inVain);
    expect((await item()).outcomeKey).toBeUndefined();
    expect(await endOf(act('create'))).toEqual(inVain);
    expect(await truthOf(harness, '1001')).toBeUndefined();
  });

  test('who was given to Masivo without rewards: it is marked once it shows', async () => {
    bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
    await bridge.run(shopifyEnvelope({ id: '1002' }));
    await bridge.run(signup());
    await bridge.run(act('migrate'));
    const deletion = deletionEnvelope();
    expect(await endOf(deletion)).toEqual(['exists', 'deleted-in-store']);
    expect(await truthOf(harness, '1001')).toMatchObject({ metadata: marked, purposes: noMarketing });
  });
});

test('of a customer whom somebody else brought to Masivo: it is marked, and what others wrote stays', async () => {
  await createElsewhere(harness, { metadata: { vip: 'yes' } });
  expect(await endOf(deletionEnvelope())).toEqual(['updated', 'deleted-in-store']);
  expect(await truthOf(harness, '1001')).toMatchObject({
    name: 'Elsewhere',
    metadata: { vip: 'yes', ...marked },
    purposes: { ...consent.loyalty, ...noMarketing },
  });
});

describe('by the settings', () => {
  test('the loyalty purposes are withdrawn, too', async () => {
    bridge = await harness.fresh({
      store: { consent: { ...consent, whenDeleted: { loyalty: 'withdraw' } } },
    });
    await bridge.run(signup());
    await bridge.run(deletionEnvelope());
    const none = { behavioral_campaigns: false, coupon_campaigns: false, punchcard_campaigns: false };
    expect((await truthOf(harness, '1001'))?.purposes).toEqual({ ...none, ...noMarketing });
  });

  test('a store that sends no consent gets the mark alone', async () => {
    bridge = await harness.fresh({ store: { consent: 'off' } });
    await bridge.run(signup());
    expect(await endOf(deletionEnvelope())).toEqual(['updated', 'deleted-in-store']);
    expect(await truthOf(harness, '1001')).toMatchObject({ metadata: marked, purposes: undefined });
  });
});

describe('and the same e-mail in another store', () => {
  const twin = () => shopifyEnvelope({ id: '2001', store: 'second', email: 'shopper.1001@example.com' });

  test('who was linked stays so', async () => {
    await bridge.run(signup());
    expect(await outcomeOf(bridge, twin())).toBe('exists');
    await bridge.run(deletionEnvelope());
    expect(await truthOf(harness, '1001')).toMatchObject({
      metadata: { ...marked, linked: 'shopify/second/2001' },
    });
    expect(await endOf(update(25, { id: '2001', store: 'second' }))).toEqual(['exists', 'linked-to-owner']);
  });

  test('a linked one that is deleted: the account of the other one stays as it is', async () => {
    await bridge.run(signup());
    await bridge.run(twin());
    expect(await endOf(deletionEnvelope({ id: '2001', store: 'second' }))).toEqual(inVain);
    expect(await endOf(update(25, { id: '2001', store: 'second' }))).toEqual(inVain);
    const owner = await truthOf(harness, '1001');
    expect(owner?.metadata.deleted_in_store).toBeUndefined();
    expect(owner?.purposes).toMatchObject({ email_marketing: true });
  });

  describe('whose link no attempt has confirmed yet', () => {
    const second = { ...shopper, store: 'second', customer: '2001' };
    const deletion = () => deletionEnvelope({ id: '2001', store: 'second' });
    const linkedInTheLedger = async () => (await entryOf(bridge, second)).state.confirmed;
    beforeEach(async () => {
      await bridge.run(signup());
    });
    afterEach(async () => {
      expect(await linkedInTheLedger()).toEqual({ masivo: 'linked', owner: shopper });
      expect(await truthOf(harness, '2001')).toBeUndefined();
      expect((await truthOf(harness, '1001'))?.metadata).toMatchObject({ linked: 'shopify/second/2001' });
      expect((await truthOf(harness, '1001'))?.metadata.deleted_in_store).toBeUndefined();
      const erase = {
        ...actOn(second, { id: 'e'.repeat(32), series: 0, erase: { emails: [] }, at: harness.now() }),
      };
      expect(await untilEnded(harness, bridge, erase)).toBe('ignored');
      expect((await truthOf(harness, '1001'))?.metadata.linked).toBeUndefined();
      expect((await entryOf(bridge)).state.links).toBeUndefined();
    });

    test('the ledger knows who carries the id, after an attempt that died', async () => {
      await diesOnceLinked(bridge, twin());
      harness.pass(afterTheLeaseMs);
      expect(await linkedInTheLedger()).toEqual({ masivo: 'unknown' });
      expect(await endOf(deletion())).toEqual(inVain);
    });

    test('and after one whose lost creation may still land', async () => {
      await misbehave(harness, { match: on.post, times: 1, do: 'close-before' });
      const lost = twin();
      await bridge.run(lost);
      expect(await bridge.run(lost)).toMatchObject({ kind: 'delay' });
      expect(await linkedInTheLedger()).toEqual({ masivo: 'unknown' });
      expect(await endOf(deletion())).toEqual(inVain);
    });
  });

  test('nobody is linked to a deleted one without a person', async () => {
    await bridge.run(signup());
    await bridge.run(deletionEnvelope());
    expect(await endOf(twin())).toEqual(['unlinked', 'owner-deleted']);
    const byHand = act('link', { source: 'shopify', store: 'second', customer: '2001' });
    expect(await endOf(byHand)).toEqual(['exists', 'linked-to-owner']);
    expect(await truthOf(harness, '1001')).toMatchObject({
      metadata: { ...marked, linked: 'shopify/second/2001' },
      purposes: noMarketing,
    });
  });
});

test("Stripe's customer", async () => {
  const own = { email: 'first@example.com', name: 'First' };
  await bridge.run(stripeEnvelope({}, own));
  const deletion = stripeEnvelope({ type: 'customer.deleted', created: 1_790_000_100 }, own);
  expect(await endOf(deletion)).toEqual(['updated', 'deleted-in-store']);
  expect(await endOf(stripeEnvelope({ type: 'customer.updated', created: 1_790_000_200 }, own))).toEqual(
    inVain,
  );
  expect(await truthOf(harness, 'cus_1')).toMatchObject({
    metadata: { source: 'stripe', deleted_in_store: '2026-09-21' },
    purposes: noMarketing,
  });
});
