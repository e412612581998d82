import { estimate } from '../../../cli/backfill/engine/estimate';
import { masivosRates, migrationLimit } from '../../../cli/backfill/engine/migration-limit';

function clockFrom(start: number) {
  let now = start;
  return {
    now: () => new Date(now),
    sleep: async (ms: number) => {
      now += ms;
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

/** When so many requests went out, each as soon as it may. */
async function sendingTimes(
  count: number,
  pace: { everyMs: number; perHour: number },
  before: readonly number[] = [],
) {
  const clock = clockFrom(1_000_000);
  const limit = migrationLimit(pace, clock, before);
  const times: number[] = [];
  for (let sent = 0; sent < count; sent += 1) {
    await limit.waitForSlot();
    times.push(clock.now().getTime() - 1_000_000);
  }
  return times;
}

describe('the limit on migrations', () => {
  test('lets one go every five seconds, and never earlier', async () => {
    const times = await sendingTimes(101, masivosRates);
    expect(times[0]).toBe(0);
    for (const [index, time] of times.entries()) expect(time).toBeGreaterThanOrEqual(5000 * index);
    expect((times[100] ?? 0) / 500_000).toBeLessThan(1.02);
  });

  test('lets no more go in an hour than Masivo allows', async () => {
    const times = await sendingTimes(501, { everyMs: 5000, perHour: 250 });
    expect(times[249]).toBeLessThan(3600_000);
    for (const [index, time] of times.entries()) {
      expect(time - (times[index - 250] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(3600_000);
    }
    expect((times[500] ?? 0) / 7200_000).toBeLessThan(1.02);
  });

  test('goes on counting where an interrupted run stopped', async () => {
    const [first] = await sendingTimes(1, { everyMs: 5000, perHour: 2 }, [996_000, 999_000]);
    expect(first).toBeGreaterThanOrEqual(3600_000 - 4000);
  });

  test('loses nothing to what took time in between', async () => {
    const clock = clockFrom(0);
    const limit = migrationLimit(masivosRates, clock);
    await limit.waitForSlot();
    clock.pass(4000);
    await limit.waitForSlot();
    expect(clock.now().getTime()).toBeLessThan(5100);
  });

  /** How long after one request the next one may go, after so many were found too early. */
  async function intervalAfter(tooEarly: number, inTime = 0): Promise<number> {
    const limit = migrationLimit(masivosRates, clockFrom(0));
    for (let often = 0; often < tooEarly; often += 1) {
      await limit.waitForSlot();
      limit.wasTooEarly();
    }
    for (let often = 0; often < inTime; often += 1) await limit.waitForSlot();
    await limit.waitForSlot();
    return limit.waitMs();
  }

  test('keeps further away for each one that Masivo finds too early, up to a bound', async () => {
    const intervals = await Promise.all([0, 1, 2, 10, 100, 1000].map((often) => intervalAfter(often)));
    expect(intervals.slice(0, 4)).toEqual([...intervals.slice(0, 4)].sort((a, b) => a - b));
    expect(new Set(intervals.slice(0, 5)).size).toBe(5);
    expect(intervals[5]).toBe(intervals[4]);
    expect(Math.max(...intervals)).toBeLessThanOrEqual(5250);
  });

  test('comes closer again where Masivo finds none too early', async () => {
    const usual = await intervalAfter(0);
    const intervals = await Promise.all([0, 50, 200, 1000].map((inTime) => intervalAfter(3, inTime)));
    expect(intervals).toEqual([...intervals].sort((a, b) => b - a));
    expect((intervals[0] ?? 0) - usual).toBeGreaterThan(50);
    expect((intervals[2] ?? 0) - usual).toBeLessThan(10);
    expect(await intervalAfter(0, 1000)).toBe(usual);
  });

  test('does not count what was refused: the next one may go at once', async () => {
    const limit = migrationLimit(masivosRates, clockFrom(0));
    await limit.waitForSlot();
    await limit.waitForSlot();
    limit.wasTooEarly();
    expect(limit.waitMs()).toBeLessThan(100);
  });
});

describe('the time it takes', () => {
  const consent = {
    version: '1',
    loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
    metadataKeys: {},
  };
  const hour = 3600_000;
  test.each([
    ['a request', 800, 1000, 'off', undefined, 0, 'migrations'],
    ['a million, no consent', 1_000_000, 1000, 'off', undefined, 999 * 5000, 'migrations'],
    ['a million into a DEV account', 1_000_000, 250, 'off', undefined, 3 * hour, 'migrations an hour'],
    [
      'a million with consent',
      1_000_000,
      1000,
      consent,
      { perSecond: 20 },
      (1_001_000 / 15) * 1000,
      'requests a second',
    ],
    ['a thousand at 2000 a day', 4000, 250, consent, { perDay: 2000 }, 2 * 24 * hour, 'requests a day'],
  ] as const)('of %s', (_, customers, perHour, word, pace, ms, because) => {
    const migrations = { ...masivosRates, perHour };
    expect(estimate({ customers }, migrations, { consent: word }, pace)).toEqual({ ms, because });
  });

  // As docs/operate/backfill.md says.
  test('whom Masivo is asked about before costs a request more', () => {
    const limits = { perSecond: 20 };
    const { ms } = estimate({ customers: 1e6, toLookAt: 1e6 }, masivosRates, { consent }, limits);
    expect(Math.round(ms / 3600_000)).toBe(37);
  });
});
