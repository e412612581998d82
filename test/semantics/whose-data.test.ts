import { shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile } from '../support/harness';

/** Whatever finds a customer's deliveries finds every one that holds her data, also those that nothing was made of. */
harnessForFile();

const withBody = (topic: string, body: unknown) => ({
  ...shopifyEnvelope(),
  headers: { 'x-shopify-topic': topic },
  body: Buffer.from(JSON.stringify(body)).toString('base64'),
});

test.each([
  ['an event that is ignored', 'ignored', 'orders/create', { id: 5, customer: { id: 1001 } }],
  ['a body that is refused', 'refused', 'customers/update', { id: 1001, email: 7 }],
])('%s is the customer’s', async (_, outcome, topic, body) => {
  const bridge = await harness.fresh();
  const envelope = withBody(topic, body);
  await bridge.run(envelope);
  expect(await bridge.record(envelope)).toMatchObject({ outcome, customer: '1001' });
});

test('an event of a store that is no longer configured is the customer’s', async () => {
  const bridge = await harness.fresh();
  const envelope = { ...withBody('customers/update', { id: 1001 }), store: 'closed' };
  await bridge.run(envelope);
  expect(await bridge.record(envelope)).toMatchObject({ outcome: 'retry', customer: '1001' });
});
