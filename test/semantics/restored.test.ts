import type { Envelope } from '../../lambda/envelope';
import { actOn } from '../../lambda/new-envelope';
import { shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, createElsewhere, customersIn, emailMarketing, truthOf } from '../support/masivo-truth';
import {
  consent,
  diesBeforeTheRecord,
  entryOf,
  hasConsent,
  shopper,
  statement,
  untilEnded,
  update,
  word,
} from '../support/stories';

/** A ledger that was restored from an earlier second: what came after it is lost there, and not in Masivo. */
harnessForFile({ sandbox: { migrationEveryMs: 1, migrationDelayMs: 1 } });

const hourMs = 3600_000;
const windowMs = 120_000;
const released = (release: 'create' | 'migrate', { id }: Envelope, name = shopper): Envelope =>
  actOn(name, { id, series: 1, release, at: harness.now() });

/** Does this, which the ledger then forgets. @returns the bridge on the restored table. */
async function forgotten(bridge: TestBridge, lost: () => Promise<unknown>): Promise<TestBridge> {
  const restore = await harness.ledgerAsOfNow();
  await lost();
  harness.pass(hourMs);
  await restore();
  return harness.bridge({ ...bridge.settings, ledgerRestoredAt: harness.now().toISOString() });
}

async function stateIn(bridge: TestBridge, customer = '1001') {
  return (await entryOf(bridge, { ...shopper, customer })).state;
}

/** An hour after the restored table was attached. */
const later = (event: Parameters<typeof shopifyEnvelope>[0] = {}) => {
  const at = new Date(harness.now().getTime() + hourMs);
  return { createdAt: at.toISOString(), receivedAt: at, ...event };
};

describe('a customer without an item', () => {
  let bridge: TestBridge;
  beforeEach(async () => {
    bridge = await harness.fresh({ store: { consent } });
  });

  test.each<[string, (signup: Envelope) => Promise<unknown>]>([
    ['finished', (signup) => bridge.run(signup)],
    ['begun', (signup) => diesBeforeTheRecord(bridge, signup)],
  ])('whose signup was %s, and comes again, is created once, with its consent', async (_, work) => {
    const signup = shopifyEnvelope();
    const attached = await forgotten(bridge, () => work(signup));
    expect(await untilEnded(harness, attached, signup)).toBe('created');
    expect(await callsOf(harness, 'POST /customers')).toBe(1);
    expect(await truthOf(harness, '1001')).toMatchObject({
      registrations: 1,
      purposes: { email_marketing: false },
    });
  });

  test('whose signup Shopify sends once more, is known by its date', async () => {
    const signup = shopifyEnvelope();
    const attached = await forgotten(bridge, () => bridge.run(signup));
    const again = { ...signup, receivedAt: new Date(harness.now().getTime() + hourMs).toISOString() };
    expect(await untilEnded(harness, attached, again)).toBe('created');
    expect(await callsOf(harness, 'POST /customers')).toBe(1);
  });

  test('who signs up later is created without a question', async () => {
    const attached = await forgotten(bridge, async () => {});
    expect(await attached.run(shopifyEnvelope(later()))).toEqual({ kind: 'ack' });
    expect(await callsOf(harness, 'GET /customers/{id}')).toBe(0);
    expect(await hasConsent(harness)).toBe(true);
  });

  test('whom Masivo lacks is created', async () => {
    const signup = shopifyEnvelope();
    const attached = await forgotten(bridge, async () => {});
    expect(await untilEnded(harness, attached, signup)).toBe('created');
  });
});

describe('a customer whom Masivo holds', () => {
  let bridge: TestBridge;
  beforeEach(async () => {
    bridge = await harness.fresh({ store: { consent } });
    await bridge.run(shopifyEnvelope({ more: word('unsubscribed') }));
  });

  test('gets what differs from what was forgotten', async () => {
    const attached = await forgotten(bridge, () => bridge.run(update(2, { name: 'Lost' })));
    await untilEnded(harness, attached, update(3));
    expect((await truthOf(harness, '1001'))?.name).toBe('First Shopper');
  });

  test('gets its withdrawal, though the ledger believes in that record already', async () => {
    const attached = await forgotten(bridge, () => bridge.run(update(2, { more: word('subscribed') })));
    expect(await emailMarketing(harness)).toBe(true);
    await untilEnded(harness, attached, update(3, { more: word('unsubscribed') }));
    expect(await emailMarketing(harness)).toBe(false);
  });

  test('keeps a withdrawal that the ledger has forgotten, where the store says nothing new', async () => {
    await bridge.run(update(2, { more: word('subscribed') }));
    const attached = await forgotten(bridge, () => bridge.run(update(3, { more: word('unsubscribed') })));
    await untilEnded(harness, attached, update(4, { name: 'Fourth' }));
    expect(await truthOf(harness, '1001')).toMatchObject({
      name: 'Fourth Shopper',
      purposes: { email_marketing: false },
    });
  });

  test('is asked about until nothing that was forgotten can land, and ordinary after that', async () => {
    const attached = await forgotten(bridge, async () => {});
    const second = update(2);
    expect(await attached.run(second)).toMatchObject({ kind: 'delay' });
    expect((await attached.record(second)).reason).toEqual({ code: 'change-may-still-land' });
    harness.pass(windowMs);
    expect(await attached.run(second)).toEqual({ kind: 'ack' });
    const asked = await callsOf(harness, 'GET /customers/{id}');
    expect(await attached.run(update(3, { name: 'Third' }))).toEqual({ kind: 'ack' });
    expect(await callsOf(harness, 'GET /customers/{id}')).toBe(asked);
  });

  test('and whom somebody deleted is gone', async () => {
    const attached = await forgotten(bridge, () => harness.control('POST', '/reset'));
    expect(await untilEnded(harness, attached, update(2))).toBe('gone');
  });
});

test('who waited for an e-mail that is forgotten is known by Masivo', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  expect(await untilEnded(harness, bridge, shopifyEnvelope({ email: null }))).toBe('waiting');
  const attached = await forgotten(bridge, () => diesBeforeTheRecord(bridge, update(2)));
  expect(await untilEnded(harness, attached, update(3))).toBe('created');
  expect(await truthOf(harness, '1001')).toMatchObject({ registrations: 1, purposes: {} });
});

describe('a customer who was held', () => {
  let bridge: TestBridge;
  let signup: Envelope;
  beforeEach(async () => {
    bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
    await bridge.run(shopifyEnvelope({ id: '1' }));
    signup = shopifyEnvelope();
    expect(await untilEnded(harness, bridge, signup)).toBe('held');
  });

  test('and is released since, is ours: its consent is sent again', async () => {
    const attached = await forgotten(bridge, () => diesBeforeTheRecord(bridge, released('create', signup)));
    expect(await untilEnded(harness, attached, update(2))).toBe('created');
    expect(await truthOf(harness, '1001')).toMatchObject({ registrations: 1, purposes: {} });
    expect(await stateIn(attached)).toMatchObject({ confirmed: { masivo: 'holds' }, uncertain: null });
  });

  test('and whose yes is taken back since, is sent none, though the store says nothing new', async () => {
    const speaking = shopifyEnvelope({ id: '2', more: word('subscribed') });
    expect(await untilEnded(harness, bridge, speaking)).toBe('held');
    const ofTwo = { id: '2', more: word('unsubscribed') };
    const act = released('create', speaking, { ...shopper, customer: '2' });
    const attached = await forgotten(bridge, async () => {
      await untilEnded(harness, bridge, act);
      await untilEnded(harness, bridge, update(2, ofTwo));
    });
    expect(await untilEnded(harness, attached, update(3, { id: '2', name: 'Third' }))).toBe('created');
    expect(await emailMarketing(harness, '2')).toBe(false);
    expect((await stateIn(attached, '2')).newest?.statements).toEqual({});
  });

  test('and is released only now, is created without its yes, which the next event states again', async () => {
    const speaking = shopifyEnvelope({ id: '2', more: word('subscribed') });
    expect(await untilEnded(harness, bridge, speaking)).toBe('held');
    const attached = await forgotten(bridge, async () => {});
    const act = released('create', speaking, { ...shopper, customer: '2' });
    expect(await untilEnded(harness, attached, act)).toBe('created');
    expect(await emailMarketing(harness, '2')).toBe(false);
    await untilEnded(harness, attached, update(3, { id: '2', more: word('subscribed') }));
    expect(await emailMarketing(harness, '2')).toBe(true);
  });

  test('stays held as long as Masivo lacks it', async () => {
    const attached = await forgotten(bridge, async () => {});
    harness.pass(windowMs);
    expect(await untilEnded(harness, attached, update(2))).toBe('held');
    expect(await stateIn(attached)).toMatchObject({ confirmed: { masivo: 'held' }, uncertain: null });
    expect(await customersIn(harness)).toBe(1);
  });

  test('and is given without rewards since, gets its consent once it shows', async () => {
    await bridge.run(released('migrate', signup));
    expect(await stateIn(bridge)).toMatchObject({ confirmed: { masivo: 'migrating' } });
    const attached = await forgotten(bridge, () => untilEnded(harness, bridge, released('migrate', signup)));
    harness.pass(windowMs);
    expect(await untilEnded(harness, attached, update(2))).toBe('exists');
    expect(await truthOf(harness, '1001')).toMatchObject({ registrations: 0, purposes: {} });
  });
});

test('who was gone and is released since, is ours', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  const signup = shopifyEnvelope();
  await bridge.run(signup);
  await harness.control('POST', '/reset');
  harness.pass(windowMs);
  expect(await untilEnded(harness, bridge, update(2, { name: 'Second' }))).toBe('gone');
  const attached = await forgotten(bridge, () => diesBeforeTheRecord(bridge, released('create', signup)));
  expect(await untilEnded(harness, attached, update(3))).toBe('created');
  expect(await truthOf(harness, '1001')).toMatchObject({ registrations: 1, purposes: {} });
});

test('a yes that is forgotten stays in Masivo, whatever events come that say nothing of it', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  await bridge.run(shopifyEnvelope({ more: word('unsubscribed') }));
  const attached = await forgotten(bridge, () => bridge.run(update(2, { more: word('subscribed') })));
  harness.pass(windowMs);
  for (const day of [3, 4]) {
    await untilEnded(harness, attached, update(day, { name: `Name${day}` }));
    expect(await emailMarketing(harness)).toBe(true);
  }
});

describe('a customer whose yes is taken back since, and who had an event', () => {
  let attached: TestBridge;
  beforeEach(async () => {
    const bridge = await harness.fresh({
      store: { consent: { ...consent, smsPurpose: 'push_notifications' } },
    });
    await bridge.run(shopifyEnvelope({ more: word('subscribed') }));
    attached = await forgotten(bridge, () => bridge.run(update(2, { more: word('unsubscribed') })));
    harness.pass(windowMs);
    await untilEnded(harness, attached, update(3, { name: 'Third' }));
    expect(await emailMarketing(harness)).toBe(false);
  });

  test('keeps its no when it states something else', async () => {
    await attached.run(statement('subscribed', 5, { channel: 'sms' }));
    expect((await truthOf(harness, '1001'))?.purposes).toMatchObject({
      email_marketing: false,
      push_notifications: true,
    });
  });

  test('is created without it when it is released after its deletion', async () => {
    await harness.control('POST', '/reset');
    harness.pass(windowMs);
    const last = update(6, { name: 'Sixth' });
    expect(await untilEnded(harness, attached, last)).toBe('gone');
    expect(await untilEnded(harness, attached, released('create', last))).toBe('created');
    expect(await emailMarketing(harness)).toBe(false);
  });
});

describe('a customer who is linked', () => {
  const email = 'shopper.1001@example.com';
  const linked = { id: '2', email, store: 'second' };
  let bridge: TestBridge;
  beforeEach(async () => {
    bridge = await harness.fresh({ store: { consent } });
    await bridge.run(shopifyEnvelope());
    expect(await untilEnded(harness, bridge, shopifyEnvelope(linked))).toBe('exists');
    harness.pass(windowMs);
  });

  test('stays linked, and nobody tries to create it', async () => {
    const posts = await callsOf(harness, 'POST /customers');
    const attached = await forgotten(bridge, async () => {});
    expect(await untilEnded(harness, attached, update(3, linked))).toBe('exists');
    expect(await callsOf(harness, 'POST /customers')).toBe(posts);
    const { state } = await entryOf(attached, { source: 'shopify', store: 'second', customer: '2' });
    expect(state).toMatchObject({ confirmed: { masivo: 'linked' }, uncertain: null });
  });

  test('is gone with its owner', async () => {
    await harness.control('POST', '/reset');
    expect(await untilEnded(harness, bridge, update(3, { name: 'Third' }))).toBe('gone');
    const attached = await forgotten(bridge, async () => {});
    expect(await untilEnded(harness, attached, update(3, linked))).toBe('gone');
    expect(await customersIn(harness)).toBe(0);
  });

  test('and has an account of its own since, is kept up to date', async () => {
    const attached = await forgotten(bridge, async () => {
      await harness.control('POST', '/reset');
      await createElsewhere(harness, {
        id: '2',
        name: 'Second',
        email,
        gender: null,
        registration_date: '2026-11-01T10:00:00Z',
      });
    });
    expect(await untilEnded(harness, attached, update(3, { ...linked, name: 'Third' }))).toBe('created');
    expect(await truthOf(harness, '2')).toMatchObject({ name: 'Third Shopper', purposes: {} });
  });

  test('is carried by an owner whose link was forgotten', async () => {
    const attached = await forgotten(bridge, () =>
      untilEnded(harness, bridge, shopifyEnvelope({ ...linked, id: '3' })),
    );
    expect(await untilEnded(harness, attached, shopifyEnvelope({ ...linked, id: '4' }))).toBe('exists');
    expect(await untilEnded(harness, attached, update(3, { ...linked, id: '3' }))).toBe('exists');
    expect((await truthOf(harness, '1001'))?.metadata.linked).toBe(
      'shopify/second/2 shopify/second/4 shopify/second/3',
    );
  });
});
