import { sharedPace } from '../../../cli/backfill/engine/share-of-pace';
import { type Pace, paceOf } from '../../../lambda/delivery/pace';
import type { Reservation, Reserved } from '../../../lambda/ledger/shared-items';

const start = Date.parse('2026-11-20T12:00:00Z');

/** The ledger's counts and timetables in memory, and a clock that sleeping moves. */
function ledger() {
  let time = start;
  const used = new Map<string, number>();
  const free = new Map<string, number>();
  return {
    now: () => new Date(time),
    sleep: async (ms: number) => {
      time += ms;
    },
    items: {
      take: async (name: string, want: number, limit: number) => {
        const before = used.get(name) ?? 0;
        used.set(name, before + want);
        return Math.max(0, Math.min(want, limit - before));
      },
      reserve: async ({ name, moments, intervalMs, now, latest }: Reservation): Promise<Reserved> => {
        const first = Math.max(now, free.get(name) ?? 0);
        if (first > latest) return { kind: 'too-late', nextFree: first };
        free.set(name, first + moments * intervalMs);
        return { kind: 'reserved', first };
      },
    },
  };
}

/** How many requests go before this moment. */
async function sent(pace: Pace, before: number, now: () => Date): Promise<number> {
  for (let count = 0; ; count += 1) {
    const turn = await pace.turn(new Date(before));
    if ('waitMs' in turn || !(await turn.next(new Date(before))) || now().getTime() >= before) return count;
  }
}

test('of a limit of a second, deliveries keep a quarter', async () => {
  const deps = ledger();
  const seconds = 4;
  const count = await sent(sharedPace({ perSecond: 20 }, deps), start + seconds * 1000, deps.now);
  expect(count).toBeLessThanOrEqual(15 * seconds);
  expect(count).toBeGreaterThanOrEqual(14 * seconds);
});

test('of a limit of a day, deliveries keep a quarter', async () => {
  const deps = ledger();
  expect(await sent(sharedPace({ perDay: 2000 }, deps), start + 3600_000, deps.now)).toBe(1500);
  const left = await sent(paceOf({ perDay: 2000 }, deps), start + 3600_000, deps.now);
  expect(left).toBeGreaterThanOrEqual(480);
  expect(left).toBeLessThanOrEqual(500);
});

test('what deliveries have booked is not sent over', async () => {
  const deps = ledger();
  const deliveries = paceOf({ perSecond: 20 }, deps);
  for (let moment = 0; moment < 15; moment += 1) void deliveries.turn(new Date(start + 1000));
  await new Promise((resolve) => setImmediate(resolve));
  const count = await sent(sharedPace({ perSecond: 20 }, deps), start + 1000, deps.now);
  expect(count).toBeLessThanOrEqual(5);
});

test('without a pace nothing is held back', async () => {
  const turn = await sharedPace(undefined, ledger()).turn(new Date(start));
  expect(turn).not.toHaveProperty('waitMs');
});
