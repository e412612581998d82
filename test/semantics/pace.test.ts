import { paceOf } from '../../lambda/delivery/pace';
import { type Harness, startHarness } from './harness';

/** A pace that all workers keep together, through chunks of tokens leased in the ledger. */
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const at = (ms: number) => new Date(harness.now().getTime() + ms);

test.each([1, 4, 16])('%i workers together never send more in a second than the pace', async (workers) => {
  const { items } = await harness.fresh();
  const sent = new Map<number, number>();
  const sleep = async (ms: number) => harness.pass(ms);
  const now = harness.now;
  const end = now().getTime() + 6000;
  const paces = Array.from({ length: workers }, () => paceOf({ perSecond: 10 }, { items, now, sleep }));
  while (now().getTime() < end) {
    for (const pace of paces) {
      const turn = await pace.turn(at(5000));
      const second = Math.floor(now().getTime() / 1000);
      if ('next' in turn) sent.set(second, (sent.get(second) ?? 0) + 1);
    }
  }
  expect(Math.max(...sent.values())).toBe(10);
  // Nor much less: every second in between was used, but for the margin.
  expect([...sent.values()].slice(1, -1).every((count) => count >= 9)).toBe(true);
});

test.each([
  { perSecond: 50, within: 103, atMost: 5 },
  { perSecond: 20, within: 103, atMost: 2 },
  { perSecond: 7, within: 1030 / 7, atMost: 1 },
  { perSecond: 1, within: 1030, atMost: 1 },
])('$perSecond a second are spread: at most $atMost at a time', async ({ perSecond, within, atMost }) => {
  const { items } = await harness.fresh();
  const sent = new Map<number, number>();
  const sleep = async (ms: number) => harness.pass(ms);
  const pace = paceOf({ perSecond }, { items, now: harness.now, sleep });
  for (let each = 0; each < perSecond * 2; each += 1) {
    expect('next' in (await pace.turn(at(5000)))).toBe(true);
    const part = Math.floor(harness.now().getTime() / within);
    sent.set(part, (sent.get(part) ?? 0) + 1);
  }
  expect(Math.max(...sent.values())).toBe(atMost);
});

test('a day that is used up is waited for in the queue, not in the function', async () => {
  const { items } = await harness.fresh();
  const sleep = async () => {
    throw new Error('must not sleep');
  };
  const pace = paceOf({ perDay: 2 }, { items, now: harness.now, sleep });
  expect('next' in (await pace.turn(at(1000)))).toBe(true);
  expect('next' in (await pace.turn(at(1000)))).toBe(true);
  const turn = await pace.turn(at(1000));
  expect('waitMs' in turn && turn.waitMs).toBeGreaterThan(0);
  harness.pass(24 * 3600_000);
  expect('next' in (await pace.turn(at(1000)))).toBe(true);
});

test('a turn pays for its first request; the next ones wait, or say that there is no time', async () => {
  const { items } = await harness.fresh();
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    harness.pass(ms);
  };
  const turn = await paceOf({ perSecond: 1 }, { items, now: harness.now, sleep }).turn(at(5000));
  if (!('next' in turn)) throw new Error('no turn');
  slept.length = 0;
  expect(await turn.next(at(0))).toBe(true);
  expect(slept).toEqual([]);
  expect(await turn.next(at(0))).toBe(false);
  expect(await turn.next(at(2000))).toBe(true);
  expect(slept).toHaveLength(1);
});
