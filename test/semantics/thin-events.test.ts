import { timing } from '../../infra/timing';
import { deliverBatch } from '../../lambda/delivery/batch';
import type { HttpAnswer } from '../../lambda/http/send-http';
import { networkFailure } from '../../lambda/retry/retry-policy';
import { circuit, leaseMs, vendorTimeoutMs } from '../../lambda/retry/retry-times';
import { stripeKey } from '../support/at-stripe';
import { shopifyEnvelope, stripeEnvelope, stripeThinEnvelope } from '../support/envelopes';
import { fixture, fixtureJson } from '../support/fixtures';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, customersIn, emailMarketing, truthOf } from '../support/masivo-truth';
import { sqsRecord } from '../support/sqs-record';
import { afterTheLeaseMs, consent, outcomeOf, untilEnded } from '../support/stories';

/** Thin events name a customer, whom `deliver` reads at Stripe before it claims anything. */
harnessForFile();

let bridge: TestBridge;
const withKey = { ...consent, metadataKeys: { email_marketing: 'newsletter' } };
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent } });
  harness.lines.length = 0;
});

const second = 1_790_000_000;
const at = (seconds: number, ms = 330) => new Date((second + seconds) * 1000 + ms).toISOString();
const customer = (more: Readonly<Record<string, unknown>> = {}) => ({
  id: 'cus_1',
  object: 'customer',
  created: second,
  email: 'shopper@example.com',
  name: 'First Shopper',
  metadata: {},
  ...more,
});
const path = '/v1/customers/cus_1';
const put = (more: Readonly<Record<string, unknown>> = {}) =>
  bridge.stripe.model.put({ [path]: customer(more) });

const calls = async () => [
  await callsOf(harness, 'POST /customers'),
  await callsOf(harness, 'PATCH /customers/{id}'),
  await callsOf(harness, 'PATCH /customers/{id}/consent'),
];
const free = { halfOpen: false, delayFor: () => undefined, hasTested: () => false };
const message = (envelope: object) => ({ body: JSON.stringify(envelope), sentAt: 0 });
const circuits = async () => (await bridge.items.sharedState()).circuits;
const answered = (status: number, text: string, retryAfterMs?: number): HttpAnswer => ({
  kind: 'answer',
  status,
  text,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

describe('one change told twice', () => {
  const told = {
    signup: {
      snapshot: () => stripeEnvelope({}, customer()),
      thin: () => stripeThinEnvelope({ at: at(0) }),
    },
    change: {
      snapshot: () =>
        stripeEnvelope(
          { type: 'customer.updated', created: second + 60, previous: { name: 'First Shopper' } },
          customer({ name: 'Renamed Shopper' }),
        ),
      thin: () => stripeThinEnvelope({ type: 'updated', at: at(60) }),
    },
  };

  test.each([
    ['snapshot', 'thin', 'unchanged'],
    // It has whatever the snapshot of its second has.
    ['thin', 'snapshot', 'stale'],
    ['thin', 'thin', 'unchanged'],
  ] as const)('by a %s event and by a %s one is one change', async (first, next, ended) => {
    put();
    expect(await outcomeOf(bridge, told.signup[first]())).toBe('created');
    expect(await outcomeOf(bridge, told.signup[next]())).toBe(ended);
    expect(await customersIn(harness)).toBe(1);
    expect(await calls()).toEqual([1, 0, 1]);

    put({ name: 'Renamed Shopper' });
    expect(await outcomeOf(bridge, told.change[first]())).toBe('updated');
    expect(await outcomeOf(bridge, told.change[next]())).toBe(ended);
    expect(await truthOf(harness, 'cus_1')).toMatchObject({ name: 'Renamed Shopper', registrations: 1 });
    expect(await calls()).toEqual([1, 1, 1]);
    if (first !== next) expect(harness.lines.join()).not.toContain('OrderTies');
  });

  test('at once by both creates once', async () => {
    put();
    const both = [told.signup.snapshot(), told.signup.thin()];
    await Promise.all(both.map((envelope) => bridge.run(envelope)));
    harness.pass(afterTheLeaseMs);
    for (const envelope of both) expect((await bridge.run(envelope)).kind).toBe('ack');
    expect(await truthOf(harness, 'cus_1')).toMatchObject({ registrations: 1 });
    expect(await customersIn(harness)).toBe(1);
  });

  test('an older snapshot of the second in which the customer was read takes nothing back', async () => {
    put();
    await bridge.run(told.signup.thin());
    put({ name: 'Third Name' });
    expect(await outcomeOf(bridge, stripeThinEnvelope({ type: 'updated', at: at(60, 100) }))).toBe('updated');
    const late = stripeEnvelope(
      { type: 'customer.updated', created: second + 60, previous: { name: 'First Shopper' } },
      customer({ name: 'Second Name' }),
    );
    expect(await outcomeOf(bridge, late)).toBe('stale');
    expect((await truthOf(harness, 'cus_1'))?.name).toBe('Third Name');
  });

  test('of two thin events of one second the later one is the newer', async () => {
    put();
    await bridge.run(told.signup.thin());
    put({ name: 'Later' });
    expect(await outcomeOf(bridge, stripeThinEnvelope({ type: 'updated', at: at(60, 800) }))).toBe('updated');
    put({ name: 'Earlier' });
    expect(await outcomeOf(bridge, stripeThinEnvelope({ type: 'updated', at: at(60, 100) }))).toBe('stale');
    expect((await truthOf(harness, 'cus_1'))?.name).toBe('Later');
  });
});

describe('what is asked of Stripe', () => {
  test('is the customer, by the id and with the key, in the version that the schemas know', async () => {
    put();
    await bridge.run(stripeThinEnvelope());
    expect(bridge.stripe.requests).toMatchObject([
      {
        method: 'GET',
        url: 'https://api.stripe.com/v1/customers/cus_1',
        headers: {
          authorization: `Bearer ${stripeKey}`,
          'stripe-version': '2026-10-28.endive',
          accept: 'application/json',
        },
      },
    ]);
    expect(bridge.stripe.requests[0]?.headers).not.toHaveProperty('stripe-context');
  });

  test('an address that the event names is not followed', async () => {
    put();
    const related_object = { id: 'cus_1', type: 'customer', url: 'https://elsewhere.example.com/v1/charges' };
    expect(await outcomeOf(bridge, stripeThinEnvelope({ more: { related_object } }))).toBe('created');
    expect(bridge.stripe.paths).toEqual([path]);
  });

  test('names the context where the event has one', async () => {
    put();
    await bridge.run(stripeThinEnvelope({ more: { context: 'acct_Platform/acct_Shop' } }));
    expect(bridge.stripe.requests[0]?.headers['stripe-context']).toBe('acct_Platform/acct_Shop');
  });

  test('is shown beside what was asked of Masivo, and is none of Masivo’s figures', async () => {
    put();
    const envelope = stripeThinEnvelope();
    await bridge.run(envelope);
    const { attempts, customer: named } = await bridge.record(envelope);
    expect(named).toBe('cus_1');
    expect(attempts[0]?.calls.map(({ call, status }) => [call, status])).toEqual([
      ['Stripe GET /v1/customers/{id}', 200],
      ['POST /customers', 201],
      ['PATCH /customers/{id}/consent', 200],
    ]);
    const line = JSON.parse(harness.lines.find((each) => each.includes('"attempt"')) ?? '{}');
    expect(line).toMatchObject({ calls: 2, reads: 1 });
  });

  test('no more than twenty times a second, by all workers together and for all stores of an account', async () => {
    bridge.stripe.secret = () => JSON.stringify({ 'stripe/default': stripeKey, 'stripe/second': stripeKey });
    const ids = Array.from({ length: 45 }, (_, number) => `cus_${number}`);
    bridge.stripe.model.put(
      Object.fromEntries(
        ids.map((id) => [`/v1/customers/${id}`, customer({ id, email: `${id}@example.com` })]),
      ),
    );
    const times: number[] = [];
    bridge.stripe.answer = () => {
      times.push(harness.now().getTime());
      return undefined;
    };
    const workers = [bridge.worker(), bridge.worker(), bridge.worker()];
    await Promise.all(
      ids.map((id, place) =>
        workers[place % 3]?.attempt(
          message({
            ...stripeThinEnvelope({ customer: id }),
            store: place % 2 === 0 ? 'default' : 'second',
          }),
          free,
          new AbortController().signal,
        ),
      ),
    );
    expect(times).toHaveLength(45);
    const busiest = Math.max(
      ...times.map((from) => times.filter((to) => to >= from && to < from + 1000).length),
    );
    expect(busiest).toBeLessThanOrEqual(20);
  });
});

describe('while Stripe does not show the customer', () => {
  const down = fixture('stripe/api/invalid-key.json').toString();
  const html = '<html>Bad gateway</html>';
  const troubles: [name: string, answer: HttpAnswer, reason: string, status?: number][] = [
    ['it does not answer', networkFailure('timeout', 'Stripe'), 'vendor-no-answer'],
    ['it cannot be reached', networkFailure('ECONNREFUSED', 'Stripe'), 'vendor-unreachable'],
    ['it fails', answered(500, '{"error":{"type":"api_error"}}'), 'vendor-error', 500],
    ['a gateway fails', answered(502, html), 'vendor-error', 502],
    ['it throttles', answered(429, '{"error":{"code":"rate_limit"}}'), 'vendor-throttled'],
    [
      'it is busy with the same object',
      answered(409, '{"error":{"code":"lock_timeout"}}'),
      'vendor-error',
      409,
    ],
    ['it refuses the key', answered(401, down), 'vendor-denied', 401],
    [
      'the key may not read',
      answered(403, '{"error":{"code":"more_permissions_required"}}'),
      'vendor-denied',
      403,
    ],
    ['it redirects', answered(302, ''), 'vendor-error', 302],
    ['it answers with HTML', answered(200, html), 'vendor-unreadable'],
    ['it answers with nothing', answered(200, ''), 'vendor-unreadable'],
    ['it answers with half a body', answered(200, '{"id":"cus_1","obj'), 'vendor-unreadable'],
    [
      'it answers with another customer',
      answered(200, JSON.stringify(customer({ id: 'cus_2' }))),
      'vendor-unreadable',
    ],
    [
      'it answers with another object',
      answered(200, JSON.stringify(customer({ object: 'account' }))),
      'vendor-unreadable',
    ],
    ['somebody else has nothing there', answered(404, html), 'vendor-error', 404],
    [
      'it does not know the address',
      answered(404, '{"error":{"message":"Unrecognized"}}'),
      'vendor-unreadable',
    ],
  ];

  test.each(troubles.map(([name, answer, code, status]) => ({ name, answer, code, status })))(
    'because $name, the delivery waits, and is made up for',
    async ({ answer, code, status }) => {
      put();
      const envelope = stripeThinEnvelope();
      bridge.stripe.answer = () => answer;
      expect(await bridge.run(envelope)).toMatchObject({ kind: 'delay' });
      const record = await bridge.record(envelope);
      expect(record).toMatchObject({
        outcome: 'retry',
        customer: 'cus_1',
        reason: { code, params: { vendor: 'Stripe', ...(status === undefined ? {} : { status }) } },
      });
      expect(record.attempts[0]?.calls).toHaveLength(1);
      expect(await customersIn(harness)).toBe(0);
      expect(
        await bridge.ledger.open({ source: 'stripe', store: 'default', customer: 'cus_1' }, 'x'),
      ).toMatchObject({ customer: { version: 0 } });
      // Neither its key nor what it answered is told anywhere.
      const told = JSON.stringify(record) + harness.lines.join();
      expect(told).not.toContain(stripeKey);
      expect(told).not.toContain('example.com');
      expect(told).not.toContain('html');

      bridge.stripe.answer = () => undefined;
      expect(await outcomeOf(bridge, envelope)).toBe('created');
      expect(await truthOf(harness, 'cus_1')).toMatchObject({ registrations: 1 });
    },
  );

  test('its Retry-After is honoured', async () => {
    bridge = await harness.fresh({
      settings: { retry: { ...bridge.settings.retry, maxRetryAfterMs: 3600_000 } },
    });
    bridge.stripe.answer = () => answered(429, '{}', 40_000);
    const action = await bridge.run(stripeThinEnvelope());
    expect(action.kind === 'delay' && action.afterMs).toBeGreaterThanOrEqual(40_000);
  });

  test('ten days are enough', async () => {
    bridge.stripe.answer = () => answered(500, '');
    const envelope = stripeThinEnvelope();
    await bridge.run(envelope);
    harness.pass(10 * 24 * 3600_000 + 1);
    expect(await bridge.run(envelope)).toMatchObject({
      kind: 'dead-letter',
      reason: { code: 'given-up', params: { cause: { code: 'vendor-error' } } },
    });
  });
});

describe('a circuit of its own', () => {
  const fail = async (worker: ReturnType<TestBridge['worker']>, times: number) => {
    for (let time = 0; time < times; time += 1) {
      await worker.attempt(message(stripeThinEnvelope()), free, new AbortController().signal);
    }
  };

  test('delays what has to be read there, and nothing else', async () => {
    put();
    const worker = bridge.worker();
    bridge.stripe.answer = () => answered(503, '');
    await fail(worker, circuit.failuresThatOpen);
    expect(await circuits()).toMatchObject({ 'stripe/default': { why: 'down' } });
    expect((await circuits()).masivo).toBeUndefined();
    expect(harness.lines.join()).toContain('"VendorCircuitOpened":1');
    expect(harness.lines.join()).not.toContain('"CircuitOpened":1');

    const asked = bridge.stripe.requests.length;
    const queue = { delay: async () => {}, sendToDeadLetters: async () => {}, inFlight: async () => 0 };
    const batch = worker.batch(queue);
    const state = await batch.readBreaker();
    const signal = new AbortController().signal;
    expect(await batch.attempt(message(stripeThinEnvelope()), state, signal)).toMatchObject({
      kind: 'delay-while-blocked',
    });
    expect(bridge.stripe.requests).toHaveLength(asked);
    const snapshot = stripeEnvelope({}, customer());
    expect(await batch.attempt(message(snapshot), state, signal)).toEqual({ kind: 'ack' });
    expect(await batch.attempt(message(shopifyEnvelope()), state, signal)).toEqual({ kind: 'ack' });
  });

  test('is half-open for one, whose good answer closes it for all', async () => {
    put();
    bridge.stripe.answer = () => answered(503, '');
    await fail(bridge.worker(), circuit.failuresThatOpen);
    harness.pass(60_000);
    bridge.stripe.answer = () => undefined;
    const asked = bridge.stripe.requests.length;
    const queue = { delay: async () => {}, sendToDeadLetters: async () => {}, inFlight: async () => 0 };
    const batches = [bridge.worker().batch(queue), bridge.worker().batch(queue)];
    const states = await Promise.all(batches.map((batch) => batch.readBreaker()));
    const actions = [];
    for (const [place, batch] of batches.entries()) {
      const state = states[place] ?? free;
      const attempt = batch.attempt(message(stripeThinEnvelope()), state, new AbortController().signal);
      actions.push((await attempt).kind);
    }
    expect(bridge.stripe.requests).toHaveLength(asked + 1);
    expect(actions).toEqual(['ack', 'delay-while-blocked']);
    expect((await circuits())['stripe/default']).toBeUndefined();
  });
});

// Each read that gets no answer takes five seconds of the batch.
test('a Masivo that works again is tested with what needs no read, while Stripe hangs', async () => {
  bridge = await harness.fresh({ store: { consent }, settings: { leaseMs } });
  const worker = bridge.worker();
  await worker.breaker.open('down');
  harness.pass(120_000);
  bridge.stripe.answer = () => {
    harness.pass(vendorTimeoutMs);
    return networkFailure('timeout', 'Stripe');
  };
  const queue = { delay: async () => {}, sendToDeadLetters: async () => {}, inFlight: async () => 0 };
  const begun = harness.now().getTime();
  const remainingMs = () => timing.deliverTimeout.toMilliseconds() - (harness.now().getTime() - begun);
  const Records = [
    ...Array.from({ length: 8 }, (_, index) => stripeThinEnvelope({ type: 'updated', at: at(index) })),
    shopifyEnvelope(),
  ].map((envelope, index) => sqsRecord(`m${index}`, envelope, { sentAt: begun }));
  const { batchItemFailures } = await deliverBatch({ Records }, remainingMs, worker.batch(queue));
  expect(batchItemFailures).toHaveLength(8);
  expect(bridge.stripe.requests).toEqual([]);
  expect(await circuits()).toEqual({});
  expect(await customersIn(harness)).toBe(1);
});

describe('the key', () => {
  const unread: readonly (readonly [name: string, secret: () => string | undefined, code: string])[] = [
    ['is not there', () => undefined, 'vendor-key-missing'],
    ['is of another store', () => '{"stripe/other":"rk_test_fake"}', 'vendor-key-missing'],
    ['stands in no JSON', () => stripeKey, 'vendor-key-missing'],
    ['is blank', () => '{"stripe/default":" "}', 'vendor-key-missing'],
    ['has a line end inside', () => '{"stripe/default":"rk_test\\nx: y"}', 'vendor-key-missing'],
    [
      'cannot be read',
      () => {
        throw Object.assign(new Error(stripeKey), { name: 'AccessDeniedException' });
      },
      'vendor-keys-unreadable',
    ],
  ];

  test.each(unread)('that %s is waited for, and Stripe is not asked', async (_, secret, code) => {
    bridge.stripe.secret = secret;
    const envelope = stripeThinEnvelope();
    expect(await bridge.run(envelope)).toMatchObject({ kind: 'delay' });
    expect((await bridge.record(envelope)).reason).toMatchObject({ code });
    expect(bridge.stripe.requests).toEqual([]);
    expect(harness.lines.join()).not.toContain(stripeKey);
  });

  test('is not used for a store that does not say so', async () => {
    bridge = await harness.fresh({ store: { events: false } });
    const envelope = stripeThinEnvelope();
    expect(await bridge.run(envelope)).toMatchObject({ kind: 'delay' });
    expect((await bridge.record(envelope)).reason).toEqual({
      code: 'customer-to-read',
      params: { vendor: 'Stripe' },
    });
    expect([bridge.stripe.requests, bridge.stripe.secretReads]).toEqual([[], 0]);
  });

  test('that was replaced is read anew within the attempt that it is refused in', async () => {
    put();
    bridge.stripe.secret = () => '{"stripe/default":"rk_test_fake_deleted"}';
    await bridge.run(stripeThinEnvelope());
    bridge.stripe.secret = () => JSON.stringify({ 'stripe/default': stripeKey });
    harness.pass(60_000);
    expect(await outcomeOf(bridge, stripeThinEnvelope())).toBe('created');
    expect(bridge.stripe.secretReads).toBe(2);
    // A replaced key is no trouble of Stripe's.
    expect(await circuits()).toEqual({});
  });

  test('that is refused again and again is looked for once a minute', async () => {
    bridge.stripe.secret = () => '{"stripe/default":"rk_test_fake_deleted"}';
    for (let time = 0; time < 12; time += 1) {
      await bridge.run(stripeThinEnvelope());
      harness.pass(10_000);
    }
    expect(bridge.stripe.secretReads).toBeLessThanOrEqual(3);
  });

  // A quiet store never has five refusals in a minute, and one that may read customers alone has good answers between.
  test.each<[string, () => void]>([
    [
      'that Stripe refuses',
      () => {
        bridge.stripe.answer = () => answered(401, '{}');
      },
    ],
    [
      'that may not read events',
      () => {
        put();
        bridge.stripe.answer = ({ url }) =>
          url.includes('/v2/core/events') ? answered(403, '{}') : undefined;
      },
    ],
    [
      'that is missing',
      () => {
        bridge.stripe.secret = () => undefined;
      },
    ],
  ])('%s is counted with each attempt, however rare these are', async (_, begin) => {
    bridge = await harness.fresh({ store: { consent: withKey } });
    harness.lines.length = 0;
    begin();
    for (let time = 0; time < 8; time += 1) {
      await bridge.run(stripeThinEnvelope({ type: 'updated', at: at(60 + time) }));
      harness.pass(15_000);
    }
    expect(harness.lines.filter((line) => line.includes('"VendorKeyErrors":1'))).toHaveLength(8);
    expect(harness.lines.join()).not.toContain('VendorCircuitOpened');
  });

  test('goes on being used while the secret cannot be read, which is tried once a minute, and counted', async () => {
    put();
    await bridge.run(stripeThinEnvelope());
    harness.pass(300_000);
    bridge.stripe.secret = () => {
      throw Object.assign(new Error(stripeKey), { name: 'ThrottlingException' });
    };
    for (let time = 0; time < 100; time += 1) {
      const changed = stripeThinEnvelope({ type: 'updated', at: at(60 + time) });
      expect(await outcomeOf(bridge, changed)).not.toBe('retry');
      harness.pass(50);
    }
    expect(bridge.stripe.secretReads).toBe(2);
    harness.pass(60_000);
    await bridge.run(stripeThinEnvelope({ type: 'updated', at: at(200) }));
    expect(bridge.stripe.secretReads).toBe(3);
    expect(harness.lines.filter((line) => line.includes('"VendorKeysUnread":1'))).toHaveLength(2);
    expect(harness.lines.join()).not.toContain(stripeKey);
  });

  test('that nobody knows yet is not asked for by each of many, while the secret cannot be read', async () => {
    const secret = bridge.stripe.secret;
    put();
    bridge.stripe.secret = () => {
      throw Object.assign(new Error(stripeKey), { name: 'ThrottlingException' });
    };
    for (let time = 0; time < 100; time += 1) {
      await bridge.run(stripeThinEnvelope({ type: 'updated', at: at(60 + time) }));
      harness.pass(50);
    }
    expect(bridge.stripe.secretReads).toBeLessThanOrEqual(2);
    bridge.stripe.secret = secret;
    harness.pass(5_000);
    expect(await outcomeOf(bridge, stripeThinEnvelope())).toBe('created');
  });

  test('is read once for many at a time, and anew after five minutes', async () => {
    put();
    await Promise.all(Array.from({ length: 8 }, () => bridge.run(stripeThinEnvelope())));
    expect(bridge.stripe.secretReads).toBe(1);
    harness.pass(300_000);
    await bridge.run(stripeThinEnvelope());
    expect(bridge.stripe.secretReads).toBe(2);
  });
});

describe('a customer who is not to be brought', () => {
  const redacted = { email: '[redacted]', name: '[redacted]', metadata: { born: '[Redacted]' } };

  test('who was deleted meanwhile creates nobody', async () => {
    bridge.stripe.deleteCustomer('cus_1');
    const envelope = stripeThinEnvelope();
    expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
    expect(await bridge.record(envelope)).toMatchObject({
      outcome: 'ignored',
      reason: { code: 'deleted-in-store' },
      customer: 'cus_1',
    });
    expect(await customersIn(harness)).toBe(0);
  });

  test('whom the key’s account does not have is not lost: the DLQ has the message', async () => {
    const envelope = stripeThinEnvelope();
    expect(await bridge.run(envelope)).toMatchObject({
      kind: 'dead-letter',
      reason: { code: 'vendor-lacks-customer' },
    });
    put();
    expect(await outcomeOf(bridge, envelope)).toBe('created');
  });

  test.each<[string, () => object]>([
    ['thin', () => stripeThinEnvelope({ type: 'updated', at: at(60) })],
    [
      'snapshot',
      () => stripeEnvelope({ type: 'customer.updated', created: second + 60 }, customer(redacted)),
    ],
  ])('whose data was redacted stays in Masivo as it is, told by a %s event', async (_, envelope) => {
    put();
    await bridge.run(stripeThinEnvelope());
    put(redacted);
    const event = envelope();
    const { attempt } = bridge.worker();
    expect(await attempt(message(event), free, new AbortController().signal)).toEqual({
      kind: 'dead-letter',
      reason: { code: 'customer-redacted', params: { fields: ['email', 'name'] } },
    });
    expect(await truthOf(harness, 'cus_1')).toMatchObject({
      name: 'First Shopper',
      email: 'shopper@example.com',
    });
  });

  test.each([
    ['a ping', fixtureJson('stripe/thin-customer-created.json'), 'v2.core.event_destination.ping'],
    ['a deletion', fixtureJson('stripe/thin-customer-created.json'), 'v1.customer.deleted'],
  ])('%s asks nobody', async (_, body, type) => {
    const envelope = stripeThinEnvelope({ more: { ...body, type } });
    expect(await outcomeOf(bridge, envelope)).toBe('ignored');
    expect(bridge.stripe.requests).toEqual([]);
  });
});

describe('it dies', () => {
  const dies = (run: Promise<unknown>) => expect(run).rejects.toBeInstanceOf(Died);

  test('between the read and the claim: nothing was done, and the next attempt reads again', async () => {
    put();
    const envelope = stripeThinEnvelope();
    await dies(bridge.run(envelope, { ledger: dying(bridge.ledger, 'claim', 'before') }));
    expect(await calls()).toEqual([0, 0, 0]);
    put({ name: 'Renamed Shopper' });
    expect(await outcomeOf(bridge, envelope)).toBe('created');
    expect(await truthOf(harness, 'cus_1')).toMatchObject({ name: 'Renamed Shopper', registrations: 1 });
    expect(bridge.stripe.paths).toEqual([path, path]);
  });

  test('between the claim and the confirmation: the next attempt waits for the lease, and reads nothing', async () => {
    put();
    const envelope = stripeThinEnvelope();
    await dies(bridge.run(envelope, { ledger: dying(bridge.ledger, 'confirm', 'before') }));
    expect(await bridge.run(envelope)).toMatchObject({ kind: 'delay' });
    expect(bridge.stripe.paths).toEqual([path]);
    harness.pass(afterTheLeaseMs);
    expect(await untilEnded(harness, bridge, envelope)).toBe('created');
    expect(await truthOf(harness, 'cus_1')).toMatchObject({ registrations: 1 });
  });

  test('between the confirmation and the log: the log tells what was done, whatever Stripe shows by now', async () => {
    put();
    const envelope = stripeThinEnvelope();
    await dies(bridge.run(envelope, { ledger: dying(bridge.ledger, 'record', 'before') }));
    bridge.stripe.deleteCustomer('cus_1');
    expect(await outcomeOf(bridge, envelope)).toBe('created');
    expect(bridge.stripe.paths).toEqual([path]);
    // So does a copy that comes when all is over.
    expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
    expect(bridge.stripe.paths).toEqual([path]);
  });
});

test.each<[string, HttpAnswer | undefined]>([
  ['before its answer came', { kind: 'lost', why: { code: 'cancelled' } }],
  ['as its answer came', undefined],
])('an attempt that is cancelled %s sends, writes and logs nothing more', async (_, answer) => {
  bridge = await harness.fresh({ store: { consent: withKey } });
  put();
  const cancelled = new AbortController();
  bridge.stripe.answer = () => {
    cancelled.abort();
    return answer;
  };
  const envelope = stripeThinEnvelope({ type: 'updated', at: at(60) });
  const attempted = bridge.worker().attempt(message(envelope), free, cancelled.signal);
  await expect(attempted).rejects.toThrow('aborted');
  expect(bridge.stripe.requests).toHaveLength(1);
  expect(await calls()).toEqual([0, 0, 0]);
  expect(await circuits()).toEqual({});
  expect(await bridge.ledger.delivery(envelope.id)).toBeUndefined();
});

test('reads that were given up do not say that Stripe is down', async () => {
  const worker = bridge.worker();
  for (let time = 0; time < 2 * circuit.failuresThatOpen; time += 1) {
    const cancelled = new AbortController();
    bridge.stripe.answer = () => {
      cancelled.abort();
      return { kind: 'lost', why: { code: 'cancelled' } };
    };
    const attempted = worker.attempt(message(stripeThinEnvelope()), free, cancelled.signal);
    await expect(attempted).rejects.toThrow('aborted');
  }
  expect(await circuits()).toEqual({});
});

describe('consent in metadata', () => {
  const eventId = 'evt_test_changed';
  const changed = (before: unknown) =>
    bridge.stripe.model.put({
      [`/v2/core/events/${eventId}`]: { id: eventId, changes: { before, after: {} } },
    });
  const update = () => stripeThinEnvelope({ id: eventId, type: 'updated', at: at(60) });

  beforeEach(async () => {
    bridge = await harness.fresh({ store: { consent: withKey } });
    put({ metadata: { newsletter: 'yes' } });
    await bridge.run(stripeThinEnvelope());
    // What the shopper chose in Checkout since.
    await bridge.run(
      stripeEnvelope(
        { type: 'checkout.session.completed', created: second + 30 },
        {
          object: 'checkout.session',
          customer: 'cus_1',
          consent: { promotions: 'opt_out' },
        },
      ),
    );
    expect(await emailMarketing(harness, 'cus_1')).toBe(false);
  });

  test('a creation costs one read', () => {
    expect(bridge.stripe.paths).toEqual([path]);
  });

  // The one has milliseconds, and the other none: of two statements of one second the no counts.
  test('a yes of the second in which the shopper said no in Checkout does not count', async () => {
    changed({ metadata: { newsletter: 'no' } });
    await bridge.run(stripeThinEnvelope({ id: eventId, type: 'updated', at: at(30) }));
    expect(await emailMarketing(harness, 'cus_1')).toBe(false);
  });

  test.each<[string, () => void, boolean]>([
    ['that the event brought is a new one', () => changed({ metadata: { newsletter: 'no' } }), true],
    ['that was not there before is a new one', () => changed({ metadata: { newsletter: null } }), true],
    ['beside another change is none', () => changed({ name: 'Before' }), false],
    ['beside another key is none', () => changed({ metadata: { other: 'x' } }), false],
    ['of an event without changes is none', () => changed(null), false],
    ['of an event that Stripe does not show is none', () => undefined, false],
  ])('a yes %s', async (_, prepare, allowed) => {
    prepare();
    put({ name: 'Renamed', metadata: { newsletter: 'yes' } });
    await bridge.run(update());
    expect(await emailMarketing(harness, 'cus_1')).toBe(allowed);
    expect(bridge.stripe.paths.slice(1)).toEqual([path, `/v2/core/events/${eventId}`]);
    expect((await truthOf(harness, 'cus_1'))?.name).toBe('Renamed');
  });
});
