import { bodyOfIgnored } from '../../../lambda/ledger/body-of-ignored';
import type { ReplaySelection } from '../../../operator/core/answers/replay';
import { queued } from '../../support/queue';
import { type Operated, startStandIns, type TestDelivery } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeAll(async () => {
  aws = await startStandIns();
});
afterAll(() => aws.close());

describe('a replay', () => {
  test('puts the stored envelope back under its id, with a new series each time, and is written down', async () => {
    const operated = aws.environmentOf('replay');
    const { id, customer } = await operated.put({ outcome: 'refused', at: 'shopify/second' });
    expect(await operated.operator.replay(id)).toEqual({ kind: 'replayed', series: 1 });
    operated.clock.pass(1000);
    expect(await operated.operator.replay(id)).toEqual({ kind: 'replayed', series: 2 });
    const envelopes = await queued(operated);
    expect(envelopes).toMatchObject([
      { id, series: 1, source: 'shopify', store: 'second' },
      { id, series: 2, source: 'shopify', store: 'second' },
    ]);
    expect(Buffer.from(envelopes[0]?.body ?? '', 'base64').toString()).toContain(`Customer/${customer}"`);
    const { who } = operated.environment;
    expect(await operated.operator.actions(10)).toMatchObject([
      { who, what: 'replay', about: id },
      { who, what: 'replay', about: id },
    ]);
  });

  test('goes on from the series that was tried last, when the count of them has expired', async () => {
    const operated = aws.environmentOf('expired-count');
    const { id } = await operated.put({ outcome: 'refused', more: { series: 3 } });
    expect(await operated.operator.replay(id)).toEqual({ kind: 'replayed', series: 4 });
    expect(await queued(operated)).toMatchObject([{ id, series: 4 }]);
  });

  test('is refused where nothing of the event was kept, and leaves it out of many', async () => {
    const operated = aws.environmentOf('without-body');
    const reason = { code: 'event-not-handled', params: { event: 'orders/create' } } as const;
    const withoutEvent = { headers: {}, body: Buffer.alloc(0), withoutEvent: true } as const;
    const ignored = await operated.put({ outcome: 'ignored', reason, more: withoutEvent });
    const refused = await operated.put({ outcome: 'refused' });
    const { why } = bodyOfIgnored['event-not-handled'];
    expect(await operated.operator.replay(ignored.id)).toEqual({ kind: 'without-body', why });
    expect(await queued(operated)).toEqual([]);
    const all = await operated.operator.replayAll([ignored.id, refused.id], { perSecond: 1000 });
    expect(all).toEqual({ sent: 1, skipped: 1 });
    expect(await queued(operated)).toMatchObject([{ id: refused.id }]);
    expect(await operated.operator.show(ignored.id, { reveal: false })).toMatchObject({
      ...{
        withoutBody: why,
        isAct: false,
        unmapped: { code: 'event-not-handled' },
        received: null,
        unreadable: null,
      },
    });
  });

  test('is not made when it cannot be written down', async () => {
    const operated = aws.environmentOf('unrecorded');
    const { id } = await operated.put({ outcome: 'refused' });
    const { client } = operated.environment.ledger;
    const refusal = { name: 'unrecorded', step: 'initialize' } as const;
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'PutItemCommand') throw new Error('DynamoDB is out of reach');
          return next(args);
        },
      refusal,
    );
    await expect(operated.operator.replay(id)).rejects.toThrow('out of reach');
    await expect(operated.operator.pause(['shopify/default'])).rejects.toThrow('out of reach');
    client.middlewareStack.remove('unrecorded');
    expect(await queued(operated)).toEqual([]);
    expect((await operated.operator.overview()).paused).toEqual([]);
  });

  test('does nothing, and writes nothing down, where there is nothing to do', async () => {
    const operated = aws.environmentOf('nothing');
    const elsewhere = await aws.environmentOf('elsewhere').put({});
    expect(await operated.operator.replay('0'.repeat(32))).toEqual({ kind: 'unknown' });
    expect(await operated.operator.replay(elsewhere.id)).toEqual({ kind: 'unknown' });
    expect(await operated.operator.replayAll([], { perSecond: 10 })).toEqual({ sent: 0, skipped: 0 });
    expect(await queued(operated)).toEqual([]);
    expect(await operated.operator.actions(10)).toEqual([]);
  });
});

describe('many replays', () => {
  test('come one after the other at the rate limit, with progress, and what vanished is skipped', async () => {
    const operated = aws.environmentOf('paced');
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push((await operated.put({ outcome: 'refused' })).id);
    ids.splice(2, 0, '0'.repeat(32));
    const done: number[] = [];
    const started = operated.clock.now().getTime();
    const options = {
      perSecond: 2,
      onProgress: (count: number) => done.push(count),
    } as const;
    expect(await operated.operator.replayAll(ids, options)).toEqual({ sent: 5, skipped: 1 });
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
    // The first goes at once, each other half a second after the one before.
    expect(operated.clock.now().getTime() - started).toBe(2500);
    expect(await queued(operated)).toHaveLength(5);
    expect(await operated.operator.actions(10)).toMatchObject([{ what: 'replay', about: '6 deliveries' }]);
  });
});

describe('what a query selects for replay', () => {
  const ago = (minutes: number) => new Date(Date.parse('2026-11-20T12:00:00Z') - minutes * 60_000);
  const deliveries: readonly TestDelivery[] = [
    { at: 'shopify/default', outcome: 'refused', receivedAt: ago(50), customer: '1' },
    { at: 'shopify/default', outcome: 'refused', receivedAt: ago(40), customer: '2', secret: 'leaked' },
    { at: 'shopify/second', outcome: 'refused', receivedAt: ago(30), customer: '1' },
    { at: 'stripe/default', outcome: 'retry', receivedAt: ago(20), customer: 'cus_1' },
    { at: 'shopify/default', outcome: 'retry', receivedAt: ago(10), customer: '1' },
  ];
  let operated: Operated;
  let ids: string[] = [];
  beforeAll(async () => {
    operated = aws.environmentOf('selection');
    for (const delivery of deliveries) ids = [(await operated.put(delivery)).id, ...ids];
    await aws.environmentOf('selection-elsewhere').put({ outcome: 'refused' });
  });

  type Query = Parameters<Operated['operator']['selectForReplay']>[0];
  type Count = [source: string, store: string, outcome: string, count: number];
  test.each<[string, Query, number[], Count[]]>([
    [
      'everything',
      {},
      [0, 1, 2, 3, 4],
      [
        ['shopify', 'default', 'retry', 1],
        ['stripe', 'default', 'retry', 1],
        ['shopify', 'second', 'refused', 1],
        ['shopify', 'default', 'refused', 2],
      ],
    ],
    [
      'an outcome',
      { outcomes: ['retry'] },
      [0, 1],
      [
        ['shopify', 'default', 'retry', 1],
        ['stripe', 'default', 'retry', 1],
      ],
    ],
    ['one store', { source: 'shopify', store: 'second' }, [2], [['shopify', 'second', 'refused', 1]]],
    [
      'a span of time',
      { since: ago(40), until: ago(30) },
      [2, 3],
      [
        ['shopify', 'second', 'refused', 1],
        ['shopify', 'default', 'refused', 1],
      ],
    ],
    [
      'a shopper',
      { customer: '1', source: 'shopify', store: 'default' },
      [0, 4],
      [
        ['shopify', 'default', 'retry', 1],
        ['shopify', 'default', 'refused', 1],
      ],
    ],
    ['what a secret signed', { signedWith: '', outcomes: ['refused'] }, [], []],
    [
      'a shopper with an outcome',
      { customer: '1', outcomes: ['refused'] },
      [2, 4],
      [
        ['shopify', 'second', 'refused', 1],
        ['shopify', 'default', 'refused', 1],
      ],
    ],
    ['nothing', { source: 'shopify', store: 'third' }, [], []],
  ])('%s', async (_, query, expected, counts) => {
    expect(await operated.operator.selectForReplay(query)).toEqual({
      ids: expected.map((index) => ids[index]),
      counts: counts.map(([source, store, outcome, count]) => ({ source, store, outcome, count })),
      more: false,
    } satisfies Record<keyof ReplaySelection, unknown>);
  });
});
