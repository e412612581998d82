import type { Release } from '../../lambda/envelope';
import { shopifyEnvelope, stripeEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, customersIn, misbehave, on, truthOf } from '../support/masivo-truth';
import { diesBeforeTheRecord, update } from '../support/stories';

/** Who may be created, and what becomes of those who may not. */
harnessForFile();

type Envelope = ReturnType<typeof shopifyEnvelope>;

async function outcomeOf(bridge: TestBridge, envelope: Envelope): Promise<string> {
  await bridge.run(envelope);
  const { outcome, reason } = await bridge.record(envelope);
  return reason ? `${outcome}: ${reason.code}` : outcome;
}

describe('signupsSince', () => {
  const store = { signupsSince: '2026-11-01T00:00:00Z' };
  test.each([
    ['created a second before go-live', '2026-10-31T23:59:59Z', /^ignored: before-go-live$/, 0],
    ['created at go-live', '2026-11-01T00:00:00Z', /^created/, 1],
    ['created at go-live, told with an offset', '2026-10-31T20:00:00-04:00', /^created/, 1],
  ])('a shopper %s', async (_, createdAt, outcome, customers) => {
    const bridge = await harness.fresh({ store });
    for (const [id, topic] of Object.entries({ 11: 'customers/update', 12: 'customers/create' })) {
      const event = shopifyEnvelope({
        topic,
        createdAt,
        updatedAt: '2026-11-20T10:00:00Z',
        id,
      });
      expect(await outcomeOf(bridge, event)).toMatch(outcome);
    }
    expect(await customersIn(harness)).toBe(customers * 2);
  });

  test('one from before go-live whom Masivo has already is kept up to date', async () => {
    const open = await harness.fresh();
    await open.run(shopifyEnvelope({ createdAt: '2020-01-01T00:00:00Z' }));
    const bridge = harness.bridge({
      ...open.settings,
      stores: open.settings.stores.map((each) => ({ ...each, ...store })),
    });
    const update = shopifyEnvelope({
      topic: 'customers/update',
      createdAt: '2020-01-01T00:00:00Z',
      updatedAt: '2026-11-20T10:00:00Z',
      name: 'New',
    });
    expect(await outcomeOf(bridge, update)).toBe('updated');
  });

  test('what was ignored does not win later over what it is older than', async () => {
    const bridge = await harness.fresh({ store });
    const old = { createdAt: '2020-01-01T00:00:00Z', topic: 'customers/update' };
    await bridge.run(shopifyEnvelope({ ...old, name: 'Newer', updatedAt: '2026-11-20T10:00:00Z' }));
    const open = harness.bridge({
      ...bridge.settings,
      stores: bridge.settings.stores.map(({ signupsSince: _, ...each }) => each),
    });
    expect(
      await outcomeOf(open, shopifyEnvelope({ ...old, name: 'Older', updatedAt: '2026-11-19T10:00:00Z' })),
    ).toBe('created');
    expect((await truthOf(harness, '1001'))?.name).toBe('Newer Shopper');
  });
});

test('a store that creates none still updates whom Masivo has', async () => {
  const open = await harness.fresh();
  await open.run(shopifyEnvelope({ id: '1' }));
  const bridge = harness.bridge({
    ...open.settings,
    stores: open.settings.stores.map((each) => ({ ...each, creates: false })),
  });
  expect(await outcomeOf(bridge, shopifyEnvelope({ id: '2' }))).toBe('ignored: store-creates-none');
  const update = shopifyEnvelope({
    id: '1',
    topic: 'customers/update',
    name: 'New',
    updatedAt: '2026-11-20T10:00:00Z',
  });
  expect(await outcomeOf(bridge, update)).toBe('updated');
});

describe('the flood guard', () => {
  const store = { maxCreationsPerHour: 3 };

  async function flooded(): Promise<{ bridge: TestBridge; held: Envelope }> {
    const bridge = await harness.fresh({ store });
    for (const id of ['1', '2', '3'])
      expect(await outcomeOf(bridge, shopifyEnvelope({ id }))).toBe('created');
    const held = shopifyEnvelope({ id: '4' });
    expect(await outcomeOf(bridge, held)).toBe('held: flood-limit-reached');
    return { bridge, held };
  }

  test('holds what is above the store’s hour, off the queue', async () => {
    const { bridge, held } = await flooded();
    expect(await bridge.run(held)).toEqual({ kind: 'ack' });
    expect(await customersIn(harness)).toBe(3);
  });

  test('keeps holding it when the hour is over and the shopper comes again', async () => {
    const { bridge } = await flooded();
    harness.pass(3600_000);
    const update = shopifyEnvelope({ id: '4', topic: 'customers/update', updatedAt: '2026-11-20T10:00:00Z' });
    expect(await outcomeOf(bridge, update)).toMatch(/^held/);
    expect(await outcomeOf(bridge, shopifyEnvelope({ id: '5' }))).toBe('created');
  });

  test('counts a creation once, however often it has to be tried', async () => {
    const bridge = await harness.fresh({ store });
    const envelope = shopifyEnvelope({ id: '1' });
    await misbehave(harness, { match: on.post, do: 'throttle', retryAfter: 1 });
    for (let tries = 0; tries < 6; tries += 1) {
      expect(await outcomeOf(bridge, envelope)).toMatch(/^retry/);
      harness.pass(2000);
    }
    await misbehave(harness);
    for (const each of [envelope, shopifyEnvelope({ id: '2' }), shopifyEnvelope({ id: '3' })]) {
      expect(await outcomeOf(bridge, each)).toBe('created');
    }
    expect(await outcomeOf(bridge, shopifyEnvelope({ id: '4' }))).toMatch(/^held/);
  });

  test('lets updates through', async () => {
    const { bridge } = await flooded();
    const update = shopifyEnvelope({
      id: '1',
      topic: 'customers/update',
      name: 'New',
      updatedAt: '2026-11-20T10:00:00Z',
    });
    expect(await outcomeOf(bridge, update)).toBe('updated');
  });

  const release = (envelope: Envelope, word: Release): Envelope => ({
    ...envelope,
    series: 1,
    release: word,
  });

  test('released with rewards: created, one registration', async () => {
    const { bridge, held } = await flooded();
    expect(await outcomeOf(bridge, release(held, 'create'))).toBe('created');
    expect((await truthOf(harness, '4'))?.registrations).toBe(1);
  });

  test('released without rewards: migrated, waited for, and then there without a registration', async () => {
    const { bridge, held } = await flooded();
    expect(await outcomeOf(bridge, release(held, 'migrate'))).toBe('retry: migration-queued');
    const update = shopifyEnvelope({
      id: '4',
      topic: 'customers/update',
      name: 'New',
      updatedAt: '2026-11-20T10:00:00Z',
    });
    expect(await outcomeOf(bridge, update)).toBe('retry: migration-queued');
    harness.pass(1000);
    expect(await customersIn(harness)).toBe(4);
    expect(await outcomeOf(bridge, release(held, 'migrate'))).toBe('exists');
    expect(await truthOf(harness, '4')).toMatchObject({
      registrations: 0,
      name: 'New Shopper',
      metadata: { store: 'default' },
    });
    expect(await callsOf(harness, 'POST /customers')).toBe(3);
    expect(await outcomeOf(bridge, update)).toBe('unchanged');
  });

  test('dropped: ignored, also when the shopper comes again', async () => {
    const { bridge, held } = await flooded();
    expect(await outcomeOf(bridge, release(held, 'drop'))).toBe('ignored: dropped');
    const update = shopifyEnvelope({ id: '4', topic: 'customers/update', updatedAt: '2026-11-20T10:00:00Z' });
    expect(await outcomeOf(bridge, update)).toBe('ignored: dropped');
  });

  // Each event of one who is held asks Masivo; what that asking leaves behind must not be in the drop's way.
  test('dropped after it came again: it waits for no operator any more', async () => {
    const { bridge, held } = await flooded();
    const later = (day: number) =>
      shopifyEnvelope({ id: '4', topic: 'customers/update', updatedAt: `2026-11-${day}T10:00:00Z` });
    expect(await outcomeOf(bridge, later(20))).toMatch(/^held/);
    expect(await outcomeOf(bridge, release(held, 'drop'))).toBe('ignored: dropped');
    expect(await outcomeOf(bridge, later(21))).toBe('ignored: dropped');
  });
});

describe('without an e-mail', () => {
  test('a shopper waits, and the first e-mail creates with the newest name', async () => {
    const bridge = await harness.fresh();
    harness.lines.length = 0;
    expect(await outcomeOf(bridge, shopifyEnvelope({ email: null }))).toMatch(/^waiting/);
    expect(harness.lines.join()).toContain('"EmailMissing":1');
    const newest = shopifyEnvelope({
      email: null,
      topic: 'customers/update',
      name: 'Newest',
      updatedAt: '2026-11-05T10:00:00Z',
    });
    expect(await outcomeOf(bridge, newest)).toMatch(/^waiting/);
    const late = shopifyEnvelope({
      topic: 'customers/update',
      name: 'Late',
      updatedAt: '2026-11-03T10:00:00Z',
    });
    expect(await outcomeOf(bridge, late)).toBe('created');
    expect(await truthOf(harness, '1001')).toMatchObject({
      name: 'Newest Shopper',
      email: 'shopper.1001@example.com',
    });
  });

  test.each([
    ['changed', 'other@example.com'],
    ['removed', null],
  ])('an e-mail that was %s is noticed and counted, the other fields are sent', async (_, email) => {
    const bridge = await harness.fresh();
    await bridge.run(shopifyEnvelope());
    const renamed = shopifyEnvelope({
      email,
      name: 'New',
      topic: 'customers/update',
      updatedAt: '2026-11-05T10:00:00Z',
    });
    expect(await outcomeOf(bridge, renamed)).toBe('updated: email-differs');
    harness.lines.length = 0;
    const same = shopifyEnvelope({
      email,
      name: 'New',
      topic: 'customers/update',
      updatedAt: '2026-11-06T10:00:00Z',
    });
    expect(await outcomeOf(bridge, same)).toBe('unchanged: email-differs');
    expect(harness.lines.join()).toContain('"EmailDiffers":1');
    expect(await truthOf(harness, '1001')).toMatchObject({
      name: 'New Shopper',
      email: 'shopper.1001@example.com',
    });
  });

  test('an e-mail that was changed is noticed, though another event brought it to its end', async () => {
    const bridge = await harness.fresh();
    await bridge.run(shopifyEnvelope({ id: '1' }));
    const moved = update(3, { id: '1', email: 'other@example.com', name: 'New' });
    await diesBeforeTheRecord(bridge, moved);
    harness.pass(400_000);
    expect(await outcomeOf(bridge, update(2, { id: '1' }))).toBe('stale: newer-applied');
    expect(await outcomeOf(bridge, moved)).toBe('unchanged: email-differs');
  });
});

describe('one person in two stores', () => {
  const email = 'same@example.com';
  const first = () => shopifyEnvelope({ id: '1', email, name: 'Owner' });
  const second = () => stripeEnvelope({}, { id: 'cus_2', email, name: 'Second Name' });

  test('the owner of the e-mail gets the second id, and nothing else', async () => {
    const bridge = await harness.fresh();
    await bridge.run(first());
    expect(await outcomeOf(bridge, second())).toBe('exists: linked-to-owner');
    expect(await outcomeOf(bridge, stripeEnvelope({ id: 'evt_x' }, { id: 'cus_3', email }))).toMatch(
      /^exists/,
    );
    expect(await truthOf(harness, '1')).toMatchObject({
      name: 'Owner Shopper',
      metadata: { source: 'shopify', store: 'default', linked: 'stripe/default/cus_2 stripe/default/cus_3' },
    });
    expect(await customersIn(harness)).toBe(1);
  });

  test('a later change of the owner’s metadata keeps the linked ids', async () => {
    const bridge = await harness.fresh({ store: { mapping: { extras: ['phone'] } } });
    await bridge.run(first());
    await bridge.run(second());
    const update = shopifyEnvelope({
      id: '1',
      email,
      topic: 'customers/update',
      updatedAt: '2026-11-05T10:00:00Z',
      more: { phone: '555-0100' },
    });
    expect(await outcomeOf(bridge, update)).toBe('updated');
    expect((await truthOf(harness, '1'))?.metadata).toMatchObject({
      phone: '555-0100',
      linked: 'stripe/default/cus_2',
    });
  });

  test('policy refuse: the second id is not linked', async () => {
    const bridge = await harness.fresh({ settings: { sameEmail: 'refuse' } });
    await bridge.run(first());
    const envelope = second();
    expect(await outcomeOf(bridge, envelope)).toBe('unlinked: email-of-other-customer');
    expect((await bridge.record(envelope)).reason).toEqual({
      code: 'email-of-other-customer',
      params: { customer: '1', source: 'shopify', store: 'default' },
    });
  });

  test('an owner whom the ledger does not know: refused, after a minute of asking', async () => {
    const elsewhere = await harness.fresh();
    await elsewhere.run(first());
    const bridge = harness.bridge({
      ...elsewhere.settings,
      masivo: { ...elsewhere.settings.masivo, account: 'another' },
    });
    const envelope = second();
    expect(await outcomeOf(bridge, envelope)).toMatch(/^retry/);
    harness.pass(61_000);
    expect(await outcomeOf(bridge, envelope)).toBe('refused: email-taken');
  });

  test('an id that Masivo has without metadata is taken over as the same customer', async () => {
    const bridge = await harness.fresh();
    await bridge.run(first());
    const { baseUrl } = harness.sandbox;
    const { data: token } = (await (
      await fetch(`${baseUrl}/auth/authorize`, { headers: { 'x-api-key': 'key' } })
    ).json()) as { data: string };
    await fetch(`${baseUrl}/customers/1`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ metadata: {} }),
    });
    const blank = harness.bridge({
      ...bridge.settings,
      masivo: { ...bridge.settings.masivo, account: 'blank' },
    });
    expect(await outcomeOf(blank, first())).toBe('exists');
    expect((await truthOf(harness, '1'))?.metadata).toMatchObject({ source: 'shopify', store: 'default' });
  });
});
