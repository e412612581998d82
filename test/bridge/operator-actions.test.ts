import { SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { credentialsOf } from '../../local/aws/environment';
import { TestBridge } from '../support/test-bridge';
import { until, whether } from '../support/until';
import { freshId, secrets, shopify, shopifyCustomer } from '../support/webhooks';

/** What an operator does to a running bridge: holds, releases, pauses, replays, redrives, rotates secrets. */
let test_: TestBridge;
beforeAll(async () => {
  test_ = await TestBridge.start({
    adjustSettings: (settings) => ({
      ...settings,
      stores: settings.stores.map((store) => ({ ...store, maxCreationsPerHour: 3 })),
    }),
  });
});
afterAll(() => test_.stop());

const signup = () => {
  const id = freshId();
  return { id: String(id), webhook: shopify(shopifyCustomer({ id })) };
};

const nameOf = (customer = '') => ({ source: 'shopify', store: 'default', customer });

test('what the flood guard holds is released with rewards, without, or dropped', async () => {
  for (let created = 0; created < 3; created += 1) {
    expect((await test_.settled(signup().webhook)).outcome).toBe('created');
  }
  const held = [signup(), signup(), signup()] as const;
  const ids = await Promise.all(held.map(({ webhook }) => test_.accepted(webhook)));
  for (const id of ids) expect((await test_.ended(id)).outcome).toBe('held');
  // The record comes before the message's end.
  await test_.drained();

  for (const [index, word] of (['create', 'migrate', 'drop'] as const).entries()) {
    expect(await test_.bridge.operator.release(nameOf(held[index]?.id), word)).toEqual({
      kind: 'released',
      delivery: ids[index],
      series: 1,
    });
  }
  await test_.drained();
  const outcomes = await Promise.all(ids.map((id) => test_.delivery(id)));
  expect(outcomes.map((each) => each?.outcome)).toEqual(['created', 'exists', 'ignored']);
  const registrations = await Promise.all(held.map(({ id }) => test_.customer(id)));
  expect(registrations.map((each) => each?.registrations)).toEqual([1, 0, undefined]);
  // Only who waits can be released.
  expect(await test_.bridge.operator.release(nameOf(held[0].id), 'create')).toEqual({ kind: 'not-waiting' });
});

test('while deliveries are paused ingress takes webhooks in, and they go on afterwards', async () => {
  await test_.bridge.operator.pause(['shopify/default']);
  const { id, webhook } = signup();
  const delivery = await test_.accepted(webhook);
  await test_.delayed();
  expect(await test_.delivery(delivery)).toBeUndefined();
  expect(await test_.customer(id)).toBeUndefined();
  // A deployment is a new process: it does not end the pause.
  await test_.kill('deliver');
  await test_.delayed();
  expect(await test_.delivery(delivery)).toBeUndefined();
  await test_.bridge.operator.resume(['*']);
  expect((await test_.ended(delivery)).outcome).toBe('held');
});

test('a refused event is replayed from the ledger, and redriven from the DLQ by naming the destination', async () => {
  const id = freshId();
  await test_.settled(shopify(shopifyCustomer({ id, email: 'no address' })));
  const refused = (await test_.deliveries('outcome=refused&limit=1'))[0];
  if (!refused) throw new Error('nothing was refused');
  expect(await test_.bridge.operator.replay(refused.id)).toEqual({ kind: 'replayed', series: 1 });
  await test_.drained();
  expect((await test_.delivery(refused.id))?.attempts.map(({ series }) => series)).toEqual([0, 1]);

  const sqs = new SQSClient({
    endpoint: test_.bridge.sqs.endpoint,
    region: 'us-east-1',
    credentials: credentialsOf(test_.bridge.token),
  });
  const arn = (queue: string) => `arn:aws:sqs:us-east-1:000000000000:${queue}`;
  const before = (await test_.delivery(refused.id))?.attempts.length ?? 0;
  await sqs.send(
    new StartMessageMoveTaskCommand({ SourceArn: arn('dead-letters'), DestinationArn: arn('events') }),
  );
  await until('another attempt', async () =>
    whether(((await test_.delivery(refused.id))?.attempts.length ?? 0) > before),
  );
  sqs.destroy();
});

test('a rotated secret is accepted at once, and the one before it still is', async () => {
  await test_.accepted(signup().webhook);
  const rotated = 'test-shopify-rotated';
  const value = { 'shopify/default': [rotated, secrets.shopify] };
  test_.bridge.secrets.rotate('webhooks', JSON.stringify(value));
  await test_.kill('receive');
  expect((await test_.post(signup().webhook, { signedWith: rotated })).status).toBe(200);
  expect((await test_.post(signup().webhook)).status).toBe(200);
});
