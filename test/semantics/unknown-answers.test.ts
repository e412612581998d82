import { shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, lateWorkDone, misbehave, on, truthOf } from '../support/masivo-truth';

/** The rows "no answer" of docs/semantics.md: what Masivo did is not known until Masivo is asked. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh();
});

const signup = () => shopifyEnvelope();
const update = (name: string, updatedAt: string) =>
  shopifyEnvelope({ topic: 'customers/update', name, updatedAt });
const retries = { kind: 'delay' };
const done = { kind: 'ack' };

/** Attempts until it ends; the bridge's clock passes as the queue would make it pass. */
async function untilDone(envelope: ReturnType<typeof signup>): Promise<string> {
  for (let tries = 0; tries < 12; tries += 1) {
    const action = await bridge.run(envelope);
    if (action.kind !== 'delay') return (await bridge.record(envelope)).outcome;
    harness.pass(Math.max(1000, action.afterMs));
  }
  throw new Error(`still ${(await bridge.record(envelope)).reason?.code}`);
}

const error = (status: number) => ({ code: 'masivo-error', params: { status } });
const denied = (status: number) => ({ code: 'masivo-denied', params: { status } });
const noAnswer = {
  code: 'masivo-no-answer',
  params: { error: 'ECONNRESET' },
};
const silence = { code: 'masivo-no-answer', params: { error: 'timeout' } };

/** What Masivo does once, how often it is asked to create at most, and why the first attempt fails, if it does. */
const failedCreations: [name: string, rules: object[], mostPosts: number, firstReason: object | null][] = [
  ['a connection closed after the work', [{ do: 'close-after' }], 1, noAnswer],
  ['a connection closed before the work', [{ do: 'close-before' }], 2, noAnswer],
  ['silence', [{ do: 'hang' }], 2, silence],
  ['HTTP 500', [{ do: 'status', status: 500 }], 2, error(500)],
  ['HTTP 503', [{ do: 'status', status: 503 }], 2, error(503)],
  ['HTTP 408', [{ do: 'status', status: 408 }], 2, error(408)],
  ['HTTP 404', [{ do: 'status', status: 404 }], 2, { code: 'masivo-wrong-address', params: { status: 404 } }],
  ['HTTP 403, once', [{ do: 'status', status: 403 }], 2, null],
  ['HTTP 403 with a new token too', [{ do: 'status', status: 403, times: 2 }], 3, denied(403)],
  ['HTTP 401 with a new token too', [{ do: 'status', status: 401, times: 2 }], 3, denied(401)],
  ['HTTP 302', [{ do: 'status', status: 302 }], 2, error(302)],
  ['HTTP 204', [{ do: 'status', status: 204 }], 2, { code: 'creation-not-shown' }],
  [
    'a 429',
    [{ do: 'throttle', retryAfter: 60 }],
    2,
    { code: 'masivo-throttled', params: { retryAfterMs: 60_000 } },
  ],
  ['a 201 that cannot be read', [{ do: 'garble' }], 1, null],
  [
    'a 201 that cannot be read, and no answer to the question after it',
    [{ do: 'garble' }, { do: 'close-before', match: on.get }],
    1,
    noAnswer,
  ],
  [
    'a connection closed after the work, and an unreadable answer to the question after it',
    [{ do: 'close-after' }, { do: 'garble', match: on.get }],
    1,
    noAnswer,
  ],
];

test.each(failedCreations)(
  'a creation answered by %s is created once',
  async (_, rules, mostPosts, first) => {
    const envelope = signup();
    await misbehave(harness, ...rules.map((rule) => ({ match: on.post, times: 1, ...rule })));
    expect(await untilDone(envelope)).toBe('created');
    expect((await truthOf(harness, '1001'))?.registrations).toBe(1);
    expect(await callsOf(harness, 'POST /customers')).toBeLessThanOrEqual(mostPosts);
    const record = await bridge.record(envelope);
    expect(record.reason).toBeNull();
    if (first === null) expect(record.attemptCount).toBe(1);
    else expect(record.attempts[0]).toMatchObject({ outcome: 'retry', reason: first });
  },
);

test.each([
  ['before the next attempt', 1],
  ['after it is created', 2],
] as const)('a creation that lands late, %s, is created once', async (when, posts) => {
  const envelope = signup();
  await misbehave(harness, { match: on.post, times: 1, do: 'work-late' });
  expect(await bridge.run(envelope)).toMatchObject(retries);
  expect((await bridge.record(envelope)).reason).toEqual(silence);
  if (when === 'before the next attempt') await lateWorkDone(harness);
  expect(await untilDone(envelope)).toBe('created');
  await lateWorkDone(harness);
  expect((await truthOf(harness, '1001'))?.registrations).toBe(1);
  expect(await callsOf(harness, 'POST /customers')).toBe(posts);
});

test.each([
  ['no answer', { do: 'close-before' }],
  ['silence', { do: 'hang' }],
  ['HTTP 500', { do: 'status', status: 500 }],
  ['HTTP 401', { do: 'status', status: 401 }],
  ['a token that cannot be read', { do: 'garble' }],
])('signing in that fails with %s is tried again', async (_, rule) => {
  await harness.control('POST', '/expire-tokens');
  const envelope = signup();
  // Once before a slot is reserved, and once for the call.
  await misbehave(harness, { match: on.signIn, times: 2, ...rule });
  expect(await untilDone(envelope)).toBe('created');
  const { attempts } = await bridge.record(envelope);
  expect(attempts).toMatchObject([
    { outcome: 'retry', reason: { code: 'sign-in-failed' } },
    { outcome: 'created' },
  ]);
});

test('after a lost creation Masivo is asked before anything is sent again', async () => {
  const envelope = signup();
  await misbehave(harness, { match: on.post, times: 1, do: 'close-after' });
  expect(await bridge.run(envelope)).toMatchObject(retries);
  await misbehave(harness, { match: on.get, times: 1, do: 'status', status: 503 });
  harness.pass(10_000);
  expect(await bridge.run(envelope)).toMatchObject(retries);
  expect(await callsOf(harness, 'POST /customers')).toBe(1);
});

const failedChanges: [name: string, rule: object, firstReason: object | null][] = [
  ['a connection closed after the work', { do: 'close-after' }, noAnswer],
  ['a connection closed before the work', { do: 'close-before' }, noAnswer],
  ['silence', { do: 'hang' }, silence],
  ['HTTP 502', { do: 'status', status: 502 }, error(502)],
  ['HTTP 503', { do: 'status', status: 503 }, error(503)],
  [
    'a 429',
    { do: 'throttle', retryAfter: 60 },
    { code: 'masivo-throttled', params: { retryAfterMs: 60_000 } },
  ],
  ['a 200 that cannot be read', { do: 'garble' }, null],
];

test.each(failedChanges)(
  'a change answered by %s ends updated, with its value in Masivo',
  async (_, rule, first) => {
    await bridge.run(signup());
    await misbehave(harness, { match: on.patch, times: 1, ...rule });
    const envelope = update('Second', '2026-11-02T10:00:00Z');
    expect(await untilDone(envelope)).toBe('updated');
    expect(await truthOf(harness, '1001')).toMatchObject({ name: 'Second Shopper', registrations: 1 });
    const record = await bridge.record(envelope);
    if (first === null) expect(record.attemptCount).toBe(1);
    else expect(record.attempts[0]).toMatchObject({ outcome: 'retry', reason: first });
  },
);

test('a change whose success cannot be read, and no answer to the question after it, ends updated', async () => {
  await bridge.run(signup());
  const envelope = update('Second', '2026-11-02T10:00:00Z');
  await misbehave(
    harness,
    { match: on.patch, times: 1, do: 'garble' },
    { match: on.get, times: 1, do: 'close-before' },
  );
  expect(await bridge.run(envelope)).toMatchObject(retries);
  await misbehave(harness);
  expect(await untilDone(envelope)).toBe('updated');
});

test('a creation that Masivo rejects while an earlier one may be in the way is not refused', async () => {
  const envelope = signup();
  await misbehave(harness, { match: on.post, times: 1, do: 'work-late' });
  expect(await bridge.run(envelope)).toMatchObject(retries);
  await misbehave(harness, { match: on.post, do: 'status', status: 422 });
  expect(await bridge.run(envelope)).toMatchObject(retries);
  await misbehave(harness);
  await lateWorkDone(harness);
  expect(await untilDone(envelope)).toBe('created');
});

test('an older change that lands late, over a newer one, is repaired before anything ends', async () => {
  await bridge.run(signup());
  const older = update('Older', '2026-11-02T10:00:00Z');
  const newer = update('Newer', '2026-11-03T10:00:00Z');
  await misbehave(harness, { match: on.patch, times: 1, do: 'work-late' });
  expect(await bridge.run(older)).toMatchObject(retries);
  harness.pass(2000);
  // The newer change is in, but the older one is still on its way: it must not be believed to be the end.
  expect(await bridge.run(newer)).toMatchObject(retries);
  expect((await truthOf(harness, '1001'))?.name).toBe('Newer Shopper');
  await lateWorkDone(harness);
  expect((await truthOf(harness, '1001'))?.name).toBe('Older Shopper');
  harness.pass(9000);
  expect(await untilDone(newer)).toBe('updated');
  expect((await truthOf(harness, '1001'))?.name).toBe('Newer Shopper');
  expect(await untilDone(older)).toBe('stale');
  expect((await truthOf(harness, '1001'))?.name).toBe('Newer Shopper');
});

test.each([
  ['stale', update('Older', '2026-11-01T12:00:00Z'), 'stale'],
  ['unchanged', update('Newer', '2026-11-04T10:00:00Z'), 'unchanged'],
])('in doubt, nothing ends %s before Masivo shows the newest snapshot', async (_, envelope, outcome) => {
  await bridge.run(signup());
  const newer = update('Newer', '2026-11-03T10:00:00Z');
  await misbehave(harness, { match: on.patch, times: 1, do: 'close-before' });
  expect(await bridge.run(newer)).toMatchObject(retries);
  await misbehave(harness);
  harness.pass(20_000);
  expect(await bridge.run(envelope)).toEqual(done);
  // The change that was lost has been made good by the other event's attempt.
  expect(['updated', outcome]).toContain((await bridge.record(envelope)).outcome);
  expect((await truthOf(harness, '1001'))?.name).toBe('Newer Shopper');
  expect(await untilDone(newer)).toMatch(/updated|unchanged|stale/);
});

test('an older event that finds the newer one landed is stale', async () => {
  await bridge.run(signup());
  await misbehave(harness, { match: on.patch, times: 1, do: 'close-after' });
  expect(await bridge.run(update('Newer', '2026-11-03T10:00:00Z'))).toMatchObject(retries);
  harness.pass(10_000);
  const older = update('Older', '2026-11-02T10:00:00Z');
  expect(await untilDone(older)).toBe('stale');
  expect((await bridge.record(older)).reason).toEqual({ code: 'newer-applied' });
});

test('a customer who is gone from Masivo is not created again', async () => {
  await bridge.run(signup());
  await harness.control('POST', '/reset');
  expect(await untilDone(update('Second', '2026-11-02T10:00:00Z'))).toBe('gone');
  expect(await truthOf(harness, '1001')).toBeUndefined();
});

const failures = [
  [400, 'refused'],
  [422, 'refused'],
  [401, 'retry'],
  [403, 'retry'],
  [404, 'retry'],
  [405, 'retry'],
  [408, 'retry'],
  [425, 'retry'],
  [429, 'retry'],
  [302, 'retry'],
  [500, 'retry'],
  [503, 'retry'],
] as const;

test.each(failures)('a creation answered with HTTP %i is %s', async (status, outcome) => {
  const envelope = signup();
  await misbehave(harness, { match: on.post, do: 'status', status });
  const action = await bridge.run(envelope);
  expect((await bridge.record(envelope)).outcome).toBe(outcome);
  expect(action.kind).toBe(outcome === 'refused' ? 'dead-letter' : 'delay');
});

test('a conflict that asking does not explain is refused after a minute, not before', async () => {
  const envelope = signup();
  await misbehave(harness, { match: on.post, do: 'status', status: 409 });
  expect(await bridge.run(envelope)).toMatchObject(retries);
  harness.pass(59_000);
  expect(await bridge.run(envelope)).toMatchObject(retries);
  harness.pass(2000);
  expect(await bridge.run(envelope)).toMatchObject({ kind: 'dead-letter' });
});

test('Retry-After is honoured up to the cap', async () => {
  bridge = await harness.fresh({
    settings: {
      retry: { firstDelayMs: 1000, maxDelayMs: 2000, maxRetryAfterMs: 100_000, giveUpAfterMs: 1e9 },
    },
  });
  await misbehave(harness, { match: on.post, do: 'throttle', retryAfter: 77 });
  const envelope = signup();
  expect(await bridge.run(envelope)).toEqual({ kind: 'delay', afterMs: 77_000 });
  // Whoever looks at the delivery is told when that is, while it lasts.
  const tried = harness.now().getTime();
  const { nextTryAt } = await bridge.record(envelope);
  expect(Math.abs(Date.parse(nextTryAt ?? '') - tried - 77_000)).toBeLessThan(1000);
  await misbehave(harness);
  harness.pass(77_000);
  expect(await bridge.run(envelope)).toEqual({ kind: 'ack' });
  expect(await bridge.record(envelope)).not.toHaveProperty('nextTryAt');
});

test('after ten days of trying the message goes to the DLQ; redriven, its age counts anew', async () => {
  const envelope = signup();
  await misbehave(harness, { do: 'status', status: 503 });
  expect(await bridge.run(envelope)).toMatchObject(retries);
  harness.pass(10 * 24 * 3600_000 + 1000);
  expect(await bridge.run(envelope)).toMatchObject({ kind: 'dead-letter' });
  expect(await bridge.record(envelope)).toMatchObject({
    outcome: 'refused',
    reason: {
      code: 'given-up',
      params: {
        cause: {
          code: 'sign-in-failed',
          params: { cause: { code: 'masivo-error', params: { status: 503 } } },
        },
      },
    },
  });
  // A redrive makes a new message of it.
  expect(await bridge.run(envelope, {}, harness.now().getTime())).toMatchObject(retries);
  await misbehave(harness);
  expect(await untilDone(envelope)).toBe('created');
});
