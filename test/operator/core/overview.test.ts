import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { untriedText } from '../../../operator/core/text/untried';
import { version } from '../../../package.json';
import { operatorOf } from '../../support/operator';
import { startStandIns } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeAll(async () => {
  aws = await startStandIns();
});
afterAll(() => aws.close());

const hour = 3600_000;

const quiet = (store: string) => ({
  store,
  lastDeliveryAt: null,
  retrying: 0,
  refused: 0,
  undecided: 0,
  tasks: 0,
});

test('of an environment where nothing has come yet', async () => {
  const { operator } = aws.environmentOf('empty');
  const { hours, ...rest } = await operator.overview();
  expect(rest).toEqual({
    version,
    mapping: null,
    atLeast: false,
    discarded: 0,
    undecided: { held: 0, gone: 0, unlinked: 0, merged: 0, tasks: 0, atLeast: false },
    oldestWaiting: null,
    queue: { waiting: 0, inFlight: 0 },
    untried: { messages: 0, atMost: false, oldestMs: null },
    deadLetters: 0,
    circuit: undefined,
    paused: [],
    stores: ['shopify/default', 'shopify/second', 'stripe/default'].map(quiet),
    reconciled: [],
  });
  expect(hours).toHaveLength(24);
  expect(hours[0]).toEqual({ from: '2026-11-19T13:00:00.000Z', counts: {} });
  expect(hours[23]).toEqual({ from: '2026-11-20T12:00:00.000Z', counts: {} });
});

test('counts the last day by hour and outcome, and knows who waits longest', async () => {
  const { operator, put, clock } = aws.environmentOf('busy');
  const ago = (hours: number) => new Date(clock.now().getTime() - hours * hour);
  await put({ outcome: 'created' });
  await put({ outcome: 'created', receivedAt: ago(0.5) });
  await put({ outcome: 'exists', receivedAt: ago(0.4) });
  await put({ outcome: 'created', receivedAt: ago(0.51) });
  await put({ outcome: 'retry', receivedAt: ago(2) });
  await put({ outcome: 'created', receivedAt: new Date('2026-11-19T13:00:00.000Z') });
  await put({ outcome: 'created', receivedAt: new Date('2026-11-19T12:59:59.999Z') });
  const oldest = await put({ outcome: 'retry', receivedAt: ago(30) });
  const { hours, oldestWaiting, atLeast } = await operator.overview();
  expect(hours.map(({ counts }) => counts).filter((counts) => Object.keys(counts).length > 0)).toEqual([
    { created: 1 },
    { retry: 1 },
    { created: 1 },
    { created: 2, exists: 1 },
  ]);
  expect(oldestWaiting).toEqual({ id: oldest.id, receivedAt: oldest.receivedAt });
  expect(atLeast).toBe(false);
});

test('tells of each store by itself', async () => {
  const { operator, put, putCustomer, clock } = aws.environmentOf('stores');
  const ago = (hours: number) => new Date(clock.now().getTime() - hours * hour);
  await put({ at: 'shopify/second', outcome: 'created', receivedAt: ago(3) });
  await put({ at: 'shopify/second', outcome: 'refused', receivedAt: ago(1) });
  await put({ at: 'shopify/second', outcome: 'refused', receivedAt: ago(30) });
  await put({ at: 'shopify/default', outcome: 'retry', receivedAt: ago(30) });
  const since = ago(50).getTime();
  await putCustomer({
    customer: '1',
    at: 'stripe/default',
    confirmed: { masivo: 'held', dropped: false, since },
  });
  const { stores, undecided } = await operator.overview();
  expect(undecided).toMatchObject({ held: 1, tasks: 0 });
  expect(stores).toEqual([
    { ...quiet('shopify/default'), retrying: 1 },
    { ...quiet('shopify/second'), lastDeliveryAt: ago(1).toISOString(), refused: 1 },
    { ...quiet('stripe/default'), undecided: 1 },
  ]);
});

test('tells of the way to Masivo, and of the pause, whose use is written down', async () => {
  const { operator, items, clock } = aws.environmentOf('shared');
  const circuit = { why: 'down', until: clock.now().getTime() + 1000, level: 2 } as const;
  await items.setCircuit('masivo', circuit, undefined);
  await operator.pause(['shopify/default', 'stripe/default']);
  const before = await operator.overview();
  expect(before).toMatchObject({ circuit, paused: ['shopify/default', 'stripe/default'] });
  expect(before.vendorCircuits).toBeUndefined();
  const denied = { ...circuit, why: 'denied' } as const;
  await items.setCircuit('stripe/default', denied, undefined);
  expect(await operator.overview()).toMatchObject({
    circuit,
    vendorCircuits: { 'stripe/default': denied },
  });
  await operator.resume(['*']);
  expect(await operator.overview()).toMatchObject({ circuit, paused: [] });
  expect(await operator.actions(1)).toHaveLength(1);
});

describe('what was accepted and not tried yet', () => {
  test('is what is on the queue without a delivery that is retried, with its age', async () => {
    const { operator, environment, put } = aws.environmentOf('untried');
    const { client, eventsUrl } = environment.queues;
    for (const MessageBody of ['a', 'b', 'c'])
      await client.send(new SendMessageCommand({ QueueUrl: eventsUrl, MessageBody }));
    // One more is hidden for its next try.
    await client.send(new SendMessageCommand({ QueueUrl: eventsUrl, MessageBody: 'd', DelaySeconds: 900 }));
    for (const outcome of ['retry', 'created', 'refused'] as const) await put({ outcome });
    const untried = await operator.untried();
    expect(untried).toEqual({ messages: 3, atMost: false, oldestMs: expect.any(Number) });
    expect((await operator.overview()).untried.messages).toBe(3);
    expect(untriedText(untried)).toMatch(/^3 accepted and not tried yet, the oldest on the queue for \d/);
  });

  test('is nothing where every message is of a delivery that is retried', async () => {
    const { operator, put } = aws.environmentOf('tried');
    for (let count = 0; count < 5; count += 1) await put({ outcome: 'retry' });
    expect(await operator.untried()).toEqual({ messages: 0, atMost: false, oldestMs: null });
  });

  test('has no age where none can be found out', async () => {
    const { environment } = aws.environmentOf('ageless');
    const { oldestMs: _, ...queues } = environment.queues;
    const untried = await operatorOf({ ...environment, queues }).untried();
    expect(untried).toEqual({ messages: 4, atMost: false, oldestMs: null });
    expect(untriedText({ ...untried, atMost: true })).toBe('at most 4 accepted and not tried yet');
  });
});
