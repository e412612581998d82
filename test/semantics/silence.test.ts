import type { Envelope } from '../../lambda/envelope';
import { actOn } from '../../lambda/new-envelope';
import { itemBytes } from '../../trials/cost/item-size';
import { shopifyEnvelope, shopifyEventEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, createElsewhere, misbehave, on, truthOf } from '../support/masivo-truth';
import {
  afterTheLeaseMs,
  consent,
  diesBeforeTheRecord,
  entryOf,
  outcomeOf,
  shopper,
  statement,
  untilEnded,
  update,
} from '../support/stories';

/** A member that a body does not have says nothing: a subscription without metafields erases no birth date. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({
    store: { consent, mapping: { birthDate: 'facts.birth_date', extras: ['phone', 'note'] } },
  });
});

const born = (date: string) => ({
  metafields: [{ namespace: 'facts', key: 'birth_date', value: date }],
});
const signup = born('1990-05-17');
async function shown() {
  const { customer } = (await harness.control('GET', '/customers/1001')) as {
    customer: { name: string; dob: string | null; metadata: Readonly<Record<string, unknown>> };
  };
  const { name, dob, metadata } = customer;
  return { name, dob: dob?.slice(0, 10) ?? null, phone: metadata.phone };
}

test('an update without metafields keeps the birth date', async () => {
  await bridge.run(shopifyEnvelope({ more: { ...signup, phone: '+15550000000' } }));
  expect(await outcomeOf(bridge, update(2, { name: 'Renamed' }))).toBe('updated');
  expect(await shown()).toEqual({ name: 'Renamed Shopper', dob: '1990-05-17', phone: '+15550000000' });
});

test('two subscriptions, with metafields and without, do not flap', async () => {
  await bridge.run(shopifyEnvelope({ more: signup }));
  const calls = await callsOf(harness, 'PATCH /customers/{id}');
  for (const day of [2, 3, 4]) {
    expect(await outcomeOf(bridge, update(day, { more: signup }))).toBe('unchanged');
    expect(['unchanged', 'stale']).toContain(await outcomeOf(bridge, update(day)));
  }
  expect(await callsOf(harness, 'PATCH /customers/{id}')).toBe(calls);
  expect((await shown()).dob).toBe('1990-05-17');
});

test('a phone of the address stays where a body says nothing of addresses', async () => {
  await bridge.run(shopifyEnvelope({ more: { phone: null, default_address: { phone: '+15550000000' } } }));
  await bridge.run(update(2, { more: { phone: null } }));
  expect(await shown()).toMatchObject({ phone: '+15550000000' });
  await bridge.run(update(3, { more: { phone: null, addresses: [{ phone: '+15550000000' }] } }));
  expect(await shown()).toMatchObject({ phone: '+15550000000' });
});

const own = { phone: '+15550000000' };
const another = { default_address: { phone: '+15550000002' } };
const withheldPhone = () =>
  shopifyEventEnvelope({
    action: 'update',
    updatedAt: '2026-11-02T10:00:00Z',
    more: { defaultPhoneNumber: null, defaultAddress: { phone: '+15550000002' } },
    members: { errors: [{ message: 'not now', path: ['customer', 'defaultPhoneNumber'] }] },
  });

test.each<[string, object, () => Envelope, string]>([
  ['replaces none that is known', { ...own, ...another }, () => update(2, { more: another }), own.phone],
  [
    'replaces none that is known from a body without addresses',
    own,
    () => update(2, { more: another }),
    own.phone,
  ],
  ['fills an empty one', {}, () => update(2, { more: another }), another.default_address.phone],
  ['replaces none where the phone was withheld', own, withheldPhone, own.phone],
  [
    'counts beside the member that says that there is no other',
    own,
    () => update(2, { more: { phone: null, ...another } }),
    another.default_address.phone,
  ],
])('a phone of an address in a body without one of the shopper %s', async (_, first, second, phone) => {
  const signedUp = () => shopifyEnvelope({ more: { ...first } });
  for (const events of [
    [signedUp, second],
    [second, signedUp],
  ]) {
    bridge = await harness.fresh({ store: { consent, mapping: { extras: ['phone'] } } });
    for (const event of events) await bridge.run(event());
    expect(await shown()).toMatchObject({ phone });
  }
});

describe('the e-mail', () => {
  const verified = { verified_email: true };
  const withoutEmail: Readonly<Record<string, (day: number, firstName?: string) => Envelope>> = {
    'a body without it': (day, name = 'First') =>
      update(day, { name, more: { ...verified, email: undefined } }),
    'an Event that withheld it': (day, firstName = 'First') =>
      shopifyEventEnvelope({
        action: 'update',
        updatedAt: `2026-11-0${day}T10:00:00Z`,
        more: { firstName, verifiedEmail: true, defaultEmailAddress: null },
        members: { errors: [{ message: 'not now', path: ['customer', 'defaultEmailAddress'] }] },
      }),
  };
  const bodies = Object.entries(withoutEmail);
  const signedUp = () => shopifyEnvelope({ more: verified });

  test.each(bodies)('is no other one in %s', async (_, silent) => {
    await bridge.run(signedUp());
    const renamed = silent(2, 'Renamed');
    await bridge.run(renamed);
    const { outcome, reason } = await bridge.record(renamed);
    expect(outcome).toBe('updated');
    expect(reason?.code).not.toBe('email-differs');
    const { newest } = (await entryOf(bridge)).state;
    expect(newest).toMatchObject({ customer: { email: 'shopper.1001@example.com' }, emailVerified: true });
  });

  test.each(bodies)('that changed before is no occasion for a notice in %s', async (_, silent) => {
    await bridge.run(signedUp());
    const moved = update(2, { email: 'another@example.com' });
    await bridge.run(moved);
    expect((await bridge.record(moved)).reason).toEqual({ code: 'email-differs' });
    const later = silent(3);
    await bridge.run(later);
    expect((await bridge.record(later)).reason?.code).not.toBe('email-differs');
  });

  test('that was withheld is named', async () => {
    await bridge.run(signedUp());
    const withheld = withoutEmail['an Event that withheld it']?.(2) ?? signedUp();
    await bridge.run(withheld);
    expect((await bridge.record(withheld)).reason).toEqual({
      code: 'fields-withheld',
      params: { fields: ['customer.defaultEmailAddress'] },
    });
  });

  test.each(bodies)('is known for the release of one who is gone after %s', async (_, silent) => {
    await bridge.run(signedUp());
    await bridge.run(silent(2));
    await harness.control('POST', '/reset');
    harness.pass(120_000);
    const last = silent(3, 'Renamed');
    expect(await untilEnded(harness, bridge, last)).toBe('gone');
    const act = actOn(shopper, { id: last.id, series: 1, release: 'create', at: harness.now() });
    expect(await untilEnded(harness, bridge, act)).toBe('created');
    expect((await truthOf(harness, '1001'))?.email).toBe('shopper.1001@example.com');
  });

  test.each(bodies)('is still the owner’s after %s: a verified twin is linked', async (_, silent) => {
    await bridge.run(signedUp());
    await bridge.run(silent(2));
    const twin = shopifyEnvelope({
      id: '2',
      store: 'second',
      email: 'shopper.1001@example.com',
      more: verified,
    });
    expect(await untilEnded(harness, bridge, twin)).toBe('exists');
  });

  test('of which a body does not say whose it is stays the shopper’s, and another one is not', async () => {
    await bridge.run(signedUp());
    const { newest } = (await entryOf(bridge)).state;
    expect(newest?.emailVerified).toBe(true);
    const isVerified = async (day: number, email?: string) => {
      await bridge.run(
        update(day, { ...(email === undefined ? {} : { email }), more: { verified_email: undefined } }),
      );
      return (await entryOf(bridge)).state.newest?.emailVerified === true;
    };
    expect(await isVerified(2)).toBe(true);
    expect(await isVerified(3, 'another@example.com')).toBe(false);
  });
});

test('a birth date that cannot be read takes none back, and is told of', async () => {
  await bridge.run(shopifyEnvelope({ more: signup }));
  const odd = update(2, { more: born('17/05/1990') });
  await bridge.run(odd);
  expect((await shown()).dob).toBe('1990-05-17');
  expect((await bridge.record(odd)).reason).toMatchObject({ params: { fields: ['metafields'] } });
});

test('an empty list takes the birth date back, and null a phone', async () => {
  await bridge.run(shopifyEnvelope({ more: { ...signup, phone: '+15550000000' } }));
  await bridge.run(update(2));
  expect(await outcomeOf(bridge, update(3, { more: { metafields: [], phone: null, addresses: [] } }))).toBe(
    'updated',
  );
  expect(await shown()).toMatchObject({ dob: null, phone: undefined });
});

const events: Readonly<Record<string, () => Envelope>> = {
  signup: () => shopifyEnvelope({ name: 'First' }),
  born: () => update(2, { name: 'Second', more: born('1990-05-17') }),
  corrected: () => update(3, { name: 'Third', more: born('1991-06-18') }),
  silent: () => update(4, { name: 'Fourth' }),
};

test.each([
  ['signup', 'born', 'corrected', 'silent'],
  ['signup', 'silent', 'born', 'corrected'],
  ['signup', 'silent', 'corrected', 'born'],
  ['silent', 'corrected', 'signup', 'born'],
  ['silent', 'born', 'signup', 'corrected'],
  ['corrected', 'silent', 'born', 'signup'],
  ['born', 'silent', 'corrected', 'signup'],
])(
  'an older update that comes late fills what the newer is silent about: %s, %s, %s, %s',
  async (...order) => {
    for (const name of order) await bridge.run(events[name]?.() ?? shopifyEnvelope());
    expect(await shown()).toMatchObject({ name: 'Fourth Shopper', dob: '1991-06-18' });
  },
);

test('what an older update took back stays taken back', async () => {
  await bridge.run(shopifyEnvelope({ more: signup }));
  await bridge.run(update(4));
  expect(await outcomeOf(bridge, update(3, { more: { metafields: [] } }))).toBe('stale');
  expect(await shown()).toMatchObject({ dob: null });
  expect(await outcomeOf(bridge, update(2, { more: signup }))).toBe('stale');
  expect(await shown()).toMatchObject({ dob: null });
});

describe('without any name', () => {
  const nameless = { first_name: '', last_name: '' };

  test('a signup is named by its e-mail, until the store gives a name', async () => {
    await bridge.run(shopifyEnvelope({ more: nameless }));
    expect((await shown()).name).toBe('shopper.1001');
    expect(await outcomeOf(bridge, update(2, { email: 'new.address@example.com', more: nameless }))).toBe(
      'unchanged',
    );
    expect((await shown()).name).toBe('shopper.1001');
    expect(await outcomeOf(bridge, update(3))).toBe('updated');
    expect(await outcomeOf(bridge, update(4, { more: nameless }))).toBe('unchanged');
    expect((await shown()).name).toBe('First Shopper');
  });

  test('an update leaves alone the name of a customer whom somebody else created', async () => {
    await createElsewhere(harness, { name: 'Another Name' });
    await bridge.run(update(2, { more: nameless }));
    expect((await truthOf(harness, '1001'))?.name).toBe('Another Name');
    // The store gives the very name that stood in for one before.
    expect(await outcomeOf(bridge, update(3, { more: { first_name: 'shopper.1001', last_name: '' } }))).toBe(
      'updated',
    );
    expect((await truthOf(harness, '1001'))?.name).toBe('shopper.1001');
  });
});

test.each([
  ['a death', (envelope: Envelope) => diesBeforeTheRecord(bridge, envelope)],
  [
    'an answer that is lost',
    async (envelope: Envelope) => {
      await misbehave(harness, { match: on.patch, times: 1, do: 'close-after' });
      await bridge.run(envelope);
    },
  ],
])('after %s a silent update takes nothing back of what was told', async (_, trouble) => {
  await bridge.run(shopifyEnvelope());
  await trouble(update(2, { more: { ...signup, phone: '+15550000000' } }));
  await misbehave(harness);
  harness.pass(afterTheLeaseMs);
  expect(await untilEnded(harness, bridge, update(3, { name: 'Renamed' }))).toBe('updated');
  expect(await shown()).toEqual({ name: 'Renamed Shopper', dob: '1990-05-17', phone: '+15550000000' });
});

describe('a member of an odd type', () => {
  test('costs its field, and a notice names it', async () => {
    const first = shopifyEnvelope({ more: { note: {}, ...signup } });
    await bridge.run(first);
    expect(await bridge.record(first)).toMatchObject({
      outcome: 'created',
      reason: { code: 'fields-not-read', params: { fields: ['note'] } },
    });
    expect((await shown()).dob).toBe('1990-05-17');
  });

  test('is told of where nothing weightier is', async () => {
    await bridge.run(shopifyEnvelope());
    const changed = update(2, { email: 'new.address@example.com', more: { note: {} } });
    await bridge.run(changed);
    expect((await bridge.record(changed)).reason).toEqual({ code: 'email-differs' });
  });
});

test('a customer’s item stays within the first KB', async () => {
  const all = [
    shopifyEnvelope({
      more: { ...signup, phone: '+15550000000', note: 'Likes green, and comes on Mondays.' },
    }),
    statement('subscribed', 11),
    statement('subscribed', 12, { channel: 'sms' }),
    update(13, { name: 'Second' }),
    update(14, { name: 'Third', more: { note: null } }),
    statement('unsubscribed', 15),
    update(16, { name: 'Fourth', more: born('1991-06-18') }),
    update(17, { name: 'Fifth' }),
  ];
  for (const envelope of all) {
    await bridge.run(envelope);
    const item = await harness.itemOf(`${bridge.settings.masivo.account}|customer|shopify|default|1001`);
    // DynamoDB adds 100 bytes.
    expect(itemBytes(item) + 100).toBeLessThan(1024);
  }
});

test('what an older body took back stays so, where a still older one has it and comes after', async () => {
  await bridge.run(shopifyEnvelope({ more: {} }));
  await bridge.run(update(4));
  expect(await outcomeOf(bridge, update(3, { more: { metafields: [] } }))).toBe('stale');
  expect(await outcomeOf(bridge, update(2, { more: signup }))).toBe('stale');
  expect((await shown()).dob).toBeNull();
});
