import type { Intent } from '../../lambda/delivery/intent';
import { circuit } from '../../lambda/retry/retry-times';
import { shopifyEnvelope } from '../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import { asMasivo, callsOf, misbehave, on, truthOf } from '../support/masivo-truth';
import { altered, consent } from '../support/stories';

/** Each test is a row of the crash-point table in docs/semantics.md. */
harnessForFile();

const afterTheLease = 9000;
const afterLateLanding = 30_000;

const dies = (run: Promise<unknown>) => expect(run).rejects.toBeInstanceOf(Died);

async function createdOnce(bridge: TestBridge, envelope: ReturnType<typeof shopifyEnvelope>) {
  expect((await bridge.record(envelope)).outcome).toBe('created');
  const truth = await truthOf(harness, '1001');
  expect(truth?.registrations).toBe(1);
  expect(truth?.purposes?.email_marketing).toBe(false);
  return truth;
}

describe('a creation', () => {
  let bridge: TestBridge;
  const envelope = shopifyEnvelope();
  beforeEach(async () => {
    bridge = await harness.fresh({ store: { consent } });
  });

  test('dies before the claim: the next attempt creates', async () => {
    await dies(bridge.run(envelope, { ledger: dying(bridge.ledger, 'claim', 'before') }));
    expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
    await createdOnce(bridge, envelope);
  });

  test('dies after the claim: nobody else touches the customer until the lease ends, then it is created', async () => {
    await dies(bridge.run(envelope, { ledger: dying(bridge.ledger, 'claim', 'after') }));
    expect(await bridge.run(envelope)).toMatchObject({ kind: 'delay' });
    expect(await callsOf(harness, 'POST /customers')).toBe(0);
    // A consent record of the attempt that died may still land, for all that is known.
    harness.pass(afterTheLease + afterLateLanding);
    expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
    await createdOnce(bridge, envelope);
  });

  test('dies after the POST, before the consent: the next attempt finishes the consent and ends created', async () => {
    await misbehave(harness, { match: on.consent, times: 1, do: 'hang' });
    await dies(bridge.run(envelope, { ledger: dying(bridge.ledger, 'confirm', 'before') }));
    expect((await truthOf(harness, '1001'))?.purposes).toBeUndefined();
    harness.pass(afterTheLease + afterLateLanding);
    expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
    await createdOnce(bridge, envelope);
    expect(await callsOf(harness, 'POST /customers')).toBe(1);
  });

  test('dies before the confirmation: the next attempt asks, and still ends created', async () => {
    await dies(bridge.run(envelope, { ledger: dying(bridge.ledger, 'confirm', 'before') }));
    harness.pass(afterTheLease + afterLateLanding);
    expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
    await createdOnce(bridge, envelope);
    expect(await callsOf(harness, 'POST /customers')).toBe(1);
  });

  test('dies after the log, before the message is deleted: the copy has nothing left to do', async () => {
    await dies(bridge.run(envelope, { ledger: dying(bridge.ledger, 'record', 'after') }));
    const calls = await callsOf(harness, 'GET /customers/{id}');
    expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
    expect(await callsOf(harness, 'GET /customers/{id}')).toBe(calls);
    await createdOnce(bridge, envelope);
  });
});

test('a change dies before the confirmation: the next attempt asks, waits for late landings, and ends updated', async () => {
  const bridge = await harness.fresh();
  await bridge.run(shopifyEnvelope());
  const update = shopifyEnvelope({
    topic: 'customers/update',
    name: 'Second',
    updatedAt: '2026-11-02T10:00:00Z',
  });
  await dies(bridge.run(update, { ledger: dying(bridge.ledger, 'confirm', 'before') }));
  harness.pass(afterTheLease);
  expect(await bridge.run(update)).toMatchObject({ kind: 'delay' });
  expect((await bridge.record(update)).reason).toEqual({ code: 'change-may-still-land' });
  harness.pass(afterLateLanding);
  expect(await bridge.run(update)).toEqual({ kind: 'ack' });
  expect((await bridge.record(update)).outcome).toBe('updated');
  expect(await callsOf(harness, 'PATCH /customers/{id}')).toBe(1);
});

test('a refusal dies before the message is in the DLQ: the next attempt refuses again', async () => {
  const bridge = await harness.fresh();
  const envelope = shopifyEnvelope({ email: 'no e-mail at all' });
  const first = await bridge.run(envelope);
  expect(first).toMatchObject({ kind: 'dead-letter' });
  expect(await bridge.run(envelope)).toEqual(first);
});

describe('a link to the owner of the e-mail', () => {
  const owner = shopifyEnvelope({ id: '1', email: 'same@example.com' });
  const other = shopifyEnvelope({ id: '2', email: 'same@example.com', store: 'second' });
  const rows = [
    ['before the link is confirmed', 'confirm', 'before'],
    ['after the link is confirmed, before the log', 'record', 'before'],
  ] as const;

  test.each(rows)('dies %s: the next attempt links once', async (_, step, when) => {
    const bridge = await harness.fresh();
    await bridge.run(owner);
    await dies(bridge.run(other, { ledger: dying(bridge.ledger, step, when) }));
    harness.pass(afterTheLease + afterLateLanding);
    let action = await bridge.run(other);
    for (let again = 0; action.kind === 'delay' && again < 5; again += 1) {
      harness.pass(afterTheLease + afterLateLanding);
      action = await bridge.run(other);
    }
    expect((await bridge.record(other)).outcome).toBe('exists');
    expect((await truthOf(harness, '1'))?.metadata.linked).toBe('shopify/second/2');
  });
});

describe('between the confirmation and the log', () => {
  let bridge: TestBridge;
  const envelope = shopifyEnvelope();
  beforeEach(async () => {
    bridge = await harness.fresh({ store: { consent } });
    await dies(bridge.run(envelope, { ledger: dying(bridge.ledger, 'confirm', 'after') }));
  });

  test('it dies: the next attempt writes the log, and asks nobody', async () => {
    const calls = await callsOf(harness, 'GET /customers/{id}');
    expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
    expect(await callsOf(harness, 'GET /customers/{id}')).toBe(calls);
    await createdOnce(bridge, envelope);
    expect(await callsOf(harness, 'POST /customers')).toBe(1);
  });

  test('it dies, and another event is confirmed before it comes back: nobody is created again', async () => {
    const update = { topic: 'customers/update', name: 'Second', updatedAt: '2026-11-02T10:00:00Z' };
    expect(await bridge.run(shopifyEnvelope(update))).toEqual({ kind: 'ack' });
    expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
    expect((await bridge.record(envelope)).outcome).toBe('stale');
    expect(await callsOf(harness, 'POST /customers')).toBe(1);
    expect((await truthOf(harness, '1001'))?.name).toBe('Second Shopper');
  });
});

test('a slow loser, whose lease another attempt has taken over, reopens nothing', async () => {
  const bridge = await harness.fresh();
  const envelope = shopifyEnvelope();
  let goOn = () => {};
  const stalled = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const slow = bridge.run(envelope, {
    ledger: {
      ...bridge.ledger,
      confirm: async (...confirmation) => stalled.then(() => bridge.ledger.confirm(...confirmation)),
    },
  });
  while (!(await truthOf(harness, '1001'))) await new Promise((resolve) => setTimeout(resolve, 10));
  harness.pass(afterTheLease + afterLateLanding);
  expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
  const settled = await bridge.record(envelope);
  goOn();
  expect(await slow).toMatchObject({ kind: 'delay' });
  expect(await bridge.record(envelope)).toEqual(settled);
  expect((await truthOf(harness, '1001'))?.registrations).toBe(1);
});

test('an attempt that is cancelled sends, writes and logs nothing more', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  const cancelled = new AbortController();
  const http: typeof bridge.http = async (request) => {
    const answer = await bridge.http(request);
    if (request.url.endsWith('/customers')) cancelled.abort();
    return answer;
  };
  const envelope = shopifyEnvelope();
  const free = { halfOpen: false, delayFor: () => undefined, hasTested: () => false };
  const message = { body: JSON.stringify(envelope), sentAt: 0 };
  await expect(bridge.worker({ http }).attempt(message, free, cancelled.signal)).rejects.toThrow('aborted');
  expect(await callsOf(harness, 'POST /customers')).toBe(1);
  expect(await callsOf(harness, 'PATCH /customers/{id}/consent')).toBe(0);
  const name = { source: 'shopify', store: 'default', customer: '1001' };
  expect(await bridge.ledger.open(name, envelope.id)).toMatchObject({
    customer: { intent: { by: envelope.id } },
    delivery: undefined,
  });
});

// Each of what all workers share would be written by an attempt that somebody else has taken over.
test('an attempt that is cancelled notes nobody as missing', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  const signup = shopifyEnvelope();
  await bridge.run(signup);
  harness.pass(120_000);
  await harness.control('POST', '/reset');
  const cancelled = new AbortController();
  const http: typeof bridge.http = async (request) => {
    const answer = await bridge.http(request);
    if (answer.kind === 'answer' && answer.status === 404) cancelled.abort();
    return answer;
  };
  const free = { halfOpen: false, delayFor: () => undefined, hasTested: () => false };
  const message = { body: JSON.stringify({ ...signup, series: 1 }), sentAt: 0 };
  await expect(bridge.worker({ http }).attempt(message, free, cancelled.signal)).rejects.toThrow('aborted');
  expect((await bridge.items.missing()).customers).toEqual([]);
});

test('requests that were given up do not say that Masivo is down', async () => {
  const bridge = await harness.fresh();
  const free = { halfOpen: false, delayFor: () => undefined, hasTested: () => false };
  let cancelled = new AbortController();
  // As a request that is under way ends when its signal is aborted.
  const http: typeof bridge.http = async (request) => {
    if (request.signIn) return bridge.http(request);
    cancelled.abort();
    return { kind: 'lost', why: { code: 'cancelled' } };
  };
  const worker = bridge.worker({ http });
  for (let number = 1; number <= 2 * circuit.failuresThatOpen; number += 1) {
    cancelled = new AbortController();
    const message = { body: JSON.stringify(shopifyEnvelope({ id: String(number) })), sentAt: 0 };
    await expect(worker.attempt(message, free, cancelled.signal)).rejects.toThrow('aborted');
  }
  expect((await bridge.items.sharedState()).circuits.masivo).toBeUndefined();
});

test('a creation that cannot be read, and then a change: a death before the change lands forgets neither', async () => {
  const bridge = await harness.fresh();
  const envelope = shopifyEnvelope();
  const registration_date = '2026-01-01T00:00:00Z';
  const email = 'shopper.1001@example.com';
  const intents: Intent[] = [];
  const ledger: typeof bridge.ledger = {
    ...bridge.ledger,
    claim: (entry, state, intent, emailKey) => {
      intents.push(intent);
      return bridge.ledger.claim(entry, state, intent, emailKey);
    },
  };
  const masivo = altered(bridge.deps.masivo, () => ({
    create: async ({ id, metadata }) => {
      const spelt = { id, name: 'Spelt otherwise', email, registration_date, metadata };
      await asMasivo(harness, '/customers', spelt);
      return { kind: 'unreadable', status: 201 };
    },
    change: async () => {
      throw new Died();
    },
  }));
  await dies(bridge.run(envelope, { ledger, masivo }));
  expect(intents).toMatchObject([{ creates: true, overwrites: false }, { overwrites: true }]);
  harness.pass(afterTheLease + afterLateLanding);
  expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
  expect((await bridge.record(envelope)).outcome).toBe('created');
  expect((await truthOf(harness, '1001'))?.name).toBe('First Shopper');
});

test('no request lasts beyond the lease, and none is sent after it', async () => {
  const bridge = await harness.fresh();
  const ends: number[] = [];
  const untils: number[] = [];
  const masivo: typeof bridge.deps.masivo = (slots, endsAt) => {
    ends.push(endsAt.getTime());
    return bridge.deps.masivo(slots, endsAt);
  };
  const claim: typeof bridge.ledger.claim = (entry, state, intent, emailKey) => {
    untils.push(intent.until);
    return bridge.ledger.claim(entry, state, intent, emailKey);
  };
  await bridge.run(shopifyEnvelope(), { masivo, ledger: { ...bridge.ledger, claim } });
  expect([ends.length, untils.length]).toEqual([1, 1]);
  expect(Math.max(...ends)).toBeLessThan(Math.min(...untils));
});

test('what somebody else wrote meanwhile stays, and nothing is logged over it', async () => {
  const bridge = await harness.fresh();
  await bridge.run(shopifyEnvelope());
  const same = shopifyEnvelope({ topic: 'customers/update', updatedAt: '2026-11-02T10:00:00Z' });
  const ledger = { ...bridge.ledger, keep: async () => false };
  expect(await bridge.run(same, { ledger })).toMatchObject({ kind: 'delay' });
  expect(await bridge.ledger.delivery(same.id)).toBeUndefined();
});

test('a log whose answer is lost, and which the AWS client sends again, names its attempt once', async () => {
  const bridge = await harness.fresh();
  const { ledger } = bridge;
  let left = 1;
  const record: typeof ledger.record = async (...write) => {
    if (left > 0) await ledger.record(...write);
    left -= 1;
    return ledger.record(...write);
  };
  const envelope = shopifyEnvelope({ email: 'no e-mail at all' });
  expect(await bridge.run(envelope, { ledger: { ...ledger, record } })).toMatchObject({
    kind: 'dead-letter',
  });
  expect(await bridge.record(envelope)).toMatchObject({ outcome: 'refused', attemptCount: 1 });
});
