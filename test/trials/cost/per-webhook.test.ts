import type { Deployment } from '../../../trials/cost/from-template';
import { dollarsPerBusyMonth, dollarsPerIdleMonth } from '../../../trials/cost/idle-month';
import type { Measured, MeasuredWebhook } from '../../../trials/cost/measured';
import { type CostInput, dollarsPerMillion } from '../../../trials/cost/per-webhook';
import { type PricedRegion, prices } from '../../../trials/cost/prices';
import { gathered, type Traffic } from '../../../trials/cost/traffic';

/** Round figures, so that each line can be worked out in the head. */
const gb = 2 ** 30;
const month = 365 / 12;

const deployment: Deployment = {
  receive: { memoryMb: 1024 },
  deliver: { memoryMb: 512 },
  reconcile: undefined,
  rules: [],
  lambdaOwnLines: false,
  batchSize: 10,
  batchWindowSeconds: 0,
  logDays: month,
  accessLogBytes: gb / 1e6,
  secrets: 3,
  alarmMetrics: 20,
  dashboards: 1,
  eventSources: 1,
  pointInTimeRecovery: true,
  companyKey: false,
};

const webhook: MeasuredWebhook = {
  ledger: { customerWrites: 1, deliveryWrites: 2, indexWrites: 3, reads: 4 },
  inBatches: [],
  stored: {
    delivery: { item: gb / 1e6, indexes: (2 * gb) / 1e6 },
    customer: { item: gb / 1e6, indexes: gb / 1e6 },
  },
  messageBytes: 65_536,
  receiveLogBytes: gb / 1e6,
  deliverLogBytes: gb / 1e6,
  masivoCalls: 2,
};

const measured: Measured = {
  readsPerBatch: 0.5,
  byKind: { created: webhook, unchanged: { ...webhook, masivoCalls: 0 }, updated: webhook },
  figures: ['a', 'b'],
  severalStores: true,
};

const traffic: Traffic = {
  mix: { created: 1, unchanged: 0, updated: 0 },
  messagesPerBatch: 5,
  messagesPerPoll: 2,
  receiveWarmMs: 10,
  receiveInitMs: 1000,
  receiveColdShare: 0.01,
  deliverInitMs: 500,
  deliverColdShare: 0.1,
  masivoMs: 100,
  ledgerMs: 25,
  bytesOutPerCall: gb / 1e6,
  secretCalls: 0.01,
  deliveriesDays: 2 * month,
};

const input: CostInput = { deployment, measured, traffic, prices: prices['us-east-1'] };

function dollars(what: string, change: Partial<CostInput> = {}): number {
  const line = dollarsPerMillion({ ...input, ...change }).lines.find((each) => each.what === what);
  if (!line) throw new Error(`There is no line ${what}`);
  return line.dollars;
}

describe('a line for a million webhooks, worked out by hand', () => {
  test.each([
    ['API Gateway: requests', 1],
    ['`receive`: calls', 0.2],
    ['`receive`: warm time', 0.01 * 13.3334],
    ['`receive`: cold starts', 0.01 * 1 * 13.3334],
    ['SQS: send', 0.4],
    ['SQS: receive', 0.4 / 2],
    ['SQS: delete', 0.4 / 5],
    ['`deliver`: calls', 0.2 / 5],
    // Two calls of 100 ms and four rounds of 25 ms, of half a GB.
    ['`deliver`: time, nearly all of it waiting for Masivo', (0.5 * 0.3 * 13.3334) / 5],
    ['`deliver`: cold starts', (0.1 * 0.5 * 0.5 * 13.3334) / 5],
    ['writes: claims of customers', 0.625],
    ['writes: records of deliveries', 2 * 0.625],
    ['SQS: message groups, of several stores', (1 + 1 / 2 + 1 / 5) * 0.1],
    ['writes: index entries', 3 * 0.625],
    ['writes: rate limit and flood guard', 0],
    ['reads', (4 + 0.5 / 5) * 0.125],
    // Three GB for two months.
    ['deliveries, stored for their retention', 3 * 2 * 0.25],
    ['the same in point-in-time recovery', 2 * 0.2],
    ['new customers, stored for as long', 2 * (0.25 + 0.2) + 2 * 0.25],
    ["the functions' lines", 2 * 0.5],
    ["the gateway's access log", 0.5],
    ['kept, compressed', 3 * 0.15 * 0.03],
    ['Secrets Manager: calls', 0.01 * 5],
    ['KMS: calls for the company key', 0],
    ['data out to Masivo', 2 * 0.09],
  ])('%s: %f', (what, expected) => {
    expect(dollars(what)).toBeCloseTo(expected, 6);
  });

  test('there is no other', () => {
    expect(dollarsPerMillion(input).lines).toHaveLength(25);
  });
});

describe('what a batch takes whatever its size', () => {
  const inBatches = [
    { webhooks: 1, countWrites: 1.2, slotMs: 10 },
    { webhooks: 5, countWrites: 2, slotMs: 210 },
  ];
  const limited = { ...webhook, inBatches };
  const of = (share: number, messagesPerBatch: number): Partial<CostInput> => ({
    measured: { ...measured, byKind: { created: limited, unchanged: webhook, updated: webhook } },
    traffic: { ...traffic, messagesPerBatch, mix: { created: share, unchanged: 1 - share, updated: 0 } },
  });

  test('alone: the write of a batch of one, where it is a signup', () => {
    expect(dollars('writes: rate limit and flood guard', of(1, 1))).toBeCloseTo(1.2 * 0.625, 6);
    expect(dollars('writes: rate limit and flood guard', of(0.5, 1))).toBeCloseTo(0.5 * 1.2 * 0.625, 6);
  });

  test('by chance: one write of each batch that has a signup, and 0.2 of each signup', () => {
    const has = 1 - 0.5 * Math.exp(-0.5 * 3);
    expect(dollars('writes: rate limit and flood guard', of(0.5, 4))).toBeCloseTo(
      ((has + 0.2 * 2) / 4) * 0.625,
      4,
    );
  });

  test('the batch lasts as long as it waits for slots', () => {
    const what = '`deliver`: time, nearly all of it waiting for Masivo';
    const more = dollars(what, of(1, 1)) - dollars(what, { traffic: { ...traffic, messagesPerBatch: 1 } });
    expect(more).toBeCloseTo(0.5 * 0.01 * 13.3334, 6);
  });
});

describe('what moves a line', () => {
  const half = { created: 0.5, unchanged: 0.5, updated: 0 };
  test.each<[string, string, Partial<CostInput>, number]>([
    [
      'one store alone',
      'SQS: message groups, of several stores',
      { measured: { ...measured, severalStores: false } },
      0,
    ],
    ['a message of more than 64 KB', 'SQS: send', { measured: longer(65_537) }, 0.8],
    [
      "Lambda's own lines",
      "the functions' lines",
      { deployment: { ...deployment, lambdaOwnLines: true } },
      (2 + (406 * 1.2 * 1e6) / gb) * 0.5,
    ],
    [
      'no recovery',
      'the same in point-in-time recovery',
      { deployment: { ...deployment, pointInTimeRecovery: false } },
      0,
    ],
    [
      "a company's key",
      'KMS: calls for the company key',
      { deployment: { ...deployment, companyKey: true } },
      3 / 5,
    ],
    ['half signups: half the calls', 'data out to Masivo', { traffic: { ...traffic, mix: half } }, 0.09],
    // 1.8 calls on average in the slowest place of a batch of five: 2 - (2 - 1) / 5.
    [
      'half signups: a batch waits for its slowest',
      '`deliver`: time, nearly all of it waiting for Masivo',
      { traffic: { ...traffic, mix: half } },
      (0.5 * 0.28 * 13.3334) / 5,
    ],
  ])('%s', (_, what, change, expected) => {
    expect(dollars(what, change)).toBeCloseTo(expected, 6);
  });
});

function longer(messageBytes: number): Measured {
  return { ...measured, byKind: { ...measured.byKind, created: { ...webhook, messageBytes } } };
}

test.each(Object.keys(prices) as PricedRegion[])('the lines add up to the total in %s', (region) => {
  for (const { lines, total } of [
    dollarsPerMillion({ ...input, prices: prices[region] }),
    dollarsPerIdleMonth(deployment, prices[region]),
  ]) {
    expect(lines.reduce((sum, line) => sum + line.dollars, 0)).toBeCloseTo(total, 9);
  }
});

test('an idle month, worked out by hand', () => {
  const { lines } = dollarsPerIdleMonth(deployment, prices['us-east-1']);
  expect(lines.map((line) => Number(line.dollars.toFixed(4)))).toEqual([
    1.2, 2, 3,
    // Five pollers, three looks a minute, 730 hours: 657 000.
    0.2628,
  ]);
  expect(dollarsPerBusyMonth(2, prices['us-east-1'])).toBeCloseTo(0.6, 9);
});

test('what the clock invokes in an idle month, worked out by hand', () => {
  const month = (stores: number) => {
    const { lines } = dollarsPerIdleMonth(
      {
        ...deployment,
        reconcile: { memoryMb: 1024, runsPerMonth: 1000, stores },
        rules: [{ memoryMb: 1024, runsPerMonth: 60 }],
      },
      prices['us-east-1'],
    );
    return (what: string) => lines.find((line) => line.what === what)?.dollars ?? Number.NaN;
  };
  // Each store's webhooks are looked at once an hour, a second each: 730 GB seconds.
  expect(month(3)('`reconcile`: runs') - month(2)('`reconcile`: runs')).toBeCloseTo(730 * 1.33334e-5, 9);
  // A call, 1.5 GB seconds, three looks into the queue, two reads and a secret.
  expect(month(1)('what is invoked twice a day')).toBeCloseTo(
    60 * (0.2 + 20.0001 + 1.2 + 0.25 + 5) * 1e-6,
    9,
  );
});

test.each([
  [0.5, 20, 10, 3],
  [0.5, 0, 10, 1],
  [100, 20, 10, 10],
])(
  '%f messages a second, gathered for %i s, at most %i: %f in a batch',
  (perSecond, seconds, most, expected) => {
    expect(gathered(perSecond, seconds, most)).toBe(expected);
  },
);
