import { type ReserveSlot, slotReservations } from '../../../lambda/delivery/slot-reservations';
import type { ReservedSlot, SlotRequest } from '../../../lambda/ledger/shared-items';

const intervalMs = 100;

/** One worker's side of slots that are booked until `nextFree`. */
function worker(nextFree: number, answer?: (asked: SlotRequest) => Promise<ReservedSlot>) {
  const asked: number[] = [];
  const state = { expected: 0, now: 0, followsAfterMs: Number.POSITIVE_INFINITY };
  const take = slotReservations({
    name: 'rate-limit',
    intervalMs,
    expected: () => state.expected,
    now: () => new Date(state.now),
    sleep: async () => {},
    followsAfterMs: () => state.followsAfterMs,
    items: {
      reserveSlots: async (reservation) => {
        asked.push(reservation.slots);
        if (answer) return answer(reservation);
        if (nextFree > reservation.latest) return { kind: 'too-late', nextFree };
        const first = Math.max(nextFree, reservation.now);
        const isIdle = nextFree <= reservation.now && reservation.moreWhenIdleMs !== undefined;
        nextFree = first + reservation.slots * reservation.intervalMs;
        if (!isIdle) return { kind: 'reserved', first };
        nextFree += reservation.moreWhenIdleMs ?? 0;
        return { kind: 'reserved', first, more: true };
      },
    },
  });
  return { asked, take, state };
}

const all = (take: ReserveSlot, ends: readonly number[]) =>
  Promise.all(ends.map((end) => take(new Date(end))));

describe.each<[string, number, number[], number[], Awaited<ReturnType<ReserveSlot>>[]]>([
  ['one: its moment', 0, [5000], [1], [{ at: 0 }]],
  [
    'three: two meet while the first asks',
    0,
    [5000, 5000, 5000],
    [1, 2],
    [{ at: 0 }, { at: 100 }, { at: 200 }],
  ],
  ['one that would be too late is told how long to wait', 700, [500], [1], [{ waitMs: 200 }]],
  [
    'of three there is room for two',
    300,
    [400, 400, 400],
    [1, 2, 1],
    [{ at: 300 }, { at: 400 }, { waitMs: 100 }],
  ],
  [
    'an impatient one takes no moment from those behind it',
    300,
    [5000, 100, 5000],
    [1, 2, 1],
    [{ at: 300 }, { waitMs: 300 }, { at: 400 }],
  ],
  [
    'those who are too late come back one after the other',
    1000,
    [500, 500, 500],
    [1, 2],
    [{ waitMs: 500 }, { waitMs: 500 }, { waitMs: 600 }],
  ],
])('%s', (_, nextFree, ends, asked, expected) => {
  test(`asks for ${asked.join(', then ')}`, async () => {
    const { take, ...seen } = worker(nextFree);
    expect(await all(take, ends)).toEqual(expected);
    expect(seen.asked).toEqual(asked);
  });
});

test('a ledger out of reach fails those who asked, and nobody after them', async () => {
  let reachable = false;
  const { take } = worker(0, async () => {
    if (!reachable) throw new Error('no ledger');
    return { kind: 'reserved', first: 7 };
  });
  const failed = await Promise.allSettled([take(new Date(1000)), take(new Date(1000))]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  reachable = true;
  expect(await take(new Date(1000))).toEqual({ at: 7 });
});

describe('with three more expected', () => {
  const withThree = async () => {
    const one = worker(0);
    one.state.expected = 3;
    expect(await one.take(new Date(5000))).toEqual({ at: 0 });
    expect(one.asked).toEqual([4]);
    return one;
  };

  test('one write covers them', async () => {
    const { take, asked, state } = await withThree();
    state.expected = 0;
    expect(await all(take, [5000, 5000, 5000])).toEqual([{ at: 100 }, { at: 200 }, { at: 300 }]);
    expect(asked).toEqual([4]);
    expect(await take(new Date(5000))).toEqual({ at: 400 });
    expect(asked).toEqual([4, 1]);
  });

  test('they are not reserved for twice', async () => {
    const { take, asked } = await withThree();
    // Too impatient for what is spare.
    expect(await take(new Date(50))).toEqual({ waitMs: 350 });
    expect(asked).toEqual([4, 1]);
  });

  test('who comes late takes what is still ahead', async () => {
    const { take, asked, state } = await withThree();
    state.now = 150;
    expect(await take(new Date(5000))).toEqual({ at: 200 });
    expect(asked).toEqual([4]);
  });
});

describe('with one more that follows each', () => {
  const two = (take: ReserveSlot) =>
    Promise.all([take(new Date(5000), false, 1), take(new Date(5000), false, 1)]);

  test('one write covers them where nobody waits, at the time at which they come', async () => {
    const { take, asked, state } = worker(0);
    state.followsAfterMs = 150;
    expect(await take(new Date(5000), false, 1)).toEqual({ at: 0 });
    state.now = 150;
    // 150 ms and a margin of 5 ms after the first one.
    expect(await take(new Date(5000))).toEqual({ at: 155 });
    expect(asked).toEqual([1]);
  });

  test.each([
    ['others wait', 1000, 150],
    ['they come so late that others would wait in vain', 0, 500],
    ['nobody knows yet when they come', 0, Number.POSITIVE_INFINITY],
  ])('they are booked when they come where %s', async (_, nextFree, followsAfterMs) => {
    const { take, asked, state } = worker(nextFree);
    state.followsAfterMs = followsAfterMs;
    const [first] = await two(take);
    expect(first).toEqual({ at: nextFree });
    const before = asked.length;
    await take(new Date(5000));
    expect(asked).toHaveLength(before + 1);
  });
});

test('those who ask within a moment are asked for together', async () => {
  let wake = () => {};
  const asked: number[] = [];
  const take = slotReservations({
    name: 'rate-limit',
    intervalMs,
    expected: () => 0,
    now: () => new Date(0),
    gatherMs: 5,
    sleep: () => new Promise((resolve) => (wake = resolve)),
    items: {
      reserveSlots: async ({ slots }) => {
        asked.push(slots);
        return { kind: 'reserved', first: 0 };
      },
    },
  });
  const slots = all(take, [5000, 5000, 5000]);
  wake();
  expect(await slots).toEqual([{ at: 0 }, { at: 100 }, { at: 200 }]);
  expect(asked).toEqual([3]);
});
