import { recordDeadLetter } from '../../lambda/delivery/dead-letter';
import { lateLandingMs } from '../../lambda/retry/retry-times';
import { shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile } from '../support/harness';
import { misbehave, on } from '../support/masivo-truth';

/** A message that the operator moved back from the DLQ begins anew. */
harnessForFile();

// Behind a pause or an outage no attempt is made; after thirteen days the batch buries the message. Redriven, it
// has ten days of trying before it; but its record says `retry` and not that it went to the DLQ, so its age goes on.
test('redriven after thirteen days of waiting, one more failure does not end it', async () => {
  const bridge = await harness.fresh();
  const signup = shopifyEnvelope();
  await misbehave(harness, { match: on.post, do: 'status', status: 503 });
  expect(await bridge.run(signup)).toMatchObject({ kind: 'delay' });
  harness.pass(13 * 24 * 3600_000);
  // The redrive makes a new message of it.
  expect(await bridge.run(signup, {}, harness.now().getTime())).toMatchObject({ kind: 'delay' });
});

test('redriven after a conflict, it has a new minute to be explained', async () => {
  const bridge = await harness.fresh();
  const signup = shopifyEnvelope();
  await misbehave(harness, { match: on.post, do: 'status', status: 409 });
  expect(await bridge.run(signup)).toMatchObject({ kind: 'delay' });
  harness.pass(61_000);
  expect(await bridge.run(signup)).toMatchObject({ kind: 'dead-letter' });
  harness.pass(3600_000);
  expect(await bridge.run(signup, {}, harness.now().getTime())).toMatchObject({ kind: 'delay' });
});

// What is only in the DLQ must not count among what waits: an operator would take as many that wait for tried ones.
test.each(['too-many-paused', 'waited-too-long', 'function-died'] as const)(
  'moved to the DLQ without an attempt (%s), it is refused in its log, and redriven it begins anew',
  async (code) => {
    const bridge = await harness.fresh();
    const signup = shopifyEnvelope();
    await misbehave(harness, { match: on.post, do: 'status', status: 503 });
    expect(await bridge.run(signup)).toMatchObject({ kind: 'delay' });
    const message = { body: JSON.stringify(signup), sentAt: 0 };
    await recordDeadLetter(message, { code }, bridge.deps);
    const refused = await bridge.record(signup);
    expect(refused).toMatchObject({ outcome: 'refused', reason: { code }, attemptCount: 2 });
    expect(refused.nextTryAt).toBeUndefined();
    // A copy of the message adds nothing.
    await recordDeadLetter(message, { code }, bridge.deps);
    expect(await bridge.record(signup)).toEqual(refused);

    await misbehave(harness);
    harness.pass(lateLandingMs + 1);
    expect(await bridge.run(signup, {}, harness.now().getTime())).toEqual({ kind: 'ack' });
    expect(await bridge.record(signup)).toMatchObject({ outcome: 'created' });
  },
);

test('moved to the DLQ without an attempt, a delivery that was never tried gets no log, and one that ended keeps its own', async () => {
  const bridge = await harness.fresh();
  const [never, ended] = [shopifyEnvelope({ id: '1' }), shopifyEnvelope({ id: '2' })];
  await bridge.run(ended);
  const before = await bridge.record(ended);
  for (const signup of [never, ended]) {
    const message = { body: JSON.stringify(signup), sentAt: 0 };
    await recordDeadLetter(message, { code: 'waited-too-long' }, bridge.deps);
  }
  expect(await bridge.ledger.delivery(never.id)).toBeUndefined();
  expect(await bridge.record(ended)).toEqual(before);
});

describe('what an operator discarded', () => {
  async function discarded() {
    const bridge = await harness.fresh();
    const signup = shopifyEnvelope({ email: 'no address' });
    expect(await bridge.run(signup)).toMatchObject({ kind: 'dead-letter' });
    const refused = await bridge.record(signup);
    harness.pass(1000);
    const mark = { at: harness.now().toISOString(), who: 'local' };
    await bridge.ledger.record({ ...refused, discarded: mark }, refused.attemptCount);
    harness.pass(1000);
    return { bridge, signup, before: await bridge.record(signup) };
  }

  test('has nothing left to do where a message of it comes back', async () => {
    const { bridge, signup, before } = await discarded();
    expect(await bridge.run(signup)).toEqual({ kind: 'ack' });
    expect(await bridge.record(signup)).toEqual(before);
  });

  test.each<[string, () => Partial<ReturnType<typeof shopifyEnvelope>>]>([
    ['is tried again by a replay', () => ({ series: 1 })],
    ['is tried again where the store sends it later', () => ({ receivedAt: harness.now().toISOString() })],
  ])('%s, and waits for somebody again where it is refused', async (_, changed) => {
    const { bridge, signup, before } = await discarded();
    expect(before.discarded).toBeDefined();
    expect(await bridge.run({ ...signup, ...changed() })).toMatchObject({ kind: 'dead-letter' });
    const { attemptCount, discarded: mark } = await bridge.record(signup);
    expect({ attemptCount, mark }).toEqual({ attemptCount: 2, mark: undefined });
  });
});
