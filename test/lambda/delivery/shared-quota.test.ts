import { sharedQuota } from '../../../lambda/delivery/shared-quota';

/** One worker's side of a count that others take from, too. */
function worker(limit: number, chunk: number, takenByOthers = 0) {
  const asked: number[] = [];
  let used = takenByOthers;
  const take = sharedQuota({
    name: 'second',
    limit,
    windowMs: 1000,
    chunk,
    now: () => new Date(250),
    items: {
      take: async (_, want) => {
        asked.push(want);
        used += want;
        return Math.max(0, Math.min(want, limit - (used - want)));
      },
    },
  });
  return { asked, take };
}

describe.each([
  { callers: 1, limit: 20, chunk: 2, others: 0, asked: [2], granted: 1 },
  { callers: 2, limit: 20, chunk: 2, others: 0, asked: [2], granted: 2 },
  { callers: 10, limit: 20, chunk: 2, others: 0, asked: [2, 8], granted: 10 },
  { callers: 30, limit: 20, chunk: 2, others: 0, asked: [2, 20], granted: 20 },
  { callers: 10, limit: 20, chunk: 2, others: 15, asked: [2, 8], granted: 5 },
  { callers: 10, limit: 20, chunk: 2, others: 20, asked: [2], granted: 0 },
])(
  '$callers at once, of $limit of which others took $others',
  ({ callers, limit, chunk, others, asked, granted }) => {
    test(`ask for ${asked.join(', then ')}, and ${granted} are let through`, async () => {
      const { take, ...seen } = worker(limit, chunk, others);
      const waits = await Promise.all(Array.from({ length: callers }, take));
      expect(waits.filter((ms) => ms === 0)).toHaveLength(granted);
      expect(waits.filter((ms) => ms > 0).every((ms) => ms === 750)).toBe(true);
      expect(seen.asked).toEqual(asked);
    });
  },
);
