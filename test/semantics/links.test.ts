import { intentOf } from '../../lambda/delivery/intent';
import { linkToOwner } from '../../lambda/delivery/sync/link';
import type { Envelope, Release } from '../../lambda/envelope';
import { actOn } from '../../lambda/new-envelope';
import { shopifyEnvelope, stripeEnvelope } from '../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import {
  asMasivo,
  callsOf,
  createElsewhere,
  customersIn,
  emailMarketing,
  misbehave,
  on,
  truthOf,
} from '../support/masivo-truth';
import { altered, consent, diesBeforeTheRecord, entryOf, untilEnded, update, word } from '../support/stories';

/** Masivo keeps e-mails unique: whoever comes second is linked to the owner of the e-mail. */
harnessForFile({ sandbox: { migrationEveryMs: 1, migrationDelayMs: 1 } });

/** Stripe makes a customer for each checkout of a guest. */
const email = 'guest@example.com';
const guest = (id: string) => stripeEnvelope({}, { id, email, name: 'Guest' });
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `cus_${String(index).padStart(3, '0')}`);

test('of many customers with one e-mail the first is created and all others are linked to it', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  const [owner = '', ...others] = numbered(12);
  expect(await untilEnded(harness, bridge, guest(owner))).toBe('created');
  for (const id of others) expect(await untilEnded(harness, bridge, guest(id))).toBe('exists');
  expect((await truthOf(harness, owner))?.metadata.linked).toBe(
    others.map((id) => `stripe/default/${id}`).join(' '),
  );
});

// Else it is created later, should somebody delete the owner: by its next event, or by the creation that lands then.
test('one whose creation was lost is linked only when that creation can land no more', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  const second = guest('cus_2');
  await misbehave(harness, { match: on.post, times: 1, do: 'close-before' });
  expect(await bridge.run(second)).toMatchObject({ kind: 'delay' });
  await misbehave(harness);
  expect(await untilEnded(harness, bridge, guest('cus_1'))).toBe('created');
  expect(await untilEnded(harness, bridge, second)).toBe('exists');
  const name = { source: 'stripe', store: 'default', customer: 'cus_2' };
  expect(await bridge.ledger.open(name, second.id)).toMatchObject({
    customer: {
      state: {
        confirmed: { masivo: 'linked', owner: { source: 'stripe', store: 'default', customer: 'cus_1' } },
        uncertain: null,
      },
    },
  });
});

// Of the index only a few entries are read. Those who may have got the e-mail stand behind the one who has it.
test.each([429, 503])(
  'the owner of an e-mail is found, though more than fifty tried to get it (HTTP %i)',
  async (status) => {
    const bridge = await harness.fresh({ store: { consent } });
    await misbehave(harness, { match: on.post, do: 'status', status });
    const ids = numbered(54);
    for (const id of ids) expect(await bridge.run(guest(id))).toMatchObject({ kind: 'delay' });
    await misbehave(harness);
    harness.pass(60_000);
    const nobody = { source: 'stripe', store: 'default', customer: 'nobody' };
    const seen = await bridge.ledger.customersWithEmail(await bridge.deps.emailKey(email), nobody);
    const names = new Set(seen === 'newer' ? [] : seen.map(({ name }) => name.customer));
    const owner = ids.find((id) => !names.has(id)) ?? ids[0] ?? '';
    expect(await untilEnded(harness, bridge, guest(owner))).toBe('created');
    const outcomes: string[] = [];
    for (const id of ['cus_900', 'cus_901', 'cus_902'])
      outcomes.push(await untilEnded(harness, bridge, guest(id)));
    expect(outcomes).toEqual(['exists', 'exists', 'exists']);
  },
);

/** Whose e-mail in the store is another one is linked to nobody but by hand. */
const linkedByHand = async (bridge: TestBridge, { id }: Envelope) => {
  expect(await bridge.ledger.delivery(id)).toMatchObject({
    outcome: 'unlinked',
    reason: { code: 'owner-moved' },
  });
  const twin = { source: 'shopify', store: 'second', customer: '2' };
  const act = actOn(twin, { id, series: 1, release: 'link', at: harness.now() });
  expect(await untilEnded(harness, bridge, act)).toBe('exists');
};

describe.each([
  ['by a change', 'exists', (id: string) => update(2, { id, email, name: 'Owner' })],
  ['by an event that changes nothing', 'exists', (id: string) => update(2, { id, email, name: 'Elsewhere' })],
  [
    'with another e-mail than the store has',
    'unlinked',
    (id: string) => update(2, { id, email: 'store@example.com' }),
  ],
] as const)('the owner of an e-mail who was found in Masivo %s', (_, outcome, eventOf) => {
  const owner = { id: '1', name: 'Elsewhere Shopper', email, registration_date: '2026-11-01T10:00:00Z' };

  test('is found by its twin', async () => {
    const bridge = await harness.fresh();
    await asMasivo(harness, '/customers', { ...owner, metadata: { source: 'shopify', store: 'default' } });
    await untilEnded(harness, bridge, eventOf('1'));
    const twin = shopifyEnvelope({ id: '2', email, store: 'second' });
    expect(await untilEnded(harness, bridge, twin)).toBe(outcome);
    if (outcome === 'unlinked') await linkedByHand(bridge, twin);
    expect((await truthOf(harness, '1'))?.metadata.linked).toBe('shopify/second/2');
  });

  test('is found by its twin, also where the attempt that found it died', async () => {
    const bridge = await harness.fresh();
    await asMasivo(harness, '/customers', owner);
    await diesBeforeTheRecord(bridge, eventOf('1'));
    harness.pass(60_000);
    const twin = shopifyEnvelope({ id: '2', email, store: 'second' });
    expect(await untilEnded(harness, bridge, twin)).toBe(outcome);
    if (outcome === 'unlinked') await linkedByHand(bridge, twin);
  });
});

test('one who was linked and has another e-mail since is created with what was said before', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  await untilEnded(harness, bridge, shopifyEnvelope({ id: '1', email }));
  await untilEnded(harness, bridge, shopifyEnvelope({ id: '2', email, more: word('subscribed') }));
  const moved = update(2, { id: '2', email: 'moved@example.com' });
  expect(await untilEnded(harness, bridge, moved)).toBe('exists');
  expect(await untilEnded(harness, bridge, { ...moved, series: 1 })).toBe('created');
  expect(await emailMarketing(harness, '2')).toBe(true);
});

test('one who was linked stays so when the store takes back its e-mail, also when that is replayed', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  await untilEnded(harness, bridge, shopifyEnvelope({ id: '1', email }));
  await untilEnded(harness, bridge, shopifyEnvelope({ id: '2', email }));
  const withoutEmail = update(2, { id: '2', email: null });
  expect(await untilEnded(harness, bridge, withoutEmail)).toBe('exists');
  expect(await untilEnded(harness, bridge, { ...withoutEmail, series: 1 })).toBe('exists');
});

test('a change of one who carries a link leaves what somebody wrote in Masivo', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  await untilEnded(harness, bridge, shopifyEnvelope({ id: '1', email }));
  await untilEnded(harness, bridge, shopifyEnvelope({ id: '2', email }));
  const metadata = { ...(await truthOf(harness, '1'))?.metadata, note: 'by hand' };
  await asMasivo(harness, '/customers/1', { metadata });
  await untilEnded(harness, bridge, update(2, { id: '1', email, name: 'Second' }));
  expect(await truthOf(harness, '1')).toMatchObject({ name: 'Second Shopper', metadata });
});

// Masivo drops a migration whose e-mail it has already, and says nothing.
test('released without rewards, whose e-mail is another customer’s is linked to that one', async () => {
  const giveUpAfterMs = 6 * 3600_000;
  const retry = { firstDelayMs: 1500, maxDelayMs: 10_000, maxRetryAfterMs: 10_000, giveUpAfterMs };
  const bridge = await harness.fresh({ store: { maxCreationsPerHour: 1 }, settings: { retry } });
  await bridge.run(shopifyEnvelope({ id: '1', email }));
  await bridge.run(shopifyEnvelope({ id: '3', store: 'second' }));
  const twin = shopifyEnvelope({ id: '2', email, store: 'second' });
  expect(await untilEnded(harness, bridge, twin)).toBe('held');
  const released: Envelope = { ...twin, series: 1, release: 'migrate' };
  while ((await bridge.run(released)).kind === 'delay') harness.pass(15 * 60_000);
  const { outcome } = await bridge.record(twin);
  const linked = (await truthOf(harness, '1'))?.metadata.linked;
  const migrations = await callsOf(harness, 'POST /customers/migrate');
  expect({ outcome, linked, few: migrations <= 2 }).toEqual({
    outcome: 'exists',
    linked: 'shopify/second/2',
    few: true,
  });

  // Should it come to Masivo after all, it is still without rewards.
  await harness.control('POST', '/reset');
  const replayed: Envelope = { ...twin, series: 2 };
  while ((await bridge.run(replayed)).kind === 'delay') harness.pass(15 * 60_000);
  expect(await truthOf(harness, '2')).toMatchObject({ registrations: 0 });
});

test('one that Masivo never shows is refused within the hour, and no order is given without end', async () => {
  const bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
  await untilEnded(harness, bridge, shopifyEnvelope({ id: '1' }));
  const signup = shopifyEnvelope({ id: '2', email: 'elsewhere@example.com' });
  expect(await untilEnded(harness, bridge, signup)).toBe('held');
  await createElsewhere(harness, { id: 'x', email: 'elsewhere@example.com' });
  const released: Envelope = { ...signup, series: 1, release: 'migrate' };
  const began = harness.now().getTime();
  for (;;) {
    const action = await bridge.run(released);
    if (action.kind !== 'delay') break;
    harness.pass(Math.max(action.afterMs, 1000));
  }
  expect(harness.now().getTime() - began).toBeLessThan(3600_000);
  expect(await bridge.record(signup)).toMatchObject({
    outcome: 'refused',
    reason: { code: 'migration-not-shown' },
  });
  expect(await callsOf(harness, 'POST /customers/migrate')).toBe(2);
  // A redrive begins anew.
  expect(await bridge.run(released, {}, harness.now().getTime())).toMatchObject({ kind: 'delay' });
  expect(await callsOf(harness, 'POST /customers/migrate')).toBe(3);
});

describe('whose owner was deleted in Masivo', () => {
  const twin = shopifyEnvelope({ id: '2', email, store: 'second' });
  const third = shopifyEnvelope({ id: '3', email, store: 'second' });
  const ofOwner = update(2, { id: '1', email, name: 'B' });
  const released = (customer: string, store: string, release: Release) =>
    actOn(
      { source: 'shopify', store, customer },
      { id: ofOwner.id, series: store === 'default' ? 1 : 2, release, at: harness.now() },
    );

  async function ownerIsGone() {
    const bridge = await harness.fresh({ store: { consent } });
    await untilEnded(harness, bridge, shopifyEnvelope({ id: '1', email }));
    for (const each of [twin, third]) expect(await untilEnded(harness, bridge, each)).toBe('exists');
    harness.pass(120_000);
    await harness.control('POST', '/reset');
    expect(await untilEnded(harness, bridge, ofOwner)).toBe('gone');
    return bridge;
  }

  test.each([false, true])('one is gone, too, with its next event (owner dropped: %s)', async (dropped) => {
    const bridge = await ownerIsGone();
    if (dropped) await untilEnded(harness, bridge, released('1', 'default', 'drop'));
    const change = update(3, { id: '2', email, store: 'second', more: word('subscribed') });
    expect(await untilEnded(harness, bridge, change)).toBe('gone');
    expect(await customersIn(harness)).toBe(0);
    expect(await untilEnded(harness, bridge, released('2', 'second', 'create'))).toBe('created');
    expect(await emailMarketing(harness, '2')).toBe(true);
  });

  test('one stays linked where an operator has brought the owner back', async () => {
    const bridge = await ownerIsGone();
    expect(await untilEnded(harness, bridge, released('1', 'default', 'create'))).toBe('created');
    expect(await untilEnded(harness, bridge, update(3, { id: '2', email, store: 'second' }))).toBe('exists');
    expect((await truthOf(harness, '1'))?.metadata.linked).toBe('shopify/second/2 shopify/second/3');
  });

  test('one waits while somebody is about to bring the owner back', async () => {
    const bridge = await ownerIsGone();
    const ledger = dying(bridge.ledger, 'claim', 'after');
    const release = bridge.run(released('1', 'default', 'create'), { ledger });
    await expect(release).rejects.toBeInstanceOf(Died);
    expect(await bridge.run(update(3, { id: '2', email, store: 'second' }))).toMatchObject({ kind: 'delay' });
  });

  test('the ids it carried are handed on to the one who has the e-mail now', async () => {
    const bridge = await ownerIsGone();
    expect(await untilEnded(harness, bridge, { ...twin, series: 1 })).toBe('created');
    expect(await untilEnded(harness, bridge, released('1', 'default', 'create'))).toBe('exists');
    const ofThird = update(4, { id: '3', email, store: 'second', name: 'T' });
    expect(await untilEnded(harness, bridge, ofThird)).toBe('exists');
    expect((await truthOf(harness, '2'))?.metadata.linked).toBe('shopify/default/1 shopify/second/3');
    const name = { source: 'shopify', store: 'second', customer: '3' };
    expect(await entryOf(bridge, name)).toMatchObject({
      state: { confirmed: { owner: { store: 'second', customer: '2' } } },
    });
  });
});

describe('while somebody else works on the owner', () => {
  const owner = { source: 'stripe', store: 'default', customer: 'cus_000' };
  async function withOwner() {
    const bridge = await harness.fresh({ store: { consent } });
    expect(await untilEnded(harness, bridge, guest('cus_000'))).toBe('created');
    return bridge;
  }

  test('nothing is sent to it', async () => {
    const bridge = await withOwner();
    const entry = await entryOf(bridge, owner);
    const plans = { creates: false, overwrites: true, consentDue: false };
    const until = harness.now().getTime() + 60_000;
    await bridge.ledger.claim(entry, entry.state, intentOf(plans, 'c1', 'other', until));
    const twin = guest('cus_001');
    expect(await bridge.run(twin)).toMatchObject({ kind: 'delay' });
    expect((await bridge.record(twin)).reason).toEqual({ code: 'email-owner-busy' });
    expect(await callsOf(harness, 'PATCH /customers/{id}')).toBe(0);
  });

  test('nobody is linked by a claim that was taken over', async () => {
    const bridge = await withOwner();
    const { ledger } = bridge;
    const confirm: typeof ledger.confirm = async (claim, ...what) =>
      claim.entry.name.customer === owner.customer ? undefined : ledger.confirm(claim, ...what);
    const twin = guest('cus_001');
    expect(await bridge.run(twin, { ledger: { ...ledger, confirm } })).toMatchObject({ kind: 'delay' });
    expect((await bridge.record(twin)).reason).toEqual({ code: 'email-owner-busy' });
    harness.pass(60_000);
    expect(await untilEnded(harness, bridge, twin)).toBe('exists');
  });
});

// Its own message may wait for hours, and the conflict is refused after a minute.
test.each(['heard no answer', 'died'] as const)(
  'an owner whose creation %s is found before its own message comes back',
  async (what) => {
    const bridge = await harness.fresh({ store: { consent } });
    if (what === 'died') await diesBeforeTheRecord(bridge, guest('cus_000'));
    else {
      await misbehave(harness, { match: on.post, times: 1, do: 'close-after' });
      expect(await bridge.run(guest('cus_000'))).toMatchObject({ kind: 'delay' });
    }
    harness.pass(60_000);
    expect(await untilEnded(harness, bridge, guest('cus_001'))).toBe('exists');
    expect((await truthOf(harness, 'cus_000'))?.metadata.linked).toBe('stripe/default/cus_001');
  },
);

describe('of one who may have got the e-mail, and has not', () => {
  const elsewhere = (id: string, address: string) => createElsewhere(harness, { id, email: address });
  const died = guest('cus_000');
  const twin = guest('cus_001');

  test('nobody is linked to it where Masivo shows another e-mail', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    await elsewhere('cus_000', 'other@example.com');
    await elsewhere('x', email);
    await diesAfterTheClaim(bridge, died);
    harness.pass(60_000);
    expect(await bridge.run(twin)).toMatchObject({ kind: 'delay' });
    expect((await bridge.record(twin)).reason).toEqual({ code: 'email-conflict' });
    expect((await truthOf(harness, 'cus_000'))?.metadata).not.toHaveProperty('linked');
  });

  test('nothing is decided about it where Masivo lacks it', async () => {
    const bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
    await elsewhere('x', email);
    await diesAfterTheClaim(bridge, died);
    harness.pass(3600_000);
    expect(await bridge.run(twin)).toMatchObject({ kind: 'delay' });
    const name = { source: 'stripe', store: 'default', customer: 'cus_000' };
    expect(await bridge.ledger.open(name, 'none')).toMatchObject({
      customer: { state: { confirmed: { masivo: 'unknown' } } },
    });
    // The one from elsewhere, and the twin's.
    expect(await callsOf(harness, 'POST /customers')).toBe(2);
  });

  test('nothing is decided about it where it is deleted while it is linked', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    await diesBeforeTheRecord(bridge, died);
    harness.pass(200_000);
    const deleting = altered(bridge.deps.masivo, (masivo) => ({
      change: async (id, changes) => {
        await harness.control('DELETE', `/customers/${id}`);
        return masivo.change(id, changes);
      },
    }));
    expect(await bridge.run(twin, { masivo: deleting })).toMatchObject({ kind: 'delay' });
    expect((await bridge.record(twin)).reason).toEqual({ code: 'not-shown-yet' });
    expect(await customersIn(harness)).toBe(0);
    // Its own, and the twin's.
    expect(await callsOf(harness, 'POST /customers')).toBe(2);
  });

  async function diesAfterTheClaim(bridge: TestBridge, envelope: Envelope) {
    const ledger = dying(bridge.ledger, 'claim', 'after');
    await expect(bridge.run(envelope, { ledger })).rejects.toBeInstanceOf(Died);
  }
});

test('a link is none where somebody else has written the owner meanwhile', async () => {
  const bridge = await harness.fresh();
  await bridge.run(guest('cus_1'));
  const { deps } = bridge;
  const until = new Date(deps.now().getTime() + 8000);
  const slots = await deps.limiter.reserve(until, 1);
  if ('waitMs' in slots) throw new Error('nothing else waits for a slot');
  const written = { ...deps.ledger, keep: async () => false, confirm: async () => undefined };
  const linked = await linkToOwner(
    {
      email,
      self: { source: 'stripe', store: 'default', customer: 'cus_2' },
      links: [],
      delivery: 'by hand',
      isVerified: true,
      byHand: true,
    },
    { ...deps, ledger: written, masivo: deps.masivo(slots, until), until: until.getTime() },
  );
  expect(linked).toMatchObject({ kind: 'retry', reason: { code: 'email-owner-busy' } });
});
