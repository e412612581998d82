import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { systemClock } from '../../../lambda/clock';
import { type BatchDeps, deliverBatch } from '../../../lambda/delivery/batch';
import type { MessageAction } from '../../../lambda/delivery/message-action';
import { poisonMessages } from '../../../lambda/delivery/poison-messages';
import type { Envelope } from '../../../lambda/envelope';
import type { DeliveryRecord } from '../../../lambda/ledger/delivery-record';

const envelope = (id: string): Envelope => ({
  v: 1,
  id: id.repeat(32).slice(0, 32),
  source: 'shopify',
  store: 'default',
  series: 0,
  receivedAt: '2026-11-20T10:00:00.000Z',
  headers: {},
  body: '',
  signedWith: 'abc',
});

function record(id: string, receives = 1): SQSRecord {
  return {
    messageId: id,
    receiptHandle: `receipt-${id}`,
    body: JSON.stringify(envelope(id)),
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(Date.parse('2026-11-20T10:00:00Z')),
      SenderId: 'x',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn',
    awsRegion: 'eu-west-1',
  };
}

function bench(
  actions: Readonly<Record<string, () => Promise<MessageAction>>>,
  adjust: Partial<BatchDeps> = {},
) {
  const delayed: Record<string, number> = {};
  const deadLetters: Record<string, string | undefined> = {};
  const order: string[] = [];
  const lines: string[] = [];
  const taken = new Map<string, number>();
  const known = new Map<string, DeliveryRecord>();
  const deps: BatchDeps = {
    readBreaker: async () => ({ halfOpen: false, delayFor: () => undefined, hasTested: () => false }),
    attempt: async ({ body }) => {
      const id = JSON.parse(body).id[0];
      order.push(id);
      const action = await actions[id]?.();
      if (!action) throw new Error(`nothing prepared for ${id}`);
      return action;
    },
    poisonMessages: poisonMessages({
      recordOf: async (id) => known.get(id),
      now: () => new Date(0),
      items: {
        take: async (name, want, limit) => {
          const used = (taken.get(name) ?? 0) + want;
          taken.set(name, used);
          return Math.max(0, Math.min(want, limit - (used - want)));
        },
      },
    }),
    delay: async (receipt, seconds) => {
      delayed[receipt] = seconds;
    },
    sendToDeadLetters: async (_, reason) => {
      deadLetters[order.at(-1) ?? ''] = reason?.code;
    },
    retry: { firstDelayMs: 5000, maxDelayMs: 3600_000, maxRetryAfterMs: 42_000_000, giveUpAfterMs: 1e9 },
    deadlineMs: 50,
    now: () => new Date('2026-11-20T10:10:00Z'),
    sleep: systemClock.sleep,
    random: () => 0.5,
    log: (fields, ...metrics) => lines.push(JSON.stringify([fields, metrics])),
    ...adjust,
  };
  const run = async (...records: SQSRecord[]) => {
    const event: SQSEvent = { Records: records };
    const { batchItemFailures } = await deliverBatch(event, () => 60_000, deps);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { run, delayed, deadLetters, order, lines, taken };
}

const done = async (): Promise<MessageAction> => ({ kind: 'ack' });
const dies = async (): Promise<MessageAction> => {
  throw new Error('a bug');
};
const never = () => new Promise<MessageAction>(() => {});

test('each message is handled on its own', async () => {
  const { run, delayed, deadLetters } = bench({
    a: done,
    b: async () => ({ kind: 'delay', afterMs: 7000 }),
    c: async () => ({ kind: 'dead-letter', reason: { code: 'id-taken' } }),
    d: async () => ({ kind: 'delay-while-blocked', atLeastMs: 60_000 }),
    e: async () => ({ kind: 'delay-for-slot', afterMs: 1200 }),
  });
  const records = [record('a'), record('b'), record('c'), record('d'), record('e')];
  expect(await run(...records)).toEqual(['b', 'd', 'e']);
  expect(delayed['receipt-b']).toBe(7);
  expect(delayed['receipt-d']).toBeGreaterThanOrEqual(60);
  // Whole seconds, and rather later than in vain: 1.2 s and the middle of the jitter.
  expect(delayed['receipt-e']).toBe(2);
  expect(Object.values(deadLetters)).toEqual(['id-taken']);
});

test.each([
  ['throws', dies, 'Error'],
  ['never ends', never, 'DeadlineExceeded'],
])('one that %s does not delay its neighbours, and is reported as failed', async (_, action, error) => {
  const { run, lines } = bench({ a: done, b: action });
  expect(await run(record('a'), record('b'))).toEqual(['b']);
  expect(lines.join()).toContain(error);
});

test('one that never ends is cancelled, so that a thawed function does not go on with it', async () => {
  let given: AbortSignal | undefined;
  const { run } = bench(
    {},
    {
      attempt: (_, __, signal) => {
        given = signal;
        return never();
      },
    },
  );
  expect(await run(record('a'))).toEqual(['a']);
  expect(given?.aborted).toBe(true);
});

test('the longest delay is what SQS allows since the receipt', async () => {
  const { run, delayed } = bench({ a: async () => ({ kind: 'delay', afterMs: 99 * 3600_000 }) });
  await run(record('a'));
  expect(delayed['receipt-a']).toBeLessThan(12 * 3600);
});

test('the age that the oldest message will have at the next look is counted', async () => {
  const { run, lines } = bench({ a: async () => ({ kind: 'delay', afterMs: 7_200_000 }), b: done });
  await run(record('a'), record('b'));
  expect(lines.join()).toContain('{"name":"OldestWaitingSeconds","value":7800,"unit":"Seconds"}');
});

test('a batch that cannot even be looked at says that signups wait', async () => {
  const readBreaker = () => Promise.reject(new Error('no ledger'));
  const { run, lines } = bench({}, { readBreaker });
  await expect(run(record('a'))).rejects.toThrow('no ledger');
  expect(lines.join()).toContain('{"name":"OldestWaitingSeconds","value":600,"unit":"Seconds"}');
});

test('one suspect that cannot be looked up does not hold up its neighbours', async () => {
  const failing = { isSuspect: () => Promise.reject(new Error('throttled')), attemptIsolated: dies };
  const { run } = bench(
    { a: done },
    {
      poisonMessages: {
        ...failing,
        isSuspect: async (_, receives) => receives > 4 && dies().then(() => true),
      },
    },
  );
  expect(await run(record('a'), record('b', 9))).toEqual(['b']);
});

test('a message that SQS would delete while it is delayed goes to the DLQ', async () => {
  const young = bench({ a: async () => ({ kind: 'delay', afterMs: 3600_000 }) });
  expect(await young.run(record('a'))).toEqual(['a']);
  const old = bench(
    { a: async () => ({ kind: 'delay', afterMs: 3600_000 }) },
    { now: () => new Date('2026-12-03T09:30:00Z') },
  );
  expect(await old.run(record('a'))).toEqual([]);
  expect(Object.values(old.deadLetters)).toEqual(['waited-too-long']);
});

describe('a message older than thirteen days', () => {
  const late = { now: () => new Date('2026-12-03T10:00:01Z') };
  const halfOpen = async () => ({ halfOpen: true, delayFor: () => undefined, hasTested: () => true });
  const unreachable = () => Promise.reject(new Error('no ledger'));

  test.each<[string, Parameters<typeof bench>, SQSRecord[]]>([
    ['whose attempt throws', [{ a: dies }, late], [record('a')]],
    ['whose attempt never ends', [{ a: never }, late], [record('a')]],
    ['that there was no time for', [{ a: done }, { ...late, deadlineMs: 70_000 }], [record('a', 5)]],
    [
      'that waits behind the one that tests',
      [
        { b: done, a: done },
        { ...late, readBreaker: halfOpen },
      ],
      [record('b'), record('a')],
    ],
    ['of a batch that cannot even be looked at', [{}, { ...late, readBreaker: unreachable }], [record('a')]],
  ])('%s goes to the DLQ', async (_, given, records) => {
    const { run, deadLetters } = bench(...given);
    expect(await run(...records)).toEqual([]);
    expect(Object.values(deadLetters)).toEqual(['waited-too-long']);
  });

  test('does not take younger ones with it', async () => {
    const younger = record('b');
    younger.attributes.SentTimestamp = String(Date.parse('2026-11-20T10:00:02Z'));
    const { run, deadLetters, lines } = bench({}, { ...late, readBreaker: unreachable });
    expect(await run(record('a'), younger)).toEqual(['b']);
    expect(Object.values(deadLetters)).toEqual(['waited-too-long']);
    expect(lines.join()).toContain('batch-failed');
  });

  test('that cannot be copied there stays on the queue', async () => {
    const sendToDeadLetters = () => Promise.reject(new Error('no SQS'));
    const { run } = bench({ a: dies }, { ...late, sendToDeadLetters });
    expect(await run(record('a'))).toEqual(['a']);
  });

  test('that ends is not copied', async () => {
    const { run, deadLetters } = bench({ a: done }, late);
    expect(await run(record('a'))).toEqual([]);
    expect(deadLetters).toEqual({});
  });
});

test('a way that stays blocked for fourteen days is asked about less than a thousand times', async () => {
  const { run, delayed } = bench({ a: async () => ({ kind: 'delay-while-blocked', atLeastMs: 0 }) });
  let receives = 0;
  for (let seconds = 0; seconds < 14 * 24 * 3600; seconds += delayed['receipt-a'] ?? 0) {
    receives += 1;
    await run(record('a', receives));
  }
  // The queue's redrive policy ends at a thousand receives.
  expect(receives).toBeGreaterThan(100);
  expect(receives).toBeLessThan(1000);
});

test('a half-open circuit lets one message through; the others come back soon', async () => {
  const { run, order, delayed } = bench(
    { a: done, b: done, c: done },
    { readBreaker: async () => ({ halfOpen: true, delayFor: () => undefined, hasTested: () => true }) },
  );
  expect(await run(record('a'), record('b'), record('c'))).toEqual(['b', 'c']);
  expect(order).toEqual(['a']);
  expect(delayed).toEqual({ 'receipt-b': 1, 'receipt-c': 1 });
});

describe('a message that was received five times and never recorded', () => {
  test('is handled alone, after all others', async () => {
    const { run, order } = bench({ a: done, b: done, c: done });
    await run(record('a', 5), record('b'), record('c', 4));
    expect(order).toEqual(['b', 'c', 'a']);
  });

  test('goes to the DLQ when the function died with it three times', async () => {
    const { run, taken, deadLetters } = bench({ a: done });
    taken.set(`poison|${'a'.repeat(32)}`, 3);
    expect(await run(record('a', 9))).toEqual([]);
    expect(Object.values(deadLetters)).toEqual(['function-died']);
  });

  test('that comes back alive has its tries alone given back', async () => {
    const { run, taken } = bench({ a: async () => ({ kind: 'delay', afterMs: 1000 }) });
    for (let times = 0; times < 10; times += 1) expect(await run(record('a', 6))).toEqual(['a']);
    expect([...taken.values()]).toEqual([0]);
  });

  test('is left for the next batch when there is no time left for it', async () => {
    const { run, order } = bench({ a: done }, { deadlineMs: 70_000 });
    expect(await run(record('a', 5))).toEqual(['a']);
    expect(order).toEqual([]);
  });
});
