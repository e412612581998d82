import type { Envelope } from '../../lambda/envelope';
import { actOn } from '../../lambda/new-envelope';
import { mergeEnvelope, type ShopperEvent, shopifyEnvelope } from '../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, customersIn, lateWorkDone, misbehave, on, truthOf } from '../support/masivo-truth';
import {
  afterTheLeaseMs,
  consent,
  diesOnceLinked,
  entryOf,
  outcomeOf,
  shopper,
  untilEnded,
  update,
} from '../support/stories';

/** Somebody is erased: what the bridge holds, what Masivo shows, and what comes later. */
harnessForFile();

let bridge: TestBridge;
let signup: Envelope;

const actOf = (customer = shopper.customer, letter = 'a', emails: readonly string[] = []): Envelope =>
  actOn(
    { ...shopper, customer },
    { id: letter.repeat(32), series: 0, erase: { emails: [...emails] }, at: harness.now() },
  );

/** What the ledger's items and the log lines still hold of the default shopper. */
async function traces(): Promise<readonly string[]> {
  const texts = [await harness.ledgerText(bridge.settings.masivo.account), harness.lines.join('\n')];
  return ['Jane', 'shopper.1001', '+15550100', 'likes tea'].filter((each) =>
    texts.some((text) => text.includes(each)),
  );
}

const late = { times: 1, do: 'work-late' } as const;
const dated = (event: ShopperEvent = {}) => shopifyEnvelope({ name: 'Jane', ...event });
/** As stores send it at this moment. */
const now = () => harness.now().toISOString();

async function signedUp(): Promise<void> {
  harness.lines.length = 0;
  bridge = await harness.fresh({
    store: { consent, mapping: { extras: ['note', 'phone'] } },
  });
  signup = dated({ more: { note: 'likes tea', phone: '+15550100' } });
  expect(await outcomeOf(bridge, signup)).toBe('created');
}

const erase = async (act = actOf()) => {
  expect(await untilEnded(harness, bridge, act)).toBe('ignored');
  return (await bridge.record(act)).reason;
};

const emptied = {
  name: 'Erased',
  metadata: {},
  registrations: 1,
  purposes: {
    behavioral_campaigns: false,
    coupon_campaigns: false,
    punchcard_campaigns: false,
    email_marketing: false,
    push_notifications: false,
    link_tracking: false,
  },
};

describe('one whom Masivo has', () => {
  beforeEach(signedUp);

  test('is emptied there and gone from the ledger; the log says what is left to delete by hand', async () => {
    await bridge.run(update(3, { name: 'Jane', email: 'jane.new@example.com' }));
    expect(await traces()).not.toEqual([]);
    expect(await erase()).toEqual({ code: 'erased-but-in-masivo', params: { customer: '1001' } });
    expect(await truthOf(harness, '1001')).toMatchObject(emptied);
    expect(await traces()).toEqual([]);
    expect(await bridge.ledger.delivery(signup.id)).toBeUndefined();
    expect((await entryOf(bridge)).version).toBe(0);
    expect(await bridge.record(actOf())).toMatchObject({ customer: null, headers: {} });
    for (const email of ['Shopper.1001@example.com', 'jane.new@example.com']) {
      expect(await bridge.ledger.erasedAt({ email })).toBeDefined();
    }
  });

  test.each([
    ['a message that waited', () => update(2, { name: 'Jane' })],
    ['a copy of the signup, as a redrive or a captured webhook brings it', () => signup],
    ['a replay', () => ({ ...signup, series: 1 })],
    ['a release', () => actOn(shopper, { id: signup.id, series: 2, release: 'create', at: harness.now() })],
    ['a change from after it', () => update(29, { name: 'Jane' })],
    ['an event that is ignored', () => dated({ topic: 'customers/tags_added' })],
    ['an event that is refused', () => dated({ more: { admin_graphql_api_id: null, id: 1001, email: 'x' } })],
  ])('%s ends as ignored, and leaves nothing', async (_, eventOf) => {
    const event = eventOf();
    await erase();
    const requests = await callsOf(harness, 'GET /customers/1001');
    expect(await outcomeOf(bridge, event)).toBe('ignored');
    const { reason, customer, body, headers, mapped } = await bridge.record(event);
    expect({ reason, customer, bytes: body.length, headers, mapped }).toEqual({
      reason: { code: 'erased' },
      customer: null,
      bytes: 0,
      headers: {},
      mapped: undefined,
    });
    expect(await traces()).toEqual([]);
    expect(await truthOf(harness, '1001')).toMatchObject(emptied);
    expect(await callsOf(harness, 'GET /customers/1001')).toBe(requests);
  });

  test('what comes while it is being erased is kept nowhere either', async () => {
    await bridge.run(actOf());
    expect(await outcomeOf(bridge, update(2, { name: 'Jane' }))).toBe('ignored');
    expect(await traces()).toEqual([]);
  });

  test('an event that was being tried when it began leaves nothing in the end', async () => {
    await bridge.run(actOf());
    // Its attempt had read the customer before.
    const late = { ...(await bridge.record(actOf())), id: 'f'.repeat(32), customer: '1001', attemptCount: 1 };
    await bridge.ledger.record({ ...late, body: Buffer.from('Jane') }, 0);
    await erase();
    expect(await traces()).toEqual([]);
  });

  test('a signup of another store that waited creates and links nobody, and leaves nothing', async () => {
    const other = dated({ id: '2002', email: 'shopper.1001@example.com', store: 'second' });
    await erase();
    expect(await outcomeOf(bridge, other)).toBe('ignored');
    expect((await bridge.record(other)).reason).toEqual({ code: 'email-erased' });
    expect(await customersIn(harness)).toBe(1);
    expect(await traces()).toEqual([]);
    // Nor once the merchant has deleted the old customer in Masivo.
    await harness.control('POST', '/reset');
    expect(await outcomeOf(bridge, { ...other, series: 1 })).toBe('ignored');
    expect(await customersIn(harness)).toBe(0);
  });

  test('a later signup under a new id is refused while Masivo has the e-mail, and created once it has not', async () => {
    await erase();
    const again = dated({ id: '3003', email: 'shopper.1001@example.com', createdAt: now() });
    expect(await untilEnded(harness, bridge, again)).toBe('refused');
    expect((await bridge.record(again)).reason).toEqual({ code: 'erased-in-masivo-first' });
    await harness.control('POST', '/reset');
    expect(await untilEnded(harness, bridge, { ...again, series: 1 })).toBe('created');
    expect(await truthOf(harness, '3003')).toMatchObject({
      metadata: expect.not.objectContaining({ linked: '' }),
    });
  });

  test('a customer of another store who was linked to it is gone, and nobody is created', async () => {
    const linked = dated({ id: '2002', email: 'shopper.1001@example.com', store: 'second' });
    expect(await untilEnded(harness, bridge, linked)).toBe('exists');
    await erase();
    const change = update(20, { id: '2002', email: 'shopper.1001@example.com', store: 'second' });
    expect(await untilEnded(harness, bridge, change)).toBe('gone');
    expect(await customersIn(harness)).toBe(1);
  });

  describe('linked to another one', () => {
    const twin = { ...shopper, store: 'second', customer: '2002' };
    const twinsAct = () => ({ ...actOf(), ...twin });
    const owners = async () => (await truthOf(harness, '1001'))?.metadata;
    beforeEach(async () => {
      const other = dated({ id: '2002', email: 'shopper.1001@example.com', store: 'second' });
      expect(await untilEnded(harness, bridge, other)).toBe('exists');
      expect(await owners()).toMatchObject({ linked: 'shopify/second/2002' });
    });
    const isFree = async () => {
      expect(await owners()).toEqual(expect.not.objectContaining({ linked: expect.anything() }));
      expect(await owners()).toMatchObject({ note: 'likes tea' });
      expect((await entryOf(bridge)).state.links).toBeUndefined();
      expect((await entryOf(bridge, twin)).version).toBe(0);
    };

    test('its id is taken from that one, who stays', async () => {
      expect(await erase(twinsAct())).toEqual({ code: 'erased' });
      await isFree();
      const change = update(20, { name: 'Jane', email: 'shopper.1001@example.com' });
      expect(await untilEnded(harness, bridge, change)).not.toBe('gone');
      await isFree();
    });

    test.each([
      ['is lost', 'close-after'],
      ['never arrives', 'close-before'],
    ])('a change of that one that %s is repeated', async (_, what) => {
      await misbehave(harness, { match: on.patch, times: 1, do: what });
      await erase(twinsAct());
      await isFree();
    });

    test.each([
      ['claim', 'after'],
      ['confirm', 'before'],
      ['deleteDeliveries', 'before'],
    ] as const)('it dies at %s, %s: it is repeated', async (write, when) => {
      const ledger = dying(bridge.ledger, write, when);
      await expect(bridge.run(twinsAct(), { ledger })).rejects.toBeInstanceOf(Died);
      harness.pass(afterTheLeaseMs);
      await erase(twinsAct());
      await isFree();
    });
  });

  describe('whose link no attempt has confirmed', () => {
    const twin = { ...shopper, store: 'second', customer: '2002' };
    const linksOf = async (id: string) => (await truthOf(harness, id))?.metadata.linked;

    test('its id is taken from the owner of the e-mail', async () => {
      const other = dated({ id: '2002', email: 'shopper.1001@example.com', store: 'second' });
      await diesOnceLinked(bridge, other);
      expect((await entryOf(bridge, twin)).state.confirmed).toEqual({ masivo: 'unknown' });
      expect(await linksOf('1001')).toBe('shopify/second/2002');
      harness.pass(afterTheLeaseMs);
      expect(await erase({ ...actOf(), ...twin })).toEqual({ code: 'erased' });
      expect(await linksOf('1001')).toBeUndefined();
      expect((await entryOf(bridge)).state.links).toBeUndefined();
    });
  });

  test('of two who carry its id, the owner of its e-mail and whom the store keeps of two, neither does any more', async () => {
    const linked = dated({ id: '2002', email: 'shopper.1001@example.com' });
    expect(await untilEnded(harness, bridge, linked)).toBe('exists');
    await outcomeOf(bridge, dated({ id: '3003' }));
    await untilEnded(harness, bridge, mergeEnvelope({ id: '2002', into: '3003' }));
    const links = async () => [
      (await truthOf(harness, '1001'))?.metadata.linked,
      (await truthOf(harness, '3003'))?.metadata.linked,
    ];
    expect(await links()).toEqual(['shopify/default/2002', 'shopify/default/2002']);
    await erase(actOf('2002'));
    expect(await links()).toEqual([undefined, undefined]);
  });

  test('merged into one who is linked, its id is taken from that one’s owner as well', async () => {
    const linked = dated({ id: '2002', email: 'shopper.1001@example.com' });
    expect(await untilEnded(harness, bridge, linked)).toBe('exists');
    await outcomeOf(bridge, dated({ id: '3003', email: null }));
    await untilEnded(harness, bridge, mergeEnvelope({ id: '3003', into: '2002' }));
    const links = async () => (await truthOf(harness, '1001'))?.metadata.linked;
    expect(await links()).toContain('shopify/default/3003');
    await erase(actOf('3003'));
    expect(await links()).toBe('shopify/default/2002');
    expect((await entryOf(bridge)).state.links).toEqual(['shopify/default/2002']);
  });

  test('merged by the store into one who was erased before: it is the same person, and erased', async () => {
    await bridge.run(shopifyEnvelope({ id: '1002', email: 'kept@example.com' }));
    await erase(actOf('1002', 'b'));
    const merge = mergeEnvelope({ sentAt: now() });
    expect(await untilEnded(harness, bridge, merge)).toBe('ignored');
    expect((await bridge.record(merge)).reason).toMatchObject({ code: 'erased-but-in-masivo' });
    expect(await truthOf(harness, '1001')).toMatchObject(emptied);
    expect((await entryOf(bridge)).version).toBe(0);
    expect(await bridge.ledger.erasedAt(shopper)).toBeDefined();
    expect(await traces()).toEqual([]);
  });

  test('merged into one whose erasure ended between two reads of the same attempt: it is erased, too', async () => {
    const kept = { ...shopper, customer: '1002' };
    await bridge.run(shopifyEnvelope({ id: '1002', email: 'kept@example.com' }));
    const merge = mergeEnvelope({ sentAt: now() });
    const before = await bridge.ledger.open(kept, merge.id);
    await erase(actOf('1002', 'b'));
    let reads = 0;
    const open: TestBridge['ledger']['open'] = async (name, ...more) => {
      if (name.customer === kept.customer) reads += 1;
      return name.customer === kept.customer && reads === 1 ? before : bridge.ledger.open(name, ...more);
    };
    expect(await bridge.run(merge, { ledger: { ...bridge.ledger, open } })).toMatchObject({ kind: 'delay' });
    expect(reads).toBe(2);
    expect(await untilEnded(harness, bridge, merge)).toBe('ignored');
    expect(await truthOf(harness, '1001')).toMatchObject(emptied);
    expect((await entryOf(bridge)).version).toBe(0);
    expect(await traces()).toEqual([]);
  });

  test('merged, while it was erased, into one who carries its id by now: that one does not any more', async () => {
    const kept = { ...shopper, customer: '1002' };
    const link = async () => (await truthOf(harness, '1002'))?.metadata.linked;
    await bridge.run(shopifyEnvelope({ id: '1002', email: 'kept@example.com' }));
    const before = await entryOf(bridge);
    const merge = mergeEnvelope({ sentAt: now() });
    await bridge.run(merge);
    expect(await link()).toBe('shopify/default/1001');
    // The erasure had taken the item before the attempt at the merge could claim it.
    const merged = await entryOf(bridge);
    expect(await bridge.ledger.keep(merged, before.state, before.last)).toBe(true);
    await erase();
    expect(await link()).toBe('shopify/default/1001');

    expect(await untilEnded(harness, bridge, mergeEnvelope({ sentAt: now() }))).toBe('ignored');
    expect(await link()).toBeUndefined();
    expect((await entryOf(bridge, kept)).state.links).toBeUndefined();
    expect(await truthOf(harness, '1001')).toMatchObject(emptied);
  });

  test('erased once more, it ends alike', async () => {
    await erase();
    expect(await erase(actOf('1001', 'b'))).toMatchObject({ code: 'erased-but-in-masivo' });
    expect(await truthOf(harness, '1001')).toMatchObject(emptied);
    expect(await traces()).toEqual([]);
  });

  test('a copy of the message that read its log before the first one ended leaves nothing either', async () => {
    await erase();
    const open: TestBridge['ledger']['open'] = async (...args) => {
      const opened = await bridge.ledger.open(...args);
      return opened.kind === 'newer' ? opened : { ...opened, delivery: undefined };
    };
    const ledger = { ...bridge.ledger, open };
    expect(await bridge.run(actOf(), { ledger })).toMatchObject({ kind: 'delay' });
    expect((await entryOf(bridge)).version).not.toBe(0);
    for (let tries = 0; tries < 4; tries += 1) {
      harness.pass(afterTheLeaseMs);
      await bridge.run(actOf());
    }
    expect((await entryOf(bridge)).version).toBe(0);
  });

  test('what Masivo answers while it is erased is not kept', async () => {
    await misbehave(harness, { match: on.patch, times: 1, do: 'status', status: 503 });
    await bridge.run(actOf());
    const [{ calls } = { calls: [] }] = (await bridge.record(actOf())).attempts;
    expect(calls).toContainEqual(expect.objectContaining({ status: 503 }));
    expect(calls).not.toContainEqual(expect.objectContaining({ answered: expect.anything() }));
  });

  test.each([
    ['a change that is lost', on.patch, 'close-after'],
    ['a change that never arrives', on.patch, 'close-before'],
    ['a consent record that is lost', on.consent, 'close-before'],
    ['a look that fails', on.get, 'close-before'],
  ])('%s is repeated', async (_, match, what) => {
    await misbehave(harness, { match, times: 1, do: what });
    await erase();
    expect(await truthOf(harness, '1001')).toMatchObject(emptied);
    expect(await traces()).toEqual([]);
  });

  test.each([
    ['claim', 'before'],
    ['claim', 'after'],
    ['writeTombstones', 'before'],
    ['writeTombstones', 'after'],
    ['deleteDeliveries', 'before'],
    ['deleteDeliveries', 'after'],
    ['confirm', 'before'],
    ['confirm', 'after'],
    ['record', 'before'],
    ['record', 'after'],
  ] as const)('it dies at %s, %s: it is repeated', async (write, when) => {
    const ledger = dying(bridge.ledger, write, when);
    await expect(bridge.run(actOf(), { ledger })).rejects.toBeInstanceOf(Died);
    harness.pass(afterTheLeaseMs);
    await erase();
    expect(await truthOf(harness, '1001')).toMatchObject(emptied);
    expect(await traces()).toEqual([]);
    expect(await outcomeOf(bridge, update(2, { name: 'Jane' }))).toBe('ignored');
  });

  test.each([
    ['the first attempt', undefined],
    ['an attempt that died', 'claim'],
  ] as const)(
    'an event that is ignored, tried before %s wrote the tombstones, leaves nothing in the end',
    async (_, dies) => {
      if (dies) {
        await expect(
          bridge.run(actOf(), { ledger: dying(bridge.ledger, dies, 'after') }),
        ).rejects.toBeInstanceOf(Died);
        // The message comes back late.
        harness.pass(3600_000);
      }
      await harness.control('POST', '/reset');
      const late = dated({ topic: 'customers/tags_added', name: 'Jane' });
      // It has looked for a tombstone before, and goes on at the end.
      await bridge.run(late, { ledger: { ...bridge.ledger, erasedAt: async () => undefined } });
      const log = await bridge.record(late);
      expect(await bridge.run(actOf())).toMatchObject({ kind: 'delay' });
      await bridge.ledger.record({ ...log, id: 'f'.repeat(32), attemptCount: 1 }, 0);
      expect(await erase()).toEqual({ code: 'erased' });
      expect(await bridge.ledger.delivery('f'.repeat(32))).toBeUndefined();
      expect(await bridge.ledger.delivery(late.id)).toBeUndefined();
    },
  );

  test('it dies before the tombstones: what comes is not delivered, by the item alone', async () => {
    const ledger = dying(bridge.ledger, 'writeTombstones', 'before');
    await expect(bridge.run(actOf(), { ledger })).rejects.toBeInstanceOf(Died);
    harness.pass(afterTheLeaseMs);
    expect(await outcomeOf(bridge, update(2, { name: 'Jane' }))).toBe('ignored');
    expect(await truthOf(harness, '1001')).toMatchObject({ name: 'Jane Shopper' });
  });

  test.each([
    ['deleteCustomer', 'before'],
    ['deleteCustomer', 'after'],
    ['record', 'before'],
  ] as const)('at its end it dies at %s, %s: it is repeated', async (write, when) => {
    await bridge.run(actOf());
    harness.pass(60_000);
    const ledger = dying(bridge.ledger, write, when);
    await expect(bridge.run(actOf(), { ledger })).rejects.toBeInstanceOf(Died);
    harness.pass(afterTheLeaseMs);
    await erase();
    expect(await traces()).toEqual([]);
    expect((await entryOf(bridge)).version).toBe(0);
  });
});

test('one whom nobody knows leaves a tombstone, and its first event is ignored', async () => {
  bridge = await harness.fresh({ store: { consent } });
  expect(await erase()).toEqual({ code: 'erased' });
  expect(await outcomeOf(bridge, dated())).toBe('ignored');
  expect(await customersIn(harness)).toBe(0);
});

test('a creation that lands late is emptied, too', async () => {
  bridge = await harness.fresh({ store: { consent }, masivo: { lateLandingMs: 60_000 } });
  await misbehave(harness, { match: on.post, ...late });
  await bridge.run(dated());
  expect(await bridge.run(actOf())).toMatchObject({ kind: 'delay' });
  harness.pass(100_000);
  expect(await bridge.run(actOf())).toMatchObject({ kind: 'delay' });
  expect(await truthOf(harness, '1001')).toBeUndefined();
  await lateWorkDone(harness);
  await erase();
  expect(await truthOf(harness, '1001')).toMatchObject(emptied);
});

test('an e-mail that only the operator knows is named by its HMAC', async () => {
  bridge = await harness.fresh({ store: { consent } });
  await erase(actOf('1001', 'a', ['hmac-of-it']));
  expect(await bridge.ledger.erasedAt({ hmac: 'hmac-of-it' })).toBeDefined();
});
