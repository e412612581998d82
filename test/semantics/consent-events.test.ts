import type { Envelope } from '../../lambda/envelope';
import { consentEnvelope, shopifyEnvelope, shopifyEventEnvelope, stripeEnvelope } from '../support/envelopes';
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
import { afterTheLeaseMs, consent, outcomeOf, statement, untilEnded, update } from '../support/stories';

/** Events that say nothing of a shopper but its consent. They come before their customer, between, and after. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent } });
});

const signup = () => shopifyEnvelope();
const itemKey = () => `${bridge.settings.masivo.account}|customer|shopify|default|1001`;

function permutations<T>(all: readonly T[]): readonly (readonly T[])[] {
  return all.length < 2
    ? [all]
    : all.flatMap((first, place) =>
        permutations(all.filter((_, index) => index !== place)).map((rest) => [first, ...rest]),
      );
}

const stories = [
  ['a yes', { yes: () => statement('subscribed', 2) }, true],
  [
    'a yes and a later no',
    { yes: () => statement('subscribed', 2), no: () => statement('unsubscribed', 4) },
    false,
  ],
  [
    'a no and a later yes',
    { no: () => statement('unsubscribed', 2), yes: () => statement('subscribed', 4) },
    true,
  ],
] as const;

const orders = stories.flatMap(([name, events, expected]) =>
  permutations(['signup', 'update', ...Object.keys(events)]).map(
    (order) => [`${name}: ${order.join(', ')}`, order, events, expected] as const,
  ),
);

test.each(orders)(
  'in every order of arrival the newest statement counts: %s',
  async (_, order, events, expected) => {
    const all: Readonly<Record<string, () => Envelope>> = {
      ...events,
      signup,
      update: () => update(3, { name: 'Renamed' }),
    };
    for (const name of order) await bridge.run(all[name]?.() ?? signup());
    expect(await truthOf(harness, '1001')).toMatchObject({
      name: 'Renamed Shopper',
      registrations: 1,
      purposes: { ...consent.loyalty, email_marketing: expected, push_notifications: false },
    });
  },
);

test('before its customer it creates nobody, waits, and is recorded with the creation', async () => {
  const yes = statement('subscribed', 2);
  harness.lines.length = 0;
  await bridge.run(yes);
  expect(await bridge.record(yes)).toMatchObject({
    outcome: 'waiting',
    reason: { code: 'customer-not-there-yet' },
    customer: '1001',
  });
  expect(await customersIn(harness)).toBe(0);
  // The alarm on signups without an e-mail looks at these.
  expect(harness.lines.join()).not.toContain('EmailMissing');
  expect(await outcomeOf(bridge, signup())).toBe('created');
  expect(await emailMarketing(harness)).toBe(true);
  expect(await callsOf(harness, 'PATCH /customers/{id}/consent')).toBe(1);
});

test('waits for 90 days, unless its customer comes', async () => {
  await bridge.run(statement('subscribed', 2));
  const { expiresAt } = await harness.itemOf(itemKey());
  const days = (Number(expiresAt?.N) - harness.now().getTime() / 1000) / 86_400;
  expect(Math.round(days)).toBe(90);
  await bridge.run(signup());
  expect(await harness.itemOf(itemKey())).not.toHaveProperty('expiresAt');
});

test('waits no longer where Masivo could not be asked', async () => {
  await misbehave(harness, { match: on.get, do: 'status', status: 503 });
  expect(await outcomeOf(bridge, statement('subscribed', 2))).toBe('retry');
  expect(await harness.itemOf(itemKey())).toHaveProperty('expiresAt');
  await misbehave(harness);
  expect(await outcomeOf(bridge, signup())).toBe('created');
  expect(await harness.itemOf(itemKey())).not.toHaveProperty('expiresAt');
  expect(await emailMarketing(harness)).toBe(true);
});

test('of a customer whom Masivo holds costs one request, and nothing where it says nothing new', async () => {
  await bridge.run(signup());
  const calls = await callsOf(harness, 'GET /customers/{id}');
  expect(await outcomeOf(bridge, statement('subscribed', 2))).toBe('updated');
  expect(await callsOf(harness, 'PATCH /customers/{id}/consent')).toBe(2);
  expect(await outcomeOf(bridge, statement('subscribed', 2))).toBe('unchanged');
  expect(await outcomeOf(bridge, statement('subscribed', 3))).toBe('unchanged');
  expect(await outcomeOf(bridge, statement('unsubscribed', 1))).toBe('stale');
  expect(await callsOf(harness, 'PATCH /customers/{id}/consent')).toBe(2);
  expect(await callsOf(harness, 'GET /customers/{id}')).toBe(calls);
  expect(await emailMarketing(harness)).toBe(true);
});

test('a no of before counts when an older yes comes, though it changed nothing', async () => {
  await bridge.run(signup());
  expect(await outcomeOf(bridge, statement('unsubscribed', 5))).toBe('unchanged');
  expect(await outcomeOf(bridge, statement('subscribed', 4))).toBe('stale');
  expect(await emailMarketing(harness)).toBe(false);
});

describe('of a customer whom somebody else created', () => {
  beforeEach(async () => {
    await createElsewhere(harness, {
      name: 'Another Name',
      email: 'another@example.com',
      status: 'ACTIVE',
      gender: null,
      dob: null,
      metadata: { vip: true },
    });
  });

  test('is recorded, and changes nothing else', async () => {
    expect(await outcomeOf(bridge, statement('subscribed', 5))).toBe('updated');
    const { name, metadata, purposes } = (await truthOf(harness, '1001')) ?? {};
    expect({ name, metadata }).toEqual({ name: 'Another Name', metadata: { vip: true } });
    expect(purposes).toMatchObject({ email_marketing: true });
    // Whatever tells of more than consent is newer, also where the shopper made the statement later.
    expect(await outcomeOf(bridge, update(3))).toBe('updated');
    expect(await truthOf(harness, '1001')).toMatchObject({
      name: 'First Shopper',
      metadata: { vip: true, source: 'shopify' },
      purposes: { email_marketing: true },
    });
    // From now on the ledger knows what Masivo shows.
    const calls = await callsOf(harness, 'GET /customers/{id}');
    expect(await outcomeOf(bridge, update(4, { name: 'Renamed' }))).toBe('updated');
    expect(await callsOf(harness, 'GET /customers/{id}')).toBe(calls);
  });

  test('and deleted there later: nobody is created by it, nor by a release', async () => {
    await bridge.run(statement('subscribed', 2));
    await harness.control('POST', '/reset');
    const no = statement('unsubscribed', 3);
    expect(await untilEnded(harness, bridge, no)).toBe('gone');
    await bridge.run({ ...no, series: 1, release: 'create' });
    expect((await bridge.record(no)).outcome).toBe('gone');
    expect(await customersIn(harness)).toBe(0);
  });
});

test('of another source’s customer of this id is refused', async () => {
  await bridge.run(signup());
  const other = statement('subscribed', 2, { store: 'second' });
  await bridge.run(other);
  expect(await bridge.record(other)).toMatchObject({ outcome: 'refused', reason: { code: 'id-taken' } });
});

test('of a shopper who has no e-mail yet is kept for the creation', async () => {
  expect(await outcomeOf(bridge, shopifyEnvelope({ email: null }))).toBe('waiting');
  expect(await outcomeOf(bridge, statement('subscribed', 2))).toBe('waiting');
  expect(await outcomeOf(bridge, update(3))).toBe('created');
  expect(await emailMarketing(harness)).toBe(true);
});

test('of one who signed up before go-live is kept, and creates nobody', async () => {
  bridge = await harness.fresh({ store: { consent, signupsSince: '2026-11-15T00:00:00Z' } });
  expect(await outcomeOf(bridge, signup())).toBe('ignored');
  expect(await outcomeOf(bridge, statement('subscribed', 2))).toBe('ignored');
  expect(await customersIn(harness)).toBe(0);
});

test('of one whom the flood guard holds is kept for the release', async () => {
  bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
  await bridge.run(shopifyEnvelope({ id: '7' }));
  const held = signup();
  expect(await outcomeOf(bridge, held)).toBe('held');
  expect(await outcomeOf(bridge, statement('subscribed', 2))).toBe('held');
  await bridge.run({ ...held, series: 1, release: 'create' });
  expect(await emailMarketing(harness)).toBe(true);
});

test('of one who is linked stays with the ledger: the owner’s consent is not the other store’s', async () => {
  const address = 'same@example.com';
  await bridge.run(shopifyEnvelope({ id: '7', email: address, store: 'second' }));
  expect(await outcomeOf(bridge, shopifyEnvelope({ email: address }))).toBe('exists');
  const calls = await callsOf(harness, 'PATCH /customers/{id}/consent');
  const yes = statement('subscribed', 2);
  await bridge.run(yes);
  expect(await bridge.record(yes)).toMatchObject({ outcome: 'exists', reason: { code: 'linked-to-owner' } });
  await bridge.run({ ...yes, series: 1 });
  expect(await bridge.record(yes)).toMatchObject({ outcome: 'exists', reason: { code: 'linked-to-owner' } });
  expect(await callsOf(harness, 'PATCH /customers/{id}/consent')).toBe(calls);
  expect(await customersIn(harness)).toBe(1);
});

describe('a signup whose creation is in doubt', () => {
  test('gets no second creation by a statement', async () => {
    await misbehave(harness, { match: on.post, do: 'status', status: 503 });
    const first = signup();
    await bridge.run(first);
    expect((await bridge.record(first)).outcome).toBe('retry');
    await misbehave(harness);
    const posts = await callsOf(harness, 'POST /customers');
    const yes = statement('subscribed', 2);
    await bridge.run(yes);
    expect(await callsOf(harness, 'POST /customers')).toBe(posts);
    expect(await untilEnded(harness, bridge, first)).toBe('created');
    expect(await untilEnded(harness, bridge, yes)).not.toBe('retry');
    expect(await truthOf(harness, '1001')).toMatchObject({
      registrations: 1,
      purposes: { email_marketing: true },
    });
  });
});

test.each([
  ['claim', 'after'],
  ['confirm', 'before'],
  ['confirm', 'after'],
  ['record', 'before'],
] as const)('a statement that dies at its %s (%s) is recorded by the next attempt', async (write, when) => {
  await bridge.run(signup());
  const yes = statement('subscribed', 2);
  const ledger = dying(bridge.ledger, write, when);
  await expect(bridge.run(yes, { ledger })).rejects.toBeInstanceOf(Died);
  harness.pass(afterTheLeaseMs);
  expect(['updated', 'unchanged']).toContain(await untilEnded(harness, bridge, yes));
  expect(await emailMarketing(harness)).toBe(true);
  expect(await truthOf(harness, '1001')).toMatchObject({ registrations: 1, name: 'First Shopper' });
});

test('a statement that Masivo could not take is recorded with the next event, and the newest counts', async () => {
  await bridge.run(signup());
  await misbehave(harness, { match: on.consent, do: 'status', status: 503 });
  const yes = statement('subscribed', 2);
  expect(await outcomeOf(bridge, yes)).toBe('retry');
  await misbehave(harness);
  expect(await untilEnded(harness, bridge, statement('unsubscribed', 3))).toBe('updated');
  expect(await untilEnded(harness, bridge, yes)).toBe('stale');
  expect(await emailMarketing(harness)).toBe(false);
});

test('an undated yes, a no, and the same yes again end in yes; copies of the first change nothing', async () => {
  await bridge.run(signup());
  const undated = (state: string, minute: number) =>
    consentEnvelope(state, { sentAt: `2026-11-20T10:0${minute}:00Z` });
  const first = undated('subscribed', 1);
  expect(await outcomeOf(bridge, first)).toBe('updated');
  expect(await outcomeOf(bridge, undated('unsubscribed', 2))).toBe('updated');
  await bridge.run(first);
  expect(await emailMarketing(harness)).toBe(false);
  const again = undated('subscribed', 3);
  expect(again.body).toBe(first.body);
  expect(await outcomeOf(bridge, again)).toBe('updated');
  expect(await emailMarketing(harness)).toBe(true);
});

test('a no, a yes, and the same no again, all dated within one second, end in no', async () => {
  await bridge.run(signup());
  const dated = (state: string, fraction: number) =>
    consentEnvelope(state, {
      at: '2026-11-20T10:00:00Z',
      sentAt: `2026-11-20T10:00:00.${fraction}Z`,
      address: 'shopper.1001@example.com',
    });
  const no = dated('unsubscribed', 100);
  await bridge.run(no);
  expect(await outcomeOf(bridge, dated('subscribed', 400))).toBe('updated');
  const again = dated('unsubscribed', 800);
  expect(again.body).toBe(no.body);
  expect(await outcomeOf(bridge, again)).toBe('updated');
  expect(await emailMarketing(harness)).toBe(false);
});

test.each([
  ['the dated one was triggered later', 200, 900, false],
  ['the undated one was triggered later', 900, 200, true],
])('an undated yes and a dated no of one second: %s', async (_, undated, dated, granted) => {
  await bridge.run(signup());
  const sentAt = (fraction: number) => `2026-11-20T10:00:00.${fraction}Z`;
  await bridge.run(consentEnvelope('subscribed', { sentAt: sentAt(undated) }));
  await bridge.run(consentEnvelope('unsubscribed', { at: '2026-11-20T10:00:00Z', sentAt: sentAt(dated) }));
  expect(await emailMarketing(harness)).toBe(granted);
});

const mail = (marketingState: string, marketingUpdatedAt: string | null) => ({
  defaultEmailAddress: { emailAddress: 'shopper.1001@example.com', marketingState, marketingUpdatedAt },
});
const asked = (sentAt: string, own = {}) =>
  consentEnvelope('not_subscribed', { sentAt: `2026-11-20T${sentAt}Z`, ...own });
const chose = (state: string, at: string, sentAt: string) =>
  consentEnvelope(state, { at: `2026-11-20T${at}Z`, sentAt: `2026-11-20T${sentAt}Z` });
const changed = (updatedAt: string, more: Readonly<Record<string, unknown>>) =>
  shopifyEventEnvelope({ action: 'update', updatedAt: `2026-11-20T${updatedAt}Z`, more });

describe('a statement without a date, and one with a date', () => {
  test.each<[string, () => readonly Envelope[], boolean]>([
    [
      'a default that is told after the shopper chose, and before the choice is',
      () => [asked('10:00:05.100'), chose('subscribed', '10:00:03', '10:00:06.400')],
      true,
    ],
    [
      'the same within one second',
      () => [asked('10:00:01.200'), chose('subscribed', '10:00:00', '10:00:01.900')],
      true,
    ],
    [
      'a default in an Event of a second after the choice',
      () => [
        changed('10:00:01', mail('NOT_SUBSCRIBED', null)),
        chose('subscribed', '10:00:00', '10:00:02.000'),
      ],
      true,
    ],
    [
      'a yes that later Events repeat',
      () => [
        chose('subscribed', '10:00:00', '10:00:00.500'),
        changed('10:00:01', mail('NOT_SUBSCRIBED', null)),
        changed('10:09:00', { firstName: 'Renamed', ...mail('SUBSCRIBED', '2026-11-20T10:00:00Z') }),
      ],
      true,
    ],
    [
      'a no that later Events repeat',
      () => [
        chose('unsubscribed', '10:00:00', '10:00:00.500'),
        consentEnvelope('subscribed', { sentAt: '2026-11-20T10:00:01Z' }),
        changed('10:09:00', { firstName: 'Renamed', ...mail('UNSUBSCRIBED', '2026-11-20T10:00:00Z') }),
      ],
      false,
    ],
    [
      'the default of a new address',
      () => [
        chose('subscribed', '10:00:00', '10:00:00.500'),
        asked('10:05:00.000', { address: 'new@example.com' }),
      ],
      false,
    ],
    [
      'the default of a new address after Events that repeat the yes',
      () => [
        chose('subscribed', '10:00:00', '10:00:00.500'),
        changed('10:04:00', mail('SUBSCRIBED', '2026-11-20T10:00:00Z')),
        changed('10:05:00', mail('NOT_SUBSCRIBED', null)),
      ],
      false,
    ],
    [
      'a later no that is told before the default, and an older yes that is told after it',
      () => [
        chose('subscribed', '10:00:00', '10:00:09.000'),
        chose('unsubscribed', '10:00:05', '10:00:06.000'),
        asked('10:00:08.000'),
      ],
      false,
    ],
    [
      'a later yes that is told before a yes without a date, and an older no that is told after it',
      () => [
        chose('unsubscribed', '10:00:00', '10:00:09.000'),
        chose('subscribed', '10:00:05', '10:00:06.000'),
        consentEnvelope('subscribed', { sentAt: '2026-11-20T10:00:08Z' }),
      ],
      true,
    ],
    [
      'both told at one moment: the no',
      () => [asked('10:00:01.000'), chose('subscribed', '10:00:00', '10:00:01.000')],
      false,
    ],
  ])('in every order: %s', async (_, events, granted) => {
    for (const order of permutations([...events().keys()])) {
      bridge = await harness.fresh({ store: { consent } });
      await bridge.run(signup());
      const all = events();
      for (const event of order.flatMap((index) => all[index] ?? [])) await bridge.run(event);
      expect([order, await emailMarketing(harness)]).toEqual([order, granted]);
    }
  });
});

const early = '2026-11-27T12:00:00Z';
const farAhead = { sentAt: early, receivedAt: new Date(early) };
const mostAhead = '2999-01-01T00:00:00Z';

test.each<[string, () => Envelope]>([
  ['a choice dated far ahead', () => consentEnvelope('subscribed', { at: mostAhead, ...farAhead })],
  [
    'an Event’s choice dated far ahead',
    () => shopifyEventEnvelope({ action: 'update', updatedAt: early, more: mail('SUBSCRIBED', mostAhead) }),
  ],
  [
    'an older body’s choice dated far ahead',
    () =>
      shopifyEnvelope({
        topic: 'customers/update',
        updatedAt: early,
        more: { email_marketing_consent: { state: 'subscribed', consent_updated_at: mostAhead } },
      }),
  ],
  ['a choice triggered far ahead', () => consentEnvelope('subscribed', { ...farAhead, sentAt: mostAhead })],
])('%s loses to a later one', async (_, yes) => {
  for (const later of ['2026-11-27T12:02:00Z', '2026-11-28T10:00:00Z']) {
    bridge = await harness.fresh({ store: { consent } });
    await bridge.run(signup());
    await bridge.run(yes());
    expect(await emailMarketing(harness)).toBe(true);
    const no = consentEnvelope('unsubscribed', { at: later, receivedAt: new Date(Date.parse(later) + 1000) });
    expect(await outcomeOf(bridge, no)).toBe('updated');
    expect(await emailMarketing(harness)).toBe(false);
  }
});

describe('in Checkout', () => {
  const created = 1_790_000_000;
  const who = (newsletter: string, name: string) => ({
    email: 'erin@example.com',
    name,
    metadata: { newsletter },
  });
  const chosen = (promotions: string) =>
    stripeEnvelope(
      { type: 'checkout.session.completed', created: created + 100 },
      { id: 'cs_1', object: 'checkout.session', customer: 'cus_1', consent: { promotions } },
    );
  const renamed = (newsletter: string) =>
    stripeEnvelope(
      { type: 'customer.updated', created: created + 200, previous: { name: 'Erin' } },
      who(newsletter, 'Erin Example'),
    );

  test.each([
    ['yes', 'opt_out', false],
    ['no', 'opt_in', true],
  ])('is newer than a %s in metadata that later events only repeat: %s', async (newsletter, choice, end) => {
    const metadataKeys = { email_marketing: 'newsletter' };
    bridge = await harness.fresh({ store: { consent: { ...consent, metadataKeys } } });
    await bridge.run(stripeEnvelope({ created }, who(newsletter, 'Erin')));
    expect(await outcomeOf(bridge, chosen(choice))).toBe('updated');
    expect(await outcomeOf(bridge, renamed(newsletter))).toBe('updated');
    const { name, purposes } = (await truthOf(harness, 'cus_1')) ?? {};
    expect([name, purposes?.email_marketing]).toEqual(['Erin Example', end]);
  });
});

describe('on SMS', () => {
  const sms = (state: string, day: number) => statement(state, day, { channel: 'sms' });

  test('is kept, and allows nothing', async () => {
    await bridge.run(signup());
    expect(await outcomeOf(bridge, sms('subscribed', 2))).toBe('unchanged');
    expect((await truthOf(harness, '1001'))?.purposes).toMatchObject({
      email_marketing: false,
      push_notifications: false,
      link_tracking: false,
    });
  });

  test('counts for the purpose that the store’s settings name', async () => {
    bridge = await harness.fresh({ store: { consent: { ...consent, smsPurpose: 'push_notifications' } } });
    await bridge.run(signup());
    expect(await outcomeOf(bridge, sms('subscribed', 2))).toBe('updated');
    const purposes = async () => (await truthOf(harness, '1001'))?.purposes;
    expect(await purposes()).toMatchObject({ email_marketing: false, push_notifications: true });
    expect(await outcomeOf(bridge, sms('unsubscribed', 3))).toBe('updated');
    expect(await purposes()).toMatchObject({ push_notifications: false });
  });
});
