import { inTurn, type Pace, paceOf } from '../../lambda/delivery/pace';
import { traffic } from '../../lambda/delivery/traffic';
import type { Block, SharedItems } from '../../lambda/ledger/shared-items';
import type { HttpAnswer, HttpRequest } from '../../lambda/masivo/http';
import { type Harness, startHarness } from './harness';

/** A pace that all workers keep together, by one timetable in the ledger. */
let harness: Harness;
let items: SharedItems;
beforeAll(async () => {
  harness = await startHarness();
});
beforeEach(async () => {
  ({ items } = await harness.fresh());
});
afterAll(() => harness.close());

const at = (ms: number) => new Date(harness.now().getTime() + ms);
const worker = (pace: { perSecond?: number; perDay?: number }): Pace =>
  paceOf(pace, { items, now: harness.now, sleep: harness.sleep });

async function turnOf(pace: Pace) {
  const turn = await pace.turn(at(5000));
  if (!('next' in turn)) throw new Error(`no turn for ${turn.waitMs} ms`);
  return turn;
}

interface Run {
  readonly workers: number;
  /** Beside each other. */
  readonly attempts: number;
  /** In each attempt; Masivo answers in 150 ms. */
  readonly requests: number;
  readonly perSecond: number;
}

/** One worker's attempts, one after the other until `end`. */
async function send(pace: Pace, { attempts, requests }: Run, end: Date, sent: number[]): Promise<void> {
  const one = async () => {
    while (harness.now() < end) {
      const turn = await pace.turn(at(5000), requests);
      if ('waitMs' in turn) {
        await harness.sleep(turn.waitMs);
        continue;
      }
      for (let request = 0; request < requests; request += 1) {
        if (await turn.next(at(20_000))) sent.push(harness.now().getTime());
        await harness.sleep(150);
      }
    }
  };
  await Promise.all(Array.from({ length: attempts }, one));
}

describe.each<Run>([
  { workers: 1, attempts: 10, requests: 1, perSecond: 20 },
  { workers: 4, attempts: 5, requests: 1, perSecond: 20 },
  { workers: 16, attempts: 3, requests: 1, perSecond: 20 },
  { workers: 4, attempts: 10, requests: 2, perSecond: 20 },
  { workers: 16, attempts: 3, requests: 2, perSecond: 20 },
  // More than can be sent in the time that an attempt waits.
  { workers: 4, attempts: 10, requests: 1, perSecond: 5 },
  { workers: 2, attempts: 3, requests: 1, perSecond: 7 },
  { workers: 2, attempts: 1, requests: 2, perSecond: 1 },
])('$workers workers with $attempts attempts of $requests requests, at $perSecond a second', (run) => {
  test('no second has more, wherever it begins, and together they use it up', async () => {
    const sent: number[] = [];
    const end = at(4000);
    const paces = Array.from({ length: run.workers }, () => worker(run));
    await Promise.all(paces.map((pace) => send(pace, run, end, sent)));
    sent.sort((a, b) => a - b);
    const overfull = sent.filter((time, index) => (sent[index + run.perSecond] ?? Infinity) - time < 1000);
    expect(overfull).toEqual([]);
    const seconds = ((sent.at(-1) ?? 0) - (sent[0] ?? 0)) / 1000;
    expect((sent.length - 1) / seconds).toBeGreaterThanOrEqual(0.98 * run.perSecond);
  });
});

test('a turn pays for its first request; the next ones wait, or say that there is no time', async () => {
  const pace = worker({ perSecond: 1 });
  const turn = await turnOf(pace);
  const started = harness.now().getTime();
  expect(await turn.next(at(0))).toBe(true);
  expect(harness.now().getTime()).toBe(started);
  expect(await turn.next(at(0))).toBe(false);
  expect(await turn.next(at(2000))).toBe(true);
  expect(harness.now().getTime()).toBe(started + 1010);
});

test('who has no turn in time is told how long to wait, and takes no moment from others', async () => {
  const pace = worker({ perSecond: 1 });
  const started = harness.now().getTime();
  // At 0, 1.01, 2.02, 3.03 and 4.04 s; the next would be at 5.05.
  const turns = Promise.all(Array.from({ length: 5 }, () => turnOf(pace)));
  expect(await pace.turn(at(5000))).toEqual({ waitMs: 50 });
  await turns;
  const end = new Date(started + 5049);
  expect(await worker({ perSecond: 1 }).turn(end)).toEqual({ waitMs: 1 });
  expect(await worker({ perSecond: 1 }).turn(new Date(started + 5050))).toHaveProperty('next');
});

test('a turn begins shortly before its moment, and its request waits for that', async () => {
  const pace = worker({ perSecond: 1 });
  const started = harness.now().getTime();
  await turnOf(pace);
  const second = await turnOf(pace);
  expect(harness.now().getTime()).toBe(started + 1010 - 300);
  expect(await second.next(at(5000))).toBe(true);
  expect(harness.now().getTime()).toBe(started + 1010);
});

test('a moment that was missed is not made up for', async () => {
  const pace = worker({ perSecond: 2 });
  const started = harness.now().getTime();
  const missed = await turnOf(pace);
  const other = await turnOf(pace);
  expect(await Promise.all([missed.next(at(5000)), other.next(at(5000))])).toEqual([true, true]);
  // The other one at 505, and this one at the next that is free, 1010.
  expect(harness.now().getTime()).toBe(started + 1010);
});

test.each([
  { afterMs: 0, may: true },
  { afterMs: 1000, may: true },
  { afterMs: 5000, may: true },
  { afterMs: 5001, may: false },
])('after a 429 with a Retry-After of $afterMs ms one more request: $may', async ({ afterMs, may }) => {
  const turn = await turnOf(worker({ perSecond: 10 }));
  await turn.next(at(5000));
  const refused = harness.now().getTime();
  expect(await turn.next(at(20_000), afterMs)).toBe(may);
  expect(harness.now().getTime() - refused).toBeGreaterThanOrEqual(may ? afterMs : 0);
});

describe('a day', () => {
  test('that is used up is waited for in the queue, not in the function', async () => {
    const pace = worker({ perDay: 2 });
    const started = harness.now().getTime();
    await turnOf(pace);
    await turnOf(pace);
    const turn = await pace.turn(at(1000));
    expect('waitMs' in turn && turn.waitMs).toBeGreaterThan(0);
    expect(harness.now().getTime()).toBe(started);
    harness.pass(24 * 3600_000);
    await turnOf(pace);
  });

  test.each([{ perDay: 2 }, { perDay: 2, perSecond: 10 }])(
    'counts a request once, however late it is sent',
    async (limits) => {
      const pace = worker(limits);
      const turn = await turnOf(pace);
      harness.pass(1000);
      expect(await turn.next(at(5000))).toBe(true);
      await turnOf(pace);
      expect(await pace.turn(at(5000))).toMatchObject({ waitMs: expect.any(Number) });
    },
  );

  test('loses nothing to those for whom the second has no moment', async () => {
    const slow = worker({ perSecond: 1, perDay: 4 });
    const turns = await Promise.all(Array.from({ length: 3 }, () => slow.turn(at(1500))));
    expect(turns.map((turn) => 'next' in turn)).toEqual([true, true, false]);
    await turnOf(slow);
    await turnOf(slow);
    expect(await slow.turn(at(5000))).toMatchObject({ waitMs: expect.any(Number) });
  });
});

describe('what attempts have no turn for, the sign-in', () => {
  const signIn: HttpRequest = { method: 'GET', url: 'x', headers: {}, timeoutMs: 1, signIn: true };
  const good: HttpAnswer = { kind: 'answer', status: 200, text: '' };

  test('waits for a moment of its own', async () => {
    const pace = worker({ perSecond: 1 });
    await turnOf(pace);
    const started = harness.now().getTime();
    expect(await inTurn(pace, harness.now, async () => good)(signIn)).toEqual(good);
    expect(harness.now().getTime()).toBe(started + 1010);
  });

  test('is not sent where there is none in time', async () => {
    const pace = worker({ perDay: 1 });
    await turnOf(pace);
    const sent = inTurn(pace, harness.now, () => Promise.reject(new Error('was sent')));
    expect(await sent(signIn)).toMatchObject({ kind: 'unsent' });
  });
});

describe('with a pace, a 429 that asks for a moment', () => {
  const retry = { firstDelayMs: 5000, maxDelayMs: 3600_000, maxRetryAfterMs: 40_000_000, giveUpAfterMs: 1e9 };
  const request: HttpRequest = { method: 'GET', url: 'x', headers: {}, timeoutMs: 1000 };

  async function blocksAfter(retryAfterMs: number, times: number, paced: boolean): Promise<readonly Block[]> {
    const blocks: Block[] = [];
    const onBlock = (block: Block) => blocks.push(block);
    const own = traffic({ items, retry, paced, now: harness.now, onBlock });
    const answer: HttpAnswer = { kind: 'answer', status: 429, text: '', retryAfterMs };
    await own.look();
    for (let time = 0; time < times; time += 1) await own.watched(async () => answer)(request);
    return blocks.map((block) => ({ ...block, until: block.until - harness.now().getTime() }));
  }

  test.each([
    ['one stops nobody else', 1000, 1, true, []],
    [
      'five in a row stop all, for just so long',
      1000,
      5,
      true,
      [{ why: 'throttled', level: 0, until: 1000 }],
    ],
    ['one that asks for longer stops all', 6000, 1, true, [{ why: 'throttled', level: 0, until: 6000 }]],
    ['without a pace one stops all', 1000, 1, false, [{ why: 'throttled', level: 0, until: 1000 }]],
  ] as const)('%s', async (_, retryAfterMs, times, paced, expected) => {
    expect(await blocksAfter(retryAfterMs, times, paced)).toEqual(expected);
  });

  test.each([
    { retryAfterMs: 5000, soonOver: true },
    { retryAfterMs: 6000, soonOver: false },
  ])('a block of $retryAfterMs ms is soon over: $soonOver', async ({ retryAfterMs, soonOver }) => {
    await blocksAfter(retryAfterMs, 5, true);
    const { waitOf } = await traffic({ items, retry, paced: true, now: harness.now }).look();
    expect(waitOf('shopify', 'default')).toEqual({ why: 'throttled', ms: retryAfterMs, soonOver });
  });
});
