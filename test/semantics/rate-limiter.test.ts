import { circuitBreaker } from '../../lambda/delivery/circuit-breaker';
import { type RateLimiter, rateLimitedHttp, rateLimiter } from '../../lambda/delivery/rate-limiter';
import type { HttpAnswer, HttpRequest } from '../../lambda/http/send-http';
import type { OpenCircuit, SharedItems, SlotRequest } from '../../lambda/ledger/shared-items';
import { shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile } from '../support/harness';

/** A rate limit that all workers keep together, by one list of slots in the ledger. */
harnessForFile();

let items: SharedItems;
beforeEach(async () => {
  ({ items } = await harness.fresh());
});
afterEach(() => harness.slowDatabase(undefined));

const consent = {
  version: '2026-01',
  loyalty: { behavioral_campaigns: false, coupon_campaigns: true, punchcard_campaigns: true },
  metadataKeys: {},
};

const at = (ms: number) => new Date(harness.now().getTime() + ms);
const worker = (rateLimit: { perSecond?: number; perDay?: number }): RateLimiter =>
  rateLimiter(rateLimit, { items, now: harness.now, sleep: harness.sleep });

async function slotsOf(limiter: RateLimiter) {
  const slots = await limiter.reserve(at(5000));
  if (!('next' in slots)) throw new Error(`no slots for ${slots.waitMs} ms`);
  return slots;
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
async function send(
  limiter: RateLimiter,
  { attempts, requests }: Run,
  end: Date,
  sent: number[],
): Promise<void> {
  const one = async () => {
    while (harness.now() < end) {
      const slots = await limiter.reserve(at(5000), requests);
      if ('waitMs' in slots) {
        await harness.sleep(slots.waitMs);
        continue;
      }
      for (let request = 0; request < requests; request += 1) {
        if (await slots.next(at(20_000))) sent.push(harness.now().getTime());
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
    const limiters = Array.from({ length: run.workers }, () => worker(run));
    await Promise.all(limiters.map((limiter) => send(limiter, run, end, sent)));
    sent.sort((a, b) => a - b);
    const overfull = sent.filter((time, index) => (sent[index + run.perSecond] ?? Infinity) - time < 1000);
    expect(overfull).toEqual([]);
    const seconds = ((sent.at(-1) ?? 0) - (sent[0] ?? 0)) / 1000;
    expect((sent.length - 1) / seconds).toBeGreaterThanOrEqual(0.98 * run.perSecond);
  });
});

test('reserved slots pay for the first request; the next ones wait, or say that there is no time', async () => {
  const limiter = worker({ perSecond: 1 });
  const slots = await slotsOf(limiter);
  const started = harness.now().getTime();
  expect(await slots.next(at(0))).toBe(true);
  expect(harness.now().getTime()).toBe(started);
  expect(await slots.next(at(0))).toBe(false);
  expect(await slots.next(at(2000))).toBe(true);
  expect(harness.now().getTime()).toBe(started + 1010);
});

test('who has no slots in time is told how long to wait, and takes no moment from others', async () => {
  const limiter = worker({ perSecond: 1 });
  const started = harness.now().getTime();
  // At 0, 1.01, 2.02, 3.03 and 4.04 s; the next would be at 5.05.
  const slots = Promise.all(Array.from({ length: 5 }, () => slotsOf(limiter)));
  expect(await limiter.reserve(at(5000))).toEqual({ waitMs: 50 });
  await slots;
  const end = new Date(started + 5049);
  expect(await worker({ perSecond: 1 }).reserve(end)).toEqual({ waitMs: 1 });
  expect(await worker({ perSecond: 1 }).reserve(new Date(started + 5050))).toHaveProperty('next');
});

test('reserved slots begin shortly before their moment, and its request waits for that', async () => {
  const limiter = worker({ perSecond: 1 });
  const started = harness.now().getTime();
  await slotsOf(limiter);
  const second = await slotsOf(limiter);
  expect(harness.now().getTime()).toBe(started + 1010 - 300);
  expect(await second.next(at(5000))).toBe(true);
  expect(harness.now().getTime()).toBe(started + 1010);
});

test('a moment that was missed is not made up for', async () => {
  const limiter = worker({ perSecond: 2 });
  const started = harness.now().getTime();
  const missed = await slotsOf(limiter);
  const other = await slotsOf(limiter);
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
  const slots = await slotsOf(worker({ perSecond: 10 }));
  await slots.next(at(5000));
  const refused = harness.now().getTime();
  expect(await slots.next(at(20_000), afterMs)).toBe(may);
  expect(harness.now().getTime() - refused).toBeGreaterThanOrEqual(may ? afterMs : 0);
});

describe('a day', () => {
  test('that is used up is waited for in the queue, not in the function', async () => {
    const limiter = worker({ perDay: 2 });
    const started = harness.now().getTime();
    await slotsOf(limiter);
    await slotsOf(limiter);
    const slots = await limiter.reserve(at(1000));
    expect('waitMs' in slots && slots.waitMs).toBeGreaterThan(0);
    expect(harness.now().getTime()).toBe(started);
    harness.pass(24 * 3600_000);
    await slotsOf(limiter);
  });

  test.each([{ perDay: 2 }, { perDay: 2, perSecond: 10 }])(
    'counts a request once, however late it is sent',
    async (limits) => {
      const limiter = worker(limits);
      const slots = await slotsOf(limiter);
      harness.pass(1000);
      expect(await slots.next(at(5000))).toBe(true);
      await slotsOf(limiter);
      expect(await limiter.reserve(at(5000))).toMatchObject({ waitMs: expect.any(Number) });
    },
  );

  test('loses nothing to those for whom the second has no moment', async () => {
    const slow = worker({ perSecond: 1, perDay: 4 });
    const slots = await Promise.all(Array.from({ length: 3 }, () => slow.reserve(at(1500))));
    expect(slots.map((slots) => 'next' in slots)).toEqual([true, true, false]);
    await slotsOf(slow);
    await slotsOf(slow);
    expect(await slow.reserve(at(5000))).toMatchObject({ waitMs: expect.any(Number) });
  });
});

describe.each([90, 200, 1000])('where DynamoDB takes %d ms for a write', (ms) => {
  const slow = () => {
    const asked: SlotRequest[] = [];
    const reserveSlots: SharedItems['reserveSlots'] = async (request) => {
      asked.push(request);
      const answer = await items.reserveSlots(request);
      await harness.sleep(ms);
      return answer;
    };
    const limiter = (perSecond: number) =>
      rateLimiter({ perSecond }, { ...harness, items: { ...items, reserveSlots } });
    return { asked, limiter };
  };

  test('a request goes out in time, for a few writes', async () => {
    const { asked, limiter } = slow();
    const one = limiter(10);
    const writes: number[] = [];
    for (let requests = 0; requests < 4; requests += 1) {
      const before = asked.length;
      const started = harness.now().getTime();
      const slots = await slotsOf(one);
      expect(await slots.next(at(20_000))).toBe(true);
      writes.push(asked.length - before);
      expect(harness.now().getTime() - started).toBeLessThanOrEqual(2 * ms + 10);
      await harness.sleep(10_000);
    }
    // The first one learns how long a write takes.
    expect(writes).toEqual([2, 1, 1, 1]);
  });

  test('a signup is created, and its consent recorded, while every read and write takes so long', async () => {
    const { settings } = await harness.fresh();
    const { run, record } = await harness.fresh({
      settings: { ...settings, masivo: { ...settings.masivo, rateLimit: { perSecond: 10 } } },
      store: { consent },
    });
    let bookings = 0;
    harness.slowDatabase({ ms, onRequest: (input) => (bookings += Number(input.includes('nextFree'))) });
    const started = harness.now().getTime();
    const envelope = shopifyEnvelope();
    await run(envelope);
    expect(await record(envelope)).toMatchObject({ outcome: 'created' });
    expect(harness.now().getTime() - started).toBeLessThan(15 * ms);
    // Three requests: the sign-in, the creation, the consent record.
    expect(bookings).toBeLessThanOrEqual(9);
  });

  test('no second has more than its requests, wherever it begins', async () => {
    const run = { workers: 4, attempts: 5, requests: 2, perSecond: 20 };
    const sent: number[] = [];
    const end = at(6000);
    const limiters = Array.from({ length: run.workers }, () => slow().limiter(run.perSecond));
    await Promise.all(limiters.map((limiter) => send(limiter, run, end, sent)));
    expect(sent.length).toBeGreaterThan(20);
    sent.sort((a, b) => a - b);
    const overfull = sent.filter((time, index) => (sent[index + run.perSecond] ?? Infinity) - time < 1000);
    expect(overfull).toEqual([]);
  });
});

/** A limiter whose next bookings take so long; those after them take no time. */
const bookingsThatTake = (...ms: number[]) => {
  let writes = 0;
  const reserveSlots: SharedItems['reserveSlots'] = async (request) => {
    writes += 1;
    const answer = await items.reserveSlots(request);
    await harness.sleep(ms.shift() ?? 0);
    return answer;
  };
  const limiter = rateLimiter({ perSecond: 10 }, { ...harness, items: { ...items, reserveSlots } });
  return { limiter, writes: () => writes };
};

test('one slow write among quick ones delays nobody else', async () => {
  const { limiter } = bookingsThatTake(0, 1500);
  const took: number[] = [];
  for (let requests = 0; requests < 4; requests += 1) {
    const started = harness.now().getTime();
    expect(await (await slotsOf(limiter)).next(at(20_000))).toBe(true);
    took.push(harness.now().getTime() - started);
    await harness.sleep(10_000);
  }
  // The one it befell books anew, ahead by as much, since the next write may be as slow.
  expect(took).toEqual([0, 3000, 0, 0]);
});

test('a database that gets slower with each write is not asked without end: the message comes back', async () => {
  const { limiter, writes } = bookingsThatTake(300, 900, 2700, 8100);
  expect(await limiter.reserve(at(5000))).toEqual({ waitMs: 1000 });
  expect(writes()).toBe(3);
});

describe('what attempts have no slots for, the sign-in', () => {
  const signIn: HttpRequest = { method: 'GET', url: 'x', headers: {}, timeoutMs: 1, signIn: true };
  const good: HttpAnswer = { kind: 'answer', status: 200, text: '' };

  test('waits for a moment of its own', async () => {
    const limiter = worker({ perSecond: 1 });
    await slotsOf(limiter);
    const started = harness.now().getTime();
    expect(await rateLimitedHttp(limiter, harness.now, async () => good)(signIn)).toEqual(good);
    expect(harness.now().getTime()).toBe(started + 1010);
  });

  test('is not sent where there is none in time', async () => {
    const limiter = worker({ perDay: 1 });
    await slotsOf(limiter);
    const sent = rateLimitedHttp(limiter, harness.now, () => Promise.reject(new Error('was sent')));
    expect(await sent(signIn)).toMatchObject({ kind: 'unsent' });
  });
});

describe('with a rate limit, a 429 that asks for a moment', () => {
  const retry = { firstDelayMs: 5000, maxDelayMs: 3600_000, maxRetryAfterMs: 40_000_000, giveUpAfterMs: 1e9 };
  const request: HttpRequest = { method: 'GET', url: 'x', headers: {}, timeoutMs: 1000 };

  async function openedAfter(
    retryAfterMs: number,
    times: number,
    rateLimited: boolean,
  ): Promise<readonly OpenCircuit[]> {
    const opened: OpenCircuit[] = [];
    const onOpen = (circuit: OpenCircuit) => opened.push(circuit);
    const own = circuitBreaker({ items, retry, rateLimited, now: harness.now, onOpen });
    const answer: HttpAnswer = { kind: 'answer', status: 429, text: '', retryAfterMs };
    await own.read();
    for (let time = 0; time < times; time += 1) await own.watch(async () => answer)(request);
    return opened.map((circuit) => ({ ...circuit, until: circuit.until - harness.now().getTime() }));
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
    ['without a rate limit one stops all', 1000, 1, false, [{ why: 'throttled', level: 0, until: 1000 }]],
  ] as const)('%s', async (_, retryAfterMs, times, rateLimited, expected) => {
    expect(await openedAfter(retryAfterMs, times, rateLimited)).toEqual(expected);
  });

  test.each([
    { retryAfterMs: 5000, soonOver: true },
    { retryAfterMs: 6000, soonOver: false },
  ])('a block of $retryAfterMs ms is soon over: $soonOver', async ({ retryAfterMs, soonOver }) => {
    await openedAfter(retryAfterMs, 5, true);
    const { delayFor } = await circuitBreaker({ items, retry, rateLimited: true, now: harness.now }).read();
    expect(delayFor('shopify', 'default')).toEqual({ why: 'throttled', ms: retryAfterMs, soonOver });
  });
});
