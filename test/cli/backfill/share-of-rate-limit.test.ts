import { sharedRateLimiter } from '../../../cli/backfill/engine/share-of-rate-limit';
import { type RateLimiter, rateLimiter } from '../../../lambda/delivery/rate-limiter';
import type { ReservedSlot, SlotRequest } from '../../../lambda/ledger/shared-items';

const start = Date.parse('2026-11-20T12:00:00Z');

/** The ledger's counts and slots in memory, and a clock that sleeping moves. */
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
      reserveSlots: async ({ name, slots, intervalMs, now, latest }: SlotRequest): Promise<ReservedSlot> => {
        const first = Math.max(now, free.get(name) ?? 0);
        if (first > latest) return { kind: 'too-late', nextFree: first };
        free.set(name, first + slots * intervalMs);
        return { kind: 'reserved', first };
      },
    },
  };
}

/** How many requests go before this moment. */
async function sent(limiter: RateLimiter, before: number, now: () => Date): Promise<number> {
  for (let count = 0; ; count += 1) {
    const slots = await limiter.reserve(new Date(before));
    if ('waitMs' in slots || !(await slots.next(new Date(before))) || now().getTime() >= before) return count;
  }
}

test('of a limit of a second, deliveries keep a quarter', async () => {
  const deps = ledger();
  const seconds = 4;
  const count = await sent(sharedRateLimiter({ perSecond: 20 }, deps), start + seconds * 1000, deps.now);
  expect(count).toBeLessThanOrEqual(15 * seconds);
  expect(count).toBeGreaterThanOrEqual(14 * seconds);
});

test('of a limit of a day, deliveries keep a quarter', async () => {
  const deps = ledger();
  expect(await sent(sharedRateLimiter({ perDay: 2000 }, deps), start + 3600_000, deps.now)).toBe(1500);
  const left = await sent(rateLimiter({ perDay: 2000 }, deps), start + 3600_000, deps.now);
  expect(left).toBeGreaterThanOrEqual(480);
  expect(left).toBeLessThanOrEqual(500);
});

test('what deliveries have booked is not sent over', async () => {
  const deps = ledger();
  const deliveries = rateLimiter({ perSecond: 20 }, deps);
  for (let moment = 0; moment < 15; moment += 1) void deliveries.reserve(new Date(start + 1000));
  await new Promise((resolve) => setImmediate(resolve));
  const count = await sent(sharedRateLimiter({ perSecond: 20 }, deps), start + 1000, deps.now);
  expect(count).toBeLessThanOrEqual(5);
});

test('without a rate limit nothing is held back', async () => {
  const slots = await sharedRateLimiter(undefined, ledger()).reserve(new Date(start));
  expect(slots).not.toHaveProperty('waitMs');
});
