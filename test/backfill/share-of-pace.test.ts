import { sharedPace } from '../../backfill/share-of-pace';
import { paceOf } from '../../lambda/delivery/pace';

/** The ledger's counts, in memory. */
function counts() {
  const used = new Map<string, number>();
  return {
    used,
    take: async (name: string, want: number, limit: number) => {
      const before = used.get(name) ?? 0;
      used.set(name, before + want);
      return Math.max(0, Math.min(want, limit - before));
    },
  };
}

/** How many requests go in one window before it has to be waited for. */
async function granted(pace: ReturnType<typeof paceOf>, at: Date): Promise<number> {
  for (let count = 0; ; count += 1) if ('waitMs' in (await pace.turn(at))) return count;
}

const at = new Date('2026-11-20T12:00:00Z');
const clock = { now: () => at, sleep: async () => {} };

test.each([
  ['a second', { perSecond: 20 }, 15, 5],
  ['a day', { perDay: 2000 }, 1500, 500],
])('of a limit of %s, deliveries keep a quarter', async (_, limits, backfills, deliveries) => {
  const items = counts();
  expect(await granted(sharedPace(limits, { ...clock, items }), at)).toBe(backfills);
  const left = await granted(paceOf(limits, { ...clock, items }), at);
  expect(left).toBeGreaterThanOrEqual(deliveries - 20);
  expect(left).toBeLessThanOrEqual(deliveries);
});

test('without a pace nothing is held back', async () => {
  expect(await sharedPace(undefined, { ...clock, items: counts() }).turn(at)).not.toHaveProperty('waitMs');
});
