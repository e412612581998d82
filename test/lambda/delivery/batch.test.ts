import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { systemClock } from '../../../lambda/clock';
import { type BatchDeps, deliverBatch } from '../../../lambda/delivery/batch';
import type { MessageAction } from '../../../lambda/delivery/message-action';
import { poisonMessages } from '../../../lambda/delivery/poison-messages';
import type { Envelope } from '../../../lambda/envelope';
import type { AttemptMark } from '../../../lambda/ledger/shared-items';
import { recordDeadLetterMs } from '../../../lambda/retry/retry-times';
import { sqsRecord } from '../../support/sqs-record';

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

const record = (id: string, receives = 1) =>
  sqsRecord(id, envelope(id), { receives, sentAt: Date.parse('2026-11-20T10:00:00Z') });

/** What outlives a function. */
interface Lasting {
  readonly marks: Map<string, AttemptMark>;
  at: number;
}
const lasting = (): Lasting => ({ marks: new Map(), at: Date.parse('2026-11-20T10:10:00Z') });
let ids = 0;

function bench(
  actions: Readonly<Record<string, () => Promise<MessageAction>>>,
  adjust: Partial<BatchDeps> = {},
  kept = lasting(),
) {
  const delayed: Record<string, number> = {};
  const deadLetters: Record<string, string | undefined> = {};
  const order: string[] = [];
  const lines: string[] = [];
  const { marks } = kept;
  const now = () => new Date(kept.at);
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
      now,
      newId: () => `mark-${++ids}`,
      log: () => {},
      items: {
        beginAttempts: async (mark) => {
          marks.set(mark.id, mark);
          return [...marks.values()];
        },
        endAttempts: async (ended) => {
          for (const { id, messages } of ended) {
            const mark = marks.get(id);
            const left = mark?.messages.filter((message) => !messages.includes(message)) ?? [];
            if (mark && left.length > 0) marks.set(id, { ...mark, messages: left });
            else marks.delete(id);
          }
        },
      },
    }),
    delay: async (receipt, seconds) => {
      delayed[receipt] = seconds;
    },
    recordDeadLetter: async () => {},
    sendToDeadLetters: async (_, reason) => {
      deadLetters[order.at(-1) ?? ''] = reason?.code;
    },
    mayHidePaused: async () => true,
    needsVendor: () => false,
    retry: { firstDelayMs: 5000, maxDelayMs: 3600_000, maxRetryAfterMs: 42_000_000, giveUpAfterMs: 1e9 },
    deadlineMs: 50,
    now,
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
  return { run, delayed, deadLetters, order, lines, marks };
}

const done = async (): Promise<MessageAction> => ({ kind: 'ack' });
const dies = async (): Promise<MessageAction> => {
  throw new Error('a bug');
};
const never = () => new Promise<MessageAction>(() => {});
const forever = () => new Promise<void>(() => {});
const eventually = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A function that dies while it attempts these, and the time until they come back: the queue's visibility timeout. */
async function die(kept: Lasting, ...records: SQSRecord[]) {
  const actions = Object.fromEntries(records.map(({ messageId }) => [messageId, never]));
  const { run, order } = bench(actions, { sleep: forever }, kept);
  void run(...records);
  await eventually();
  kept.at += 7 * 60_000;
  return order;
}

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

test('marks that cannot be read hold up no message', async () => {
  const { run } = bench(
    { a: done, b: done },
    {
      poisonMessages: poisonMessages({
        items: { beginAttempts: () => Promise.reject(new Error('throttled')), endAttempts: async () => {} },
        now: () => new Date(),
        newId: () => 'mark',
        log: () => {},
      }),
    },
  );
  expect(await run(record('a'), record('b', 9))).toEqual([]);
});

describe('a message that goes to the DLQ without an attempt', () => {
  const waits = { a: async (): Promise<MessageAction> => ({ kind: 'delay', afterMs: 3600_000 }) };
  const late = { now: () => new Date('2026-12-03T09:30:00Z') };
  const steps = (adjust: Partial<BatchDeps>) => {
    const done: string[] = [];
    const sendToDeadLetters: BatchDeps['sendToDeadLetters'] = async (_, reason, group) =>
      void done.push(`copied ${reason?.code} ${group}`);
    return { done, ...bench(waits, { ...late, sendToDeadLetters, ...adjust }) };
  };

  test('is recorded before it is copied, in the message group that it came in', async () => {
    const recorded: string[] = [];
    const { run, done } = steps({
      recordDeadLetter: async ({ body, sentAt }, { code }) => {
        expect(done).toEqual([]);
        recorded.push(`${JSON.parse(body).id[0]} ${sentAt === Date.parse('2026-11-20T10:00:00Z')} ${code}`);
      },
    });
    const grouped = record('a');
    grouped.attributes.MessageGroupId = 'shopify/default';
    expect(await run(grouped)).toEqual([]);
    expect(recorded).toEqual(['a true waited-too-long']);
    expect(done).toEqual(['copied waited-too-long shopify/default']);
  });

  test.each([
    ['cannot be recorded', () => Promise.reject(new Error('no ledger')), 'Error'],
    ['is not recorded in time', () => new Promise<void>(() => {}), 'DeadlineExceeded'],
  ])('is copied though it %s', async (_, recordDeadLetter, error) => {
    const sleep: BatchDeps['sleep'] = async (ms, signal) => {
      if (ms !== recordDeadLetterMs) await systemClock.sleep(ms, signal);
    };
    const { run, done, lines } = steps({ recordDeadLetter, sleep });
    expect(await run(record('a'))).toEqual([]);
    expect(done).toEqual(['copied waited-too-long undefined']);
    expect(lines.join()).toContain(`"dead-letter-not-recorded","message":"a","error":"${error}"`);
  });

  test('is recorded where a function died with it, too', async () => {
    const kept = lasting();
    const codes: string[] = [];
    for (const receives of [5, 6, 7, 8]) await die(kept, record('a', receives));
    const { run } = bench(
      { a: done },
      { recordDeadLetter: async (_, { code }) => void codes.push(code) },
      kept,
    );
    expect(await run(record('a', 9))).toEqual([]);
    expect(codes).toEqual(['function-died']);
  });
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
  const suspectsAll: BatchDeps['poisonMessages'] = {
    begin: () => ({ isSuspect: async () => true, end: async () => {}, attemptIsolated: never }),
  };

  test.each<[string, Parameters<typeof bench>, SQSRecord[]]>([
    ['whose attempt throws', [{ a: dies }, late], [record('a')]],
    ['whose attempt never ends', [{ a: never }, late], [record('a')]],
    [
      'that there was no time for',
      [{ a: done }, { ...late, deadlineMs: 70_000, poisonMessages: suspectsAll }],
      [record('a', 6)],
    ],
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

test.each<[string, MessageAction, string]>([
  ['is refused', { kind: 'dead-letter', reason: null }, '2026-11-20T10:10:00Z'],
  ['waited too long', { kind: 'delay', afterMs: 3600_000 }, '2026-12-03T09:30:00Z'],
])('one that %s stays on the queue until its copy is in the DLQ', async (_, action, at) => {
  const { run } = bench(
    { a: async () => action },
    { now: () => new Date(at), sendToDeadLetters: () => Promise.reject(new Error('throttled')) },
  );
  expect(await run(record('a'))).toEqual(['a']);
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

test('a half-open circuit is tested with what needs no vendor, whatever comes before it', async () => {
  const { run, order, delayed } = bench(
    { a: done, b: done, c: done },
    {
      readBreaker: async () => ({
        halfOpen: true,
        delayFor: () => undefined,
        hasTested: () => order.includes('c'),
      }),
      needsVendor: ({ body }) => JSON.parse(body).id[0] !== 'c',
    },
  );
  expect(await run(record('a'), record('b'), record('c'))).toEqual(['a', 'b']);
  expect(order).toEqual(['c']);
  expect(delayed).toEqual({ 'receipt-a': 1, 'receipt-b': 1 });
});

// Ten hanging attempts one after the other would outlast the function, whose death leaves all to the visibility timeout.
test.each([
  [49_999, ['a', 'b', 'c']],
  [50_000, ['a']],
])(
  'a half-open circuit that shows nothing is tried on as long as 10 s are left after a deadline of %s ms',
  async (deadlineMs, tried) => {
    const readBreaker = async () => ({ halfOpen: true, delayFor: () => undefined, hasTested: () => false });
    const { run, order, delayed } = bench({ a: done, b: done, c: done }, { readBreaker, deadlineMs });
    await run(record('a'), record('b'), record('c'));
    expect(order).toEqual(tried);
    expect(Object.keys(delayed)).toEqual(['receipt-b', 'receipt-c'].slice(0, 3 - tried.length));
  },
);

describe('a message of a paused store', () => {
  const paused = async (): Promise<MessageAction> => ({
    kind: 'delay-while-blocked',
    atLeastMs: 60_000,
    storePaused: true,
  });
  const outage = async (): Promise<MessageAction> => ({ kind: 'delay-while-blocked', atLeastMs: 60_000 });

  test('waits on the queue', async () => {
    const { run, deadLetters } = bench({ a: paused });
    expect(await run(record('a'))).toEqual(['a']);
    expect(deadLetters).toEqual({});
  });

  test('goes to the DLQ where so many wait that the other stores would stop', async () => {
    const { run, deadLetters, delayed } = bench({ a: paused }, { mayHidePaused: async () => false });
    expect(await run(record('a'))).toEqual([]);
    expect(Object.values(deadLetters)).toEqual(['too-many-paused']);
    expect(delayed).toEqual({});
  });

  test('is the only one that does: in an outage all wait for the same', async () => {
    const { run, deadLetters } = bench({ a: outage }, { mayHidePaused: async () => false });
    expect(await run(record('a'))).toEqual(['a']);
    expect(deadLetters).toEqual({});
  });
});

describe('messages that were received five times', () => {
  test('are attempted with all others as long as no function died with them', async () => {
    const kept = lasting();
    for (let times = 5; times < 20; times += 1) {
      const { run, order } = bench({ a: async () => ({ kind: 'delay', afterMs: 1000 }), b: done }, {}, kept);
      expect(await run(record('a', times), record('b', times))).toEqual(['a']);
      expect(order).toEqual(['a', 'b']);
    }
    expect([...kept.marks]).toEqual([]);
  });

  test('are attempted with all others where another function may be attempting them still', async () => {
    const kept = lasting();
    await die(kept, record('a', 5));
    kept.at -= 6.5 * 60_000;
    const { run, order } = bench({ a: done, b: done }, {}, kept);
    await run(record('a', 6), record('b', 9));
    expect(order).toEqual(['a', 'b']);
  });

  test('are attempted with all others where only their neighbours had a function die', async () => {
    const kept = lasting();
    await die(kept, record('a', 5), record('c', 4));
    const { run, order } = bench({ a: done, b: done, c: done }, {}, kept);
    await run(record('a', 6), record('b', 9), record('c', 5));
    expect(order).toEqual(['b', 'c', 'a']);
  });
});

describe('a message that was received five times and had a function die', () => {
  test('is handled alone, after all others', async () => {
    const kept = lasting();
    await die(kept, record('a', 5));
    const { run, order, marks } = bench({ a: done, b: done, c: done }, {}, kept);
    await run(record('a', 6), record('b'), record('c', 4));
    expect(order).toEqual(['b', 'c', 'a']);
    expect([...marks]).toEqual([]);
  });

  test('is no suspect any more once it came back alive', async () => {
    const kept = lasting();
    await die(kept, record('a', 5));
    const later = async (): Promise<MessageAction> => ({ kind: 'delay', afterMs: 1000 });
    expect(await bench({ a: later, b: done }, {}, kept).run(record('a', 6), record('b'))).toEqual(['a']);
    const { run, order } = bench({ a: later, b: done }, {}, kept);
    expect(await run(record('a', 7), record('b', 9))).toEqual(['a']);
    expect(order).toEqual(['a', 'b']);
  });

  test('goes to the DLQ when the function died with it three times', async () => {
    const kept = lasting();
    await die(kept, record('a', 5));
    for (const receives of [6, 7, 8]) expect(await die(kept, record('a', receives))).toEqual(['a']);
    const { run, deadLetters, order } = bench({ a: done }, {}, kept);
    expect(await run(record('a', 9))).toEqual([]);
    expect(Object.values(deadLetters)).toEqual(['function-died']);
    expect(order).toEqual([]);
  });

  test('stops the others of its batches no more than once', async () => {
    const kept = lasting();
    await die(kept, record('a', 5), record('b', 5));
    const { run } = bench({ a: never, b: done, c: done }, { sleep: forever }, kept);
    void run(record('a', 6), record('b', 6), record('c', 9));
    await eventually();
    kept.at += 7 * 60_000;
    const next = bench({ a: done, b: done, c: done }, {}, kept);
    await next.run(record('a', 7), record('b', 7), record('c', 10));
    // Of the second death it alone was the cause: the others had been attempted by then.
    expect(next.order.slice(0, 1)).toEqual(['c']);
    expect(next.order.at(-1)).toBe('b');
  });

  test('that comes back alive has its tries alone given back', async () => {
    const kept = lasting();
    await die(kept, record('a', 5));
    const { run, marks } = bench({ a: async () => ({ kind: 'delay', afterMs: 1000 }) }, {}, kept);
    for (let times = 0; times < 10; times += 1) expect(await run(record('a', 6))).toEqual(['a']);
    expect([...marks.values()]).toEqual([]);
  });

  test('is left for the next batch when there is no time left for it', async () => {
    const kept = lasting();
    await die(kept, record('a', 5));
    const { run, order } = bench({ a: done }, { deadlineMs: 50_000 }, kept);
    expect(await run(record('a', 6))).toEqual(['a']);
    expect(order).toEqual([]);
  });

  test('is known for it when the circuit is half-open, too', async () => {
    const kept = lasting();
    await die(kept, record('a', 5));
    for (let receives = 6; receives < 9; receives += 1) {
      const readBreaker = async () => ({ halfOpen: true, delayFor: () => undefined, hasTested: () => true });
      const { run } = bench({ a: never }, { readBreaker, sleep: forever }, kept);
      void run(record('a', receives));
      await eventually();
      kept.at += 7 * 60_000;
    }
    const { run, deadLetters } = bench({ a: done }, {}, kept);
    expect(await run(record('a', 9))).toEqual([]);
    expect(Object.values(deadLetters)).toEqual(['function-died']);
  });
});
