import type { Envelope, Release } from '../../lambda/envelope';
import { attentionOf } from '../../lambda/ledger/customer-item';
import type { CustomerName } from '../../lambda/ledger/table';
import { actOn } from '../../lambda/new-envelope';
import type { Settings } from '../../lambda/settings';
import { type ShopperEvent, shopifyEnvelope } from '../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, createElsewhere, customersIn, misbehave, on, truthOf } from '../support/masivo-truth';
import { consent, entryOf, untilEnded, update, word } from '../support/stories';

/** Whoever has an e-mail that another customer has, and is not linked to that one. */
harnessForFile({ sandbox: { migrationEveryMs: 1, migrationDelayMs: 1 } });

const email = 'same@example.com';
const isVerified = (verified: boolean) => ({ more: { verified_email: verified } });
const ownerId: CustomerName = { source: 'shopify', store: 'default', customer: '1' };
const twinId: CustomerName = { source: 'shopify', store: 'second', customer: '2' };

/** Events of the one who has the e-mail, and of the other. */
const owner = (more: ShopperEvent = {}) => shopifyEnvelope({ id: '1', email, name: 'Owner', ...more });
const twin = (more: ShopperEvent = {}) => shopifyEnvelope({ id: '2', email, store: 'second', ...more });
const laterTwin = (day: number, more: ShopperEvent = {}) =>
  update(day, { id: '2', email, store: 'second', ...more });

const act = (release: Release, { id }: Envelope, series = 1): Envelope =>
  actOn(twinId, { id, series, release, at: harness.now() });

async function endOf(bridge: TestBridge, envelope: Envelope) {
  const outcome = await untilEnded(harness, bridge, envelope);
  return [outcome, (await bridge.record(envelope)).reason?.code];
}

const because = (code: string) => ({ code, params: ownerId });

interface Row {
  readonly name: string;
  readonly settings?: Partial<Settings>;
  /** What came of the owner before. */
  readonly before: readonly Envelope[];
  readonly signup: Envelope;
  readonly reason: string;
}

const rows: readonly Row[] = [
  {
    name: 'the settings link nobody',
    settings: { sameEmail: 'refuse' },
    before: [owner()],
    signup: twin(),
    reason: 'email-of-other-customer',
  },
  {
    name: 'its store does not say that the e-mail is verified',
    before: [owner()],
    signup: twin(isVerified(false)),
    reason: 'email-not-verified',
  },
  {
    name: "the owner's store does not say that the e-mail is verified",
    before: [owner(isVerified(false))],
    signup: twin(),
    reason: 'owner-not-verified',
  },
  {
    name: 'the owner has moved to another e-mail',
    before: [owner(), update(2, { id: '1', email: 'moved@example.com' })],
    signup: twin(),
    reason: 'owner-moved',
  },
  {
    name: 'the owner has no e-mail any more',
    before: [owner(), update(2, { id: '1', email: null })],
    signup: twin(),
    reason: 'owner-moved',
  },
];

describe.each(rows)('where $name', ({ settings = {}, before, signup, reason }) => {
  let bridge: TestBridge;
  beforeEach(async () => {
    bridge = await harness.fresh({ settings, store: { consent } });
    for (const each of before) await untilEnded(harness, bridge, each);
  });

  test('it is not linked, and waits for an operator; its owner is only asked about', async () => {
    const seen = await entryOf(bridge, ownerId);
    const patches = await callsOf(harness, 'PATCH /customers/{id}');
    expect(await bridge.run(signup)).toEqual({ kind: 'ack' });
    expect(await bridge.record(signup)).toMatchObject({ outcome: 'unlinked', reason: because(reason) });
    expect(await entryOf(bridge, ownerId)).toEqual(seen);
    expect(await callsOf(harness, 'PATCH /customers/{id}')).toBe(patches);
    expect(await customersIn(harness)).toBe(1);
    expect((await truthOf(harness, '1'))?.metadata).not.toHaveProperty('linked');
    const { state } = await entryOf(bridge, twinId);
    expect(attentionOf(state)).toEqual({ kind: 'unlinked', since: expect.any(Number) });
    expect(state.uncertain).toBeNull();
  });

  test('an operator links it by hand, in spite of that', async () => {
    await untilEnded(harness, bridge, signup);
    expect(await untilEnded(harness, bridge, act('link', signup))).toBe('exists');
    expect((await truthOf(harness, '1'))?.metadata.linked).toBe('shopify/second/2');
    expect((await entryOf(bridge, twinId)).state.confirmed).toMatchObject({
      masivo: 'linked',
      owner: ownerId,
    });
    // Nothing of its own is sent to the owner.
    expect((await truthOf(harness, '1'))?.name).toMatch(/^(Owner|First) Shopper$/);
    expect(await customersIn(harness)).toBe(1);
  });
});

test('also within one shop: who used to have an e-mail is not who has it today', async () => {
  const bridge = await harness.fresh();
  await untilEnded(harness, bridge, owner());
  await untilEnded(harness, bridge, update(2, { id: '1', email: 'moved@example.com' }));
  const other = shopifyEnvelope({ id: '3', email });
  expect(await endOf(bridge, other)).toEqual(['unlinked', 'owner-moved']);
});

test('an older event of the owner does not bring back an e-mail that it used to have', async () => {
  const bridge = await harness.fresh();
  await untilEnded(harness, bridge, owner());
  await untilEnded(harness, bridge, update(4, { id: '1', email: 'moved@example.com' }));
  expect(await untilEnded(harness, bridge, update(2, { id: '1', email }))).toBe('stale');
  expect(await endOf(bridge, twin())).toEqual(['unlinked', 'owner-moved']);
});

test('linked by itself only where both stores say that the e-mail is verified', async () => {
  const bridge = await harness.fresh();
  await untilEnded(harness, bridge, owner());
  expect(await endOf(bridge, twin())).toEqual(['exists', 'linked-to-owner']);
});

describe('a later event of one who is not linked', () => {
  let bridge: TestBridge;
  let signup: Envelope;
  const begin = async (verified = false, settings: Partial<Settings> = {}) => {
    bridge = await harness.fresh({ settings, store: { consent, maxCreationsPerHour: 100 } });
    await untilEnded(harness, bridge, owner());
    signup = twin(isVerified(verified));
    expect(await untilEnded(harness, bridge, signup)).toBe('unlinked');
  };

  test('with the same e-mail asks nobody', async () => {
    await begin();
    const posts = await callsOf(harness, 'POST /customers');
    const gets = await callsOf(harness, 'GET /customers/{id}');
    const { confirmed } = (await entryOf(bridge, twinId)).state;
    const change = laterTwin(2, { name: 'Second', ...isVerified(false) });
    expect(await endOf(bridge, change)).toEqual(['unlinked', 'email-not-verified']);
    expect(await endOf(bridge, laterTwin(3, { email: null, ...isVerified(false) }))).toEqual([
      'unlinked',
      'email-not-verified',
    ]);
    expect(await callsOf(harness, 'POST /customers')).toBe(posts);
    expect(await callsOf(harness, 'GET /customers/{id}')).toBe(gets);
    expect((await entryOf(bridge, twinId)).state.confirmed).toEqual(confirmed);
  });

  test('that is older is stale', async () => {
    await begin();
    await untilEnded(harness, bridge, laterTwin(4, { name: 'Newest', ...isVerified(false) }));
    expect(await untilEnded(harness, bridge, laterTwin(2, isVerified(false)))).toBe('stale');
    expect((await entryOf(bridge, twinId)).state.newest?.customer.name).toBe('Newest Shopper');
  });

  test('with another e-mail creates it, with what was said before', async () => {
    await begin();
    await untilEnded(
      harness,
      bridge,
      laterTwin(2, { more: { verified_email: false, ...word('subscribed') } }),
    );
    const moved = laterTwin(3, { email: 'own@example.com', ...isVerified(false) });
    expect(await untilEnded(harness, bridge, moved)).toBe('created');
    expect(await truthOf(harness, '2')).toMatchObject({
      email: 'own@example.com',
      registrations: 1,
      purposes: { email_marketing: true },
    });
    expect(attentionOf((await entryOf(bridge, twinId)).state)).toBeUndefined();
  });

  test('that brings another e-mail which somebody has, too, ends the same', async () => {
    await begin();
    await untilEnded(harness, bridge, shopifyEnvelope({ id: '3', email: 'third@example.com' }));
    const moved = laterTwin(3, { email: 'third@example.com', ...isVerified(false) });
    expect(await untilEnded(harness, bridge, moved)).toBe('unlinked');
    expect((await bridge.record(moved)).reason).toMatchObject({ params: { customer: '3' } });
  });

  test('that says that its e-mail is verified links it', async () => {
    await begin();
    expect(await endOf(bridge, laterTwin(2))).toEqual(['exists', 'linked-to-owner']);
    expect((await truthOf(harness, '1'))?.metadata.linked).toBe('shopify/second/2');
  });

  test('says nothing of whether the settings or the owner have changed: a replay does', async () => {
    await begin(true, { sameEmail: 'refuse' });
    const linking = harness.bridge({ ...bridge.settings, sameEmail: 'link' });
    expect(await endOf(linking, laterTwin(2))).toEqual(['unlinked', 'email-of-other-customer']);
    expect(await endOf(linking, { ...signup, series: 1 })).toEqual(['exists', 'linked-to-owner']);
  });

  test('finds it created by somebody else only where that is asked for', async () => {
    await begin();
    await harness.control('POST', '/reset');
    await createElsewhere(harness, { id: '2', email: 'elsewhere@example.com' });
    expect(await untilEnded(harness, bridge, { ...signup, series: 1 })).toBe('updated');
    expect((await entryOf(bridge, twinId)).state.confirmed).toMatchObject({ masivo: 'holds' });
  });

  test('is created by a replay once nobody has the e-mail', async () => {
    await begin();
    await harness.control('POST', '/reset');
    expect(await untilEnded(harness, bridge, { ...signup, series: 1 })).toBe('created');
  });

  test('is asked about where the ledger was restored, and stays not linked', async () => {
    await begin();
    const ledgerRestoredAt = new Date(harness.now().getTime() + 1000).toISOString();
    harness.pass(10_000);
    const restored = harness.bridge({ ...bridge.settings, ledgerRestoredAt });
    const gets = await callsOf(harness, 'GET /customers/{id}');
    const change = laterTwin(2, isVerified(false));
    expect(await endOf(restored, change)).toEqual(['unlinked', 'email-not-verified']);
    expect(await callsOf(harness, 'GET /customers/{id}')).toBeGreaterThan(gets);
  });
});

describe('an operator’s decision on one who is not linked', () => {
  let bridge: TestBridge;
  let signup: Envelope;
  beforeEach(async () => {
    bridge = await harness.fresh({ settings: { sameEmail: 'refuse' }, store: { consent } });
    await untilEnded(harness, bridge, owner());
    signup = twin();
    await untilEnded(harness, bridge, signup);
  });

  test('dropped: it waits no more, and gets no account by another e-mail; a later release creates it', async () => {
    expect(await endOf(bridge, act('drop', signup))).toEqual(['ignored', 'dropped']);
    expect(attentionOf((await entryOf(bridge, twinId)).state)).toBeUndefined();
    const moved = laterTwin(2, { email: 'own@example.com' });
    expect(await endOf(bridge, moved)).toEqual(['ignored', 'dropped']);
    expect(await endOf(bridge, { ...moved, series: 1 })).toEqual(['ignored', 'dropped']);
    expect(await customersIn(harness)).toBe(1);
    expect(await untilEnded(harness, bridge, act('create', moved, 2))).toBe('created');
  });

  test('dropped, and linked after all', async () => {
    await untilEnded(harness, bridge, act('drop', signup));
    expect(await untilEnded(harness, bridge, act('link', signup, 2))).toBe('exists');
  });

  test('released while another customer has the e-mail: it stays, since when it was', async () => {
    const before = (await entryOf(bridge, twinId)).state.confirmed;
    harness.pass(60_000);
    expect(await endOf(bridge, act('create', signup))).toEqual(['unlinked', 'email-of-other-customer']);
    expect((await entryOf(bridge, twinId)).state.confirmed).toEqual(before);
    expect(await customersIn(harness)).toBe(1);
  });

  test('released without rewards while another customer has the e-mail: should it come, it is without them', async () => {
    const act_ = act('migrate', signup);
    while ((await bridge.run(act_)).kind === 'delay') harness.pass(15 * 60_000);
    expect(await bridge.record(signup)).toMatchObject({ outcome: 'unlinked' });
    await harness.control('POST', '/reset');
    const replayed: Envelope = { ...signup, series: 2 };
    while ((await bridge.run(replayed)).kind === 'delay') harness.pass(15 * 60_000);
    expect(await truthOf(harness, '2')).toMatchObject({ registrations: 0 });
  });

  test('linked by hand, and nobody has the e-mail any more: nobody is created', async () => {
    await harness.control('POST', '/reset');
    expect(await endOf(bridge, act('link', signup))).toEqual(['unlinked', 'nobody-to-link']);
    expect(await customersIn(harness)).toBe(0);
    expect(attentionOf((await entryOf(bridge, twinId)).state)).toMatchObject({ kind: 'unlinked' });
    expect(await untilEnded(harness, bridge, act('create', signup, 2))).toBe('created');
  });

  test('linked by hand, and Masivo shows the owner with another e-mail: it is linked to nobody', async () => {
    await harness.control('POST', '/reset');
    await createElsewhere(harness, { id: '1', name: 'Owner', email: 'changed@example.com' });
    expect(await endOf(bridge, act('link', signup))).toEqual(['unlinked', 'nobody-to-link']);
    expect((await truthOf(harness, '1'))?.metadata).not.toHaveProperty('linked');
  });

  test('linked by hand, and it is in Masivo itself by now: it is kept up to date', async () => {
    await harness.control('POST', '/reset');
    const metadata = { source: 'shopify', store: 'second' };
    await createElsewhere(harness, { id: '2', name: 'Twin', email, metadata });
    expect(await untilEnded(harness, bridge, act('link', signup))).toBe('updated');
    expect(await truthOf(harness, '2')).toMatchObject({ name: 'First Shopper', metadata });
  });

  test('linked by hand, it stays so when it is replayed, and when another event comes', async () => {
    await untilEnded(harness, bridge, act('link', signup));
    expect(await endOf(bridge, { ...signup, series: 2 })).toEqual(['exists', 'linked-to-owner']);
    expect(await endOf(bridge, laterTwin(2, { name: 'Later' }))).toEqual(['exists', 'linked-to-owner']);
    expect((await truthOf(harness, '1'))?.metadata.linked).toBe('shopify/second/2');
  });

  test('a link of one who waits for no link is ignored', async () => {
    const third = shopifyEnvelope({ id: '2', store: 'second', email: null });
    const empty = await harness.fresh({ settings: { sameEmail: 'refuse' } });
    expect(await untilEnded(harness, empty, third)).toBe('waiting');
    expect(await endOf(empty, act('link', third))).toEqual(['ignored', 'nobody-to-link']);
    expect((await entryOf(empty, twinId)).state.confirmed).toEqual({ masivo: 'waiting' });
  });

  test('the owner is asked about again where Masivo did not answer', async () => {
    await misbehave(harness, { match: on.get, times: 2, do: 'status', status: 503 });
    expect(await bridge.run(act('link', signup))).toMatchObject({ kind: 'delay' });
    expect(await bridge.run(act('link', signup))).toMatchObject({ kind: 'delay' });
    await misbehave(harness);
    expect(await untilEnded(harness, bridge, act('link', signup))).toBe('exists');
  });

  const deaths = [
    ['before the owner is claimed', 'claim', 'before'],
    ['after the owner is claimed', 'claim', 'after'],
    ['before the link is confirmed', 'confirm', 'before'],
    ['after the link is confirmed', 'confirm', 'after'],
    ['before it is known to be linked', 'keep', 'before'],
    ['before the log', 'record', 'before'],
    ['after the log', 'record', 'after'],
  ] as const;
  test.each(deaths)('linked by hand, and dies %s: the next attempt links once', async (_, write, when) => {
    const linking = act('link', signup);
    const ledger = dying(bridge.ledger, write, when);
    await expect(bridge.run(linking, { ledger })).rejects.toBeInstanceOf(Died);
    harness.pass(9000);
    expect(await untilEnded(harness, bridge, linking)).toBe('exists');
    expect((await truthOf(harness, '1'))?.metadata.linked).toBe('shopify/second/2');
    const { state, intent } = await entryOf(bridge, ownerId);
    expect({ links: state.links, intent }).toEqual({ links: ['shopify/second/2'], intent: null });
  });

  test('those linked to one who is not linked itself are gone', async () => {
    const linking = await harness.fresh();
    await untilEnded(harness, linking, owner());
    const third = shopifyEnvelope({ id: '3', email, store: 'second' });
    expect(await untilEnded(harness, linking, third)).toBe('exists');
    harness.pass(120_000);
    await harness.control('POST', '/reset');
    expect(await untilEnded(harness, linking, update(2, { id: '1', email, name: 'B' }))).toBe('gone');
    expect(await untilEnded(harness, linking, twin(isVerified(false)))).toBe('created');
    const ofOwner = update(3, { id: '1', email, name: 'C' });
    await untilEnded(harness, linking, ofOwner);
    const released = actOn(ownerId, { id: ofOwner.id, series: 1, release: 'create', at: harness.now() });
    expect(await endOf(linking, released)).toEqual(['unlinked', 'owner-not-verified']);
    expect(await untilEnded(harness, linking, update(4, { id: '3', email, store: 'second' }))).toBe('gone');
  });
});

test('Masivo shows the last fifty of many linked ids, and how many there are', async () => {
  const bridge = await harness.fresh();
  await untilEnded(harness, bridge, owner());
  const ids = Array.from({ length: 52 }, (_, index) => `9${String(index).padStart(3, '0')}`);
  for (const [index, id] of ids.entries()) {
    expect(await untilEnded(harness, bridge, shopifyEnvelope({ id, email, store: 'second' }))).toBe('exists');
    if (index === 49) expect((await truthOf(harness, '1'))?.metadata).not.toHaveProperty('linked_count');
  }
  const links = ids.map((id) => `shopify/second/${id}`);
  expect((await truthOf(harness, '1'))?.metadata).toMatchObject({
    linked: links.slice(-50).join(' '),
    linked_count: '52',
  });
  expect((await entryOf(bridge, ownerId)).state.links).toEqual(links);
  // The owner's own change keeps both.
  await untilEnded(harness, bridge, update(2, { id: '1', email, name: 'Changed' }));
  expect(await truthOf(harness, '1')).toMatchObject({
    name: 'Changed Shopper',
    metadata: { linked: links.slice(-50).join(' '), linked_count: '52' },
  });
});
