import type { Release } from '../../lambda/envelope';
import { shopifyEnvelope, stripeEnvelope } from '../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import {
  callsOf,
  createElsewhere,
  customersIn,
  emailMarketing,
  misbehave,
  on,
  recordElsewhere,
  truthOf,
} from '../support/masivo-truth';
import { consent, diesBeforeTheRecord, outcomeOf, untilEnded, update, word } from '../support/stories';

/** A doubt about what Masivo did never erases what was known before it. */
harnessForFile();

type Envelope = ReturnType<typeof shopifyEnvelope>;

const afterTheLease = 60_000;
/** From then on the sandbox shows who was migrated. */
const migrationDelayMs = 1000;

/** Each way to bring a customer into doubt by one more update, which meets trouble. */
const troubles: readonly (readonly [string, (bridge: TestBridge, envelope: Envelope) => Promise<void>])[] = [
  [
    'a failed GET',
    async (bridge, envelope) => {
      await misbehave(harness, { match: on.get, times: 1, do: 'status', status: 503 });
      expect(await outcomeOf(bridge, envelope)).toBe('retry');
      await misbehave(harness);
    },
  ],
  [
    'a death after the first write',
    async (bridge, envelope) => {
      const ledger = dying(bridge.ledger, ['claim', 'keep'], 'after');
      await expect(bridge.run(envelope, { ledger })).rejects.toBeInstanceOf(Died);
    },
  ],
  [
    'a death before the confirmation',
    async (bridge, envelope) => {
      await diesBeforeTheRecord(bridge, envelope);
    },
  ],
];

describe('what the operator decided survives', () => {
  const store = { maxCreationsPerHour: 1 };

  async function held(...words: readonly Release[]) {
    const bridge = await harness.fresh({ store });
    await bridge.run(shopifyEnvelope({ id: '1' }));
    const envelope = shopifyEnvelope();
    expect(await outcomeOf(bridge, envelope)).toBe('held');
    for (const [index, release] of words.entries())
      await bridge.run({ ...envelope, series: index + 1, release });
    return { bridge, envelope };
  }

  test.each(troubles)('held, then %s: still held', async (_, trouble) => {
    const { bridge } = await held();
    const event = update(10);
    await trouble(bridge, event);
    harness.pass(3600_000);
    expect(await untilEnded(harness, bridge, event)).toBe('held');
    expect(await customersIn(harness)).toBe(1);
  });

  test.each(troubles)('held, then %s, then dropped: nobody is created', async (_, trouble) => {
    const { bridge, envelope } = await held();
    await trouble(bridge, update(10));
    harness.pass(afterTheLease);
    expect(await untilEnded(harness, bridge, { ...envelope, series: 1, release: 'drop' })).toBe('ignored');
    expect(await customersIn(harness)).toBe(1);
  });

  test.each(troubles)('dropped, then %s: still dropped', async (_, trouble) => {
    const { bridge } = await held('drop');
    const event = update(10);
    await trouble(bridge, event);
    harness.pass(3600_000);
    expect(await untilEnded(harness, bridge, event)).toBe('ignored');
    expect(await customersIn(harness)).toBe(1);
  });

  test.each(troubles)('released without rewards, then %s: no rewards', async (_, trouble) => {
    const { bridge, envelope } = await held('migrate');
    const event = update(10);
    await trouble(bridge, event);
    harness.pass(afterTheLease);
    expect(await customersIn(harness)).toBe(2);
    await untilEnded(harness, bridge, event);
    await untilEnded(harness, bridge, { ...envelope, series: 1, release: 'migrate' });
    expect((await truthOf(harness, '1001'))?.registrations).toBe(0);
    expect(await callsOf(harness, 'POST /customers')).toBe(1);
  });

  test('dropped, and the records of its deliveries expire: still dropped', async () => {
    const { bridge, envelope } = await held('drop');
    const later = update(10);
    await bridge.run(later);
    for (const { id } of [envelope, later])
      await harness.expire(`${bridge.settings.masivo.account}|delivery|${id}`);
    harness.pass(200 * 24 * 3600_000);
    expect(await untilEnded(harness, bridge, update(11))).toBe('ignored');
  });
});

const allowed = { email_marketing: true, push_notifications: true, link_tracking: true };
const allowAll = () => recordElsewhere(harness, '1001', { ...consent.loyalty, ...allowed }, 'x');

describe('consent in doubt', () => {
  test.each(troubles)(
    'a customer released without rewards gets its record, %s or not',
    async (_, trouble) => {
      const bridge = await harness.fresh({ store: { maxCreationsPerHour: 1, consent } });
      await bridge.run(shopifyEnvelope({ id: '1' }));
      const envelope = shopifyEnvelope();
      await bridge.run(envelope);
      const released = { ...envelope, series: 1, release: 'migrate' } as const;
      await bridge.run(released);
      harness.pass(migrationDelayMs);
      expect(await customersIn(harness)).toBe(2);
      await trouble(bridge, released);
      harness.pass(afterTheLease);
      expect(await untilEnded(harness, bridge, released)).toBe('exists');
      expect(await emailMarketing(harness)).toBe(false);
    },
  );

  test.each(troubles)(
    'a customer whom somebody else created keeps its consent through %s',
    async (_, trouble) => {
      const bridge = await harness.fresh({ store: { consent } });
      await createElsewhere(harness);
      await allowAll();
      const first = update(9);
      await trouble(bridge, first);
      harness.pass(afterTheLease);
      expect(await untilEnded(harness, bridge, first)).toMatch(/updated|unchanged/);
      expect(await untilEnded(harness, bridge, update(10, { name: 'New' }))).toBe('updated');
      expect((await truthOf(harness, '1001'))?.purposes).toMatchObject(allowed);
    },
  );

  test.each(troubles)(
    'a customer who waited, and whom somebody else created, keeps its consent through %s',
    async (_, trouble) => {
      const bridge = await harness.fresh({ store: { consent } });
      expect(await outcomeOf(bridge, shopifyEnvelope({ email: null }))).toBe('waiting');
      await createElsewhere(harness);
      await allowAll();
      const first = update(9);
      await trouble(bridge, first);
      harness.pass(afterTheLease);
      await untilEnded(harness, bridge, first);
      expect(await untilEnded(harness, bridge, update(10, { name: 'New' }))).toBe('updated');
      expect((await truthOf(harness, '1001'))?.purposes).toMatchObject(allowed);
    },
  );

  // An attempt that was to create it is frozen or dies before its request, or hears no answer.
  test.each<[string, (bridge: TestBridge, signup: Envelope) => Promise<unknown>]>([
    [
      'a death between claim and creation',
      async (bridge, signup) => {
        const ledger = dying(bridge.ledger, ['claim'], 'after');
        await expect(bridge.run(signup, { ledger })).rejects.toBeInstanceOf(Died);
      },
    ],
    [
      'a creation without an answer',
      async (bridge, signup) => {
        await misbehave(harness, { match: on.post, times: 1, do: 'close-before' });
        await bridge.run(signup);
      },
    ],
  ])('one whom somebody else creates meanwhile keeps its consent through %s', async (_, trouble) => {
    const bridge = await harness.fresh({ store: { consent } });
    const signup = shopifyEnvelope();
    await trouble(bridge, signup);
    await createElsewhere(harness);
    await allowAll();
    harness.pass(afterTheLease);
    expect(await untilEnded(harness, bridge, signup)).toBe('exists');
    expect(await untilEnded(harness, bridge, update(10, { name: 'New' }))).toBe('updated');
    expect((await truthOf(harness, '1001'))?.purposes).toMatchObject(allowed);
  });

  test('a statement that never got to its turn is sent with the next try', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    await bridge.run(shopifyEnvelope({ more: word('subscribed') }));
    const no = word('unsubscribed');
    await misbehave(harness, { match: on.patch, times: 1, do: 'throttle', retryAfter: 1 });
    expect(await outcomeOf(bridge, update(10, { name: 'New', more: no }))).toBe('retry');
    expect(await untilEnded(harness, bridge, update(11, { name: 'New' }))).toBe('updated');
    expect(await emailMarketing(harness)).toBe(false);
  });

  test('a word that could not be sent at first is sent with the next try', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    await bridge.run(shopifyEnvelope({ more: word('subscribed') }));
    const no = update(10, { more: word('unsubscribed') });
    await misbehave(harness, { match: on.consent, times: 1, do: 'throttle', retryAfter: 1 });
    expect(await outcomeOf(bridge, no)).toBe('retry');
    expect(await untilEnded(harness, bridge, update(11))).toBe('updated');
    expect(await emailMarketing(harness)).toBe(false);
  });

  test('when the record of a creation has expired, what the shopper allowed in Masivo since is left alone', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    const envelope = shopifyEnvelope({ more: word('unsubscribed') });
    await bridge.run(envelope);
    await allowAll();
    await harness.expire(`${bridge.settings.masivo.account}|delivery|${envelope.id}`);
    harness.pass(200 * 24 * 3600_000);
    expect(await untilEnded(harness, bridge, update(10, { name: 'New' }))).toBe('updated');
    expect(await truthOf(harness, '1001')).toMatchObject({
      registrations: 1,
      name: 'New Shopper',
      purposes: allowed,
    });
  });
});

test.each(troubles)('a birth date that the store took back goes, %s or not', async (_, trouble) => {
  const bridge = await harness.fresh({ store: { mapping: { extras: ['note'] } } });
  const more = {
    note: 'a note',
    metafields: [{ namespace: 'facts', key: 'birth_date', value: '1990-05-17' }],
  };
  await bridge.run(shopifyEnvelope({ more }));
  const taken = update(10, { more: { note: null, metafields: [] } });
  await trouble(bridge, taken);
  harness.pass(afterTheLease);
  expect(await untilEnded(harness, bridge, taken)).toBe('updated');
  const { customers } = (await harness.control('GET', '/record')) as {
    customers: { customer: { dob: unknown; metadata: object } }[];
  };
  expect(customers[0]?.customer.dob).toBeNull();
  expect(customers[0]?.customer.metadata).not.toHaveProperty('note');
});

// What was sent may be in, though no answer came; also what was sent before the last that got none.
test.each([
  [1, 'at once'],
  [2, 'at once'],
  [1, 'when it can land no more'],
] as const)('what a change told that was lost is taken back, %i changes later, %s', async (later, when) => {
  const bridge = await harness.fresh({ store: { mapping: { extras: ['note'] } } });
  await bridge.run(shopifyEnvelope());
  const lost = { match: on.patch, times: 1 };
  await misbehave(harness, { ...lost, do: 'close-after' });
  expect(await outcomeOf(bridge, update(10, { more: { note: 'a note' } }))).toBe('retry');
  if (later === 2) {
    await misbehave(harness, { ...lost, match: on.get, do: 'status', status: 503 });
    expect(await outcomeOf(bridge, update(11, { name: 'Between' }))).toBe('retry');
  }
  if (when === 'when it can land no more') harness.pass(600_000);
  expect(await untilEnded(harness, bridge, update(12, { name: 'Last', more: { note: null } }))).toBe(
    'updated',
  );
  expect((await truthOf(harness, '1001'))?.metadata).not.toHaveProperty('note');
});

test('a foreign customer is found to exist, also when the first try met 429', async () => {
  const bridge = await harness.fresh();
  await createElsewhere(harness);
  const envelope = shopifyEnvelope();
  await misbehave(harness, { match: on.post, times: 1, do: 'throttle', retryAfter: 1 });
  expect(await untilEnded(harness, bridge, envelope)).toBe('exists');
});

test('an update or a signup without a creation date creates nobody where go-live counts', async () => {
  const bridge = await harness.fresh({ store: { signupsSince: '2026-01-01T00:00:00Z' } });
  expect(await outcomeOf(bridge, update(10, { more: { created_at: null } }))).toBe('ignored');
  expect(await outcomeOf(bridge, shopifyEnvelope({ more: { created_at: null } }))).toBe('ignored');
  // Of another shopper: the update would decide on a signup of its own shopper, too.
  const unknown = shopifyEnvelope({ id: '1002', more: { created_at: null } });
  expect(await outcomeOf(bridge, unknown)).toBe('ignored');
  expect(await outcomeOf(bridge, shopifyEnvelope())).toBe('created');
});

describe('the e-mail index', () => {
  const twin = (n: number, email: string) =>
    stripeEnvelope({ id: `evt_twin_${n}` }, { id: `cus_${n}`, email });

  test('two signups with an e-mail that nobody known owns are both refused after a minute', async () => {
    const bridge = await harness.fresh();
    await createElsewhere(harness, { id: 'x', email: 'same@example.com' });
    const both = [twin(1, 'same@example.com'), twin(2, 'same@example.com')];
    for (let second = 0; second < 70; second += 10) {
      for (const each of both) await bridge.run(each);
      harness.pass(10_000);
    }
    for (const each of both) expect(await bridge.record(each)).toMatchObject({ outcome: 'refused' });
  });

  test('an owner whose e-mail changed in the store is no longer who has the one that Masivo shows', async () => {
    const bridge = await harness.fresh();
    await bridge.run(shopifyEnvelope({ email: 'old@example.com' }));
    const changed = update(10, { email: 'new@example.com', name: 'New' });
    await misbehave(harness, { match: on.patch, times: 1, do: 'throttle', retryAfter: 1 });
    expect(await untilEnded(harness, bridge, changed)).toBe('updated');
    const other = twin(1, 'old@example.com');
    expect(await untilEnded(harness, bridge, other)).toBe('unlinked');
    expect((await bridge.record(other)).reason).toMatchObject({ code: 'owner-moved' });
  });

  test('a secret that cannot be read is a recorded retry', async () => {
    const bridge = await harness.fresh();
    const envelope = shopifyEnvelope();
    const emailKey = () => Promise.reject(new Error('no secret'));
    expect(await bridge.run(envelope, { emailKey })).toMatchObject({ kind: 'delay' });
    expect((await bridge.record(envelope)).outcome).toBe('retry');
  });
});
