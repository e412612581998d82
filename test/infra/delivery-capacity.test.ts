import { assumed, deliveryCapacity } from '../../infra/delivery-capacity';
import { maxSlotWaitMs } from '../../lambda/retry/retry-times';
import { environment, example } from './environments';

type Pace = NonNullable<ReturnType<typeof environment>['masivo']['rateLimit']>;

const withPace = (limits: Pace | undefined, delivery = {}) =>
  environment({ masivo: { account: 'tests', ...(limits ? { rateLimit: limits } : {}) }, delivery });

describe.each<
  [string, Pace | undefined, { concurrency?: number }, { concurrency: number; batchSize: number }]
>([
  ['no rate limit: a few batches', undefined, {}, { concurrency: 5, batchSize: 10 }],
  ["a day's limit only: the queue waits for it", { perDay: 2000 }, {}, { concurrency: 5, batchSize: 10 }],
  // 1/s: 2 batches of 1 have 4 requests, 4 s of the rate limit.
  ['1 a second', { perSecond: 1 }, {}, { concurrency: 2, batchSize: 1 }],
  // 5/s: 2 batches of 6 have 24 requests, 4.8 s.
  ['5 a second', { perSecond: 5 }, {}, { concurrency: 2, batchSize: 6 }],
  ['10 a second', { perSecond: 10 }, {}, { concurrency: 2, batchSize: 10 }],
  // 20/s: 10 deliveries a second x 2.1 s x 1.5 = 31.5 in progress.
  ['20 a second', { perSecond: 20 }, {}, { concurrency: 4, batchSize: 10 }],
  // 50 x 2.1 x 1.5 = 157.5.
  ['100 a second', { perSecond: 100 }, {}, { concurrency: 16, batchSize: 10 }],
  ['more than AWS has batches for', { perSecond: 10_000 }, {}, { concurrency: 1000, batchSize: 10 }],
  ['an override', { perSecond: 20 }, { concurrency: 3 }, { concurrency: 3, batchSize: 10 }],
  [
    'an override above the rate limit: smaller batches',
    { perSecond: 20 },
    { concurrency: 16 },
    { concurrency: 16, batchSize: 3 },
  ],
  ['an override without a rate limit', undefined, { concurrency: 40 }, { concurrency: 40, batchSize: 10 }],
])('%s', (_, limits, delivery, expected) => {
  const capacity = deliveryCapacity(withPace(limits, delivery));

  test(`${expected.concurrency} batches at a time, of ${expected.batchSize}`, () => {
    expect(capacity).toEqual({ ...expected, batchWindowSeconds: 20 });
  });

  test('nobody waits longer for the rate limit than an attempt does', () => {
    if (limits?.perSecond === undefined) return;
    const requests = capacity.concurrency * capacity.batchSize * assumed.callsPerDelivery;
    // The one message in each batch that there is at least.
    const least = (capacity.concurrency * assumed.callsPerDelivery) / limits.perSecond;
    expect(requests / limits.perSecond).toBeLessThanOrEqual(Math.max(least, maxSlotWaitMs / 1000));
  });
});

test('the examples have what their paces ask for', () => {
  expect(deliveryCapacity(example('prod'))).toEqual({
    concurrency: 4,
    batchSize: 10,
    batchWindowSeconds: 20,
  });
  expect(deliveryCapacity(example('dev'))).toEqual({ concurrency: 2, batchSize: 6, batchWindowSeconds: 20 });
});

test('who wants signups delivered at once says so', () => {
  expect(deliveryCapacity(withPace(undefined, { batchWindowSeconds: 0 })).batchWindowSeconds).toBe(0);
});
