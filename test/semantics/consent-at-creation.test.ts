import type { DeliveryDeps } from '../../lambda/delivery/deps';
import type { Envelope } from '../../lambda/envelope';
import { actOn } from '../../lambda/new-envelope';
import { shopifyEnvelope, stripeEnvelope } from '../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, misbehave, on, truthOf } from '../support/masivo-truth';
import { altered, consent, shopper, untilEnded, update, word } from '../support/stories';

/** Where an account takes the consent record with the creation, nobody is marketable unasked, not for an instant. */
harnessForFile({ sandbox: { terms: { consentAtCreation: 'taken' } } });

const none = { ...consent.loyalty, email_marketing: false, push_notifications: false, link_tracking: false };
const recordConsent = 'PATCH /customers/{id}/consent';

let bridge: TestBridge;
const fresh = async (consentAtCreation = true, store: object = {}) => {
  bridge = await harness.fresh({
    store: { consent, ...store },
    masivo: { consentAtCreation },
  });
};

const unasked = async () =>
  ((await harness.control('GET', '/summary')) as { marketableUnasked: number }).marketableUnasked;

const release = ({ id }: Envelope) => actOn(shopper, { id, series: 1, release: 'create', at: harness.now() });

/** Each ends with an event that creates the customer 1001. */
const flows: readonly (readonly [string, () => Promise<Envelope>])[] = [
  ['a signup', async () => shopifyEnvelope()],
  ['an update that comes first', async () => update(2)],
  [
    'an e-mail that comes later',
    async () => {
      await bridge.run(shopifyEnvelope({ email: null }));
      return update(2);
    },
  ],
  [
    'a release of one who is held',
    async () => {
      await fresh(true, { maxCreationsPerHour: 1 });
      await bridge.run(shopifyEnvelope({ id: '1' }));
      const signup = shopifyEnvelope();
      expect(await untilEnded(harness, bridge, signup)).toBe('held');
      return release(signup);
    },
  ],
  [
    'a release of one who is gone',
    async () => {
      const signup = shopifyEnvelope();
      await bridge.run(signup);
      harness.pass(120_000);
      await harness.control('DELETE', '/customers/1001');
      expect(await untilEnded(harness, bridge, { ...signup, series: 1 })).toBe('gone');
      return actOn(shopper, { id: signup.id, series: 2, release: 'create', at: harness.now() });
    },
  ],
];

/** A process that dies in the creation: before it is sent, or when it is done. */
function diesInPost(when: 'before' | 'after'): Partial<DeliveryDeps> {
  return {
    masivo: altered(bridge.deps.masivo, (inner) => ({
      create: async (...creation) => {
        if (when === 'after') await inner.create(...creation);
        throw new Died();
      },
    })),
  };
}

const deaths: readonly (readonly [string, () => Partial<DeliveryDeps>])[] = [
  ...(['claim', 'confirm', 'record'] as const).flatMap((write) =>
    (['before', 'after'] as const).map(
      (when) => [`${when} the ${write}`, () => ({ ledger: dying(bridge.ledger, write, when) })] as const,
    ),
  ),
  ['before the POST', () => diesInPost('before')],
  ['after the POST', () => diesInPost('after')],
];

async function createdOnceAndAsked(envelope: Envelope): Promise<void> {
  expect(await untilEnded(harness, bridge, envelope)).toBe('created');
  expect(await truthOf(harness, '1001')).toMatchObject({ registrations: 1, purposes: none });
  expect(await unasked()).toBe(0);
}

describe.each(flows)('%s', (_, flow) => {
  let envelope: Envelope;
  beforeEach(async () => {
    await fresh();
    envelope = await flow();
  });

  test('carries the record with the creation, and nothing follows', async () => {
    await createdOnceAndAsked(envelope);
    expect(await callsOf(harness, recordConsent)).toBe(0);
  });

  test.each(deaths)(
    'dies %s: the next attempt ends it, and nobody was marketable unasked',
    async (_, own) => {
      await expect(bridge.run(envelope, own())).rejects.toBeInstanceOf(Died);
      harness.pass(40_000);
      await createdOnceAndAsked(envelope);
    },
  );

  test.each([
    ['a closed connection, after the work', { do: 'close-after' }],
    ['a closed connection', { do: 'close-before' }],
    ['silence', { do: 'hang' }],
    ['silence, and done later', { do: 'work-late' }],
    ['a body that cannot be read', { do: 'garble' }],
    ['503', { do: 'status', status: 503 }],
  ])('is answered by %s: nobody was marketable unasked', async (_, rule) => {
    await misbehave(harness, { match: on.post, times: 1, ...rule });
    expect(await bridge.run(envelope)).toMatchObject({ kind: expect.stringMatching(/ack|delay/) });
    harness.landLateWork();
    await createdOnceAndAsked(envelope);
  });
});

test('a death after the creation leaves the record owed: it is sent again', async () => {
  await fresh();
  const envelope = shopifyEnvelope({ more: word('subscribed') });
  await expect(bridge.run(envelope, diesInPost('after'))).rejects.toBeInstanceOf(Died);
  harness.pass(40_000);
  expect(await untilEnded(harness, bridge, envelope)).toBe('created');
  expect(await callsOf(harness, recordConsent)).toBe(1);
  expect((await truthOf(harness, '1001'))?.purposes).toEqual({ ...none, email_marketing: true });
});

test.each(['ignored', 'dropped'] as const)('a record that is %s without a word follows', async (how) => {
  await fresh();
  await harness.control('PUT', '/account', { consentAtCreation: how });
  const envelope = shopifyEnvelope();
  expect(await untilEnded(harness, bridge, envelope)).toBe('created');
  expect(await callsOf(harness, recordConsent)).toBe(1);
  expect((await truthOf(harness, '1001'))?.purposes).toEqual(none);
  // What no bridge can prevent there, and what the sandbox would tell of any account.
  expect(await unasked()).toBe(1);
});

test.each([
  [
    'everything is allowed',
    { ...none, email_marketing: true, push_notifications: true, link_tracking: true },
  ],
  ['a loyalty purpose is not', { ...none, behavioral_campaigns: false }],
])('an answer by which %s is not believed: the record follows', async (_, purposes) => {
  await fresh();
  const masivo = altered(bridge.deps.masivo, (inner) => ({
    create: async (customer) => {
      const answer = await inner.create(customer);
      return answer.kind === 'ok' ? { kind: 'ok', value: { ...answer.value, purposes } } : answer;
    },
  }));
  expect(await bridge.run(shopifyEnvelope(), { masivo })).toEqual({ kind: 'ack' });
  expect((await truthOf(harness, '1001'))?.purposes).toEqual(none);
});

test('without the setting the record follows the creation', async () => {
  await fresh(false);
  expect(await untilEnded(harness, bridge, shopifyEnvelope())).toBe('created');
  expect([await callsOf(harness, recordConsent), await unasked()]).toEqual([1, 1]);
});

test.each([
  [true, 1],
  [false, 2],
])('with the setting %p a signup reserves slots for %p requests', async (atCreation, expected) => {
  await fresh(atCreation);
  const asked: (number | undefined)[] = [];
  const limiter: DeliveryDeps['limiter'] = {
    reserve: (endsAt, requests) => {
      asked.push(requests);
      return bridge.deps.limiter.reserve(endsAt, requests);
    },
  };
  expect(await bridge.run(shopifyEnvelope(), { limiter })).toEqual({ kind: 'ack' });
  expect(asked).toEqual([expected]);
});

test('with consent handling off, the creation carries none', async () => {
  await fresh(true, { consent: 'off' });
  expect(await untilEnded(harness, bridge, shopifyEnvelope())).toBe('created');
  expect((await truthOf(harness, '1001'))?.purposes).toBeUndefined();
});

test.each([true, false])(
  'a statement on marketing never touches the loyalty purposes: %p',
  async (atCreation) => {
    const loyalty = { behavioral_campaigns: true, coupon_campaigns: false, punchcard_campaigns: true };
    await fresh(atCreation, {
      consent: { ...consent, loyalty, metadataKeys: { email_marketing: 'news', push_notifications: 'push' } },
    });
    const states = ['subscribed', 'unsubscribed', 'pending', 'subscribed', 'invalid', 'redacted'];
    for (const [day, state] of states.entries()) {
      await bridge.run(update(day + 2, { more: word(state) }));
      expect((await truthOf(harness, '1001'))?.purposes).toEqual({
        ...none,
        ...loyalty,
        email_marketing: state === 'subscribed',
      });
    }
    const stripe = (created: number, metadata: object) =>
      stripeEnvelope({ type: 'customer.updated', created }, { email: 'a@example.com', metadata });
    for (const [second, metadata] of [
      { news: 'yes', push: 'yes' },
      { news: 'no' },
      { push: 'yes' },
      {},
    ].entries()) {
      await bridge.run(stripe(1_790_000_000 + second, metadata));
      expect((await truthOf(harness, 'cus_1'))?.purposes).toMatchObject(loyalty);
    }
  },
);
