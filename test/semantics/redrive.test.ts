import { type Harness, shopifyEnvelope, startHarness } from '../support/harness';
import { misbehave, on } from '../support/masivo-truth';

/** A message that the operator moved back from the DLQ begins anew. */
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

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
