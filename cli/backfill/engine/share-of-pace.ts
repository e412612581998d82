import { type Pace, type PaceDeps, paceOf, type Turn } from '../../../lambda/delivery/pace';
import type { Settings } from '../../../lambda/settings';

type Limits = NonNullable<Settings['masivo']['pace']>;

/** What is left to deliveries: a signup must not wait for a million old customers' consent records. */
const share = 3 / 4;

/** What the backfill allows itself of the environment's pace. */
export function shareOf({ perSecond, perDay }: Limits): Limits {
  return {
    ...(perSecond === undefined ? {} : { perSecond: Math.max(1, Math.floor(perSecond * share)) }),
    ...(perDay === undefined ? {} : { perDay: Math.max(1, Math.floor(perDay * share)) }),
  };
}

/** Three quarters of the pace, on a timetable and counts of their own, and each of them on the common ones as well. */
export function sharedPace(pace: Settings['masivo']['pace'], deps: PaceDeps): Pace {
  const own = paceOf(pace && shareOf(pace), {
    ...deps,
    items: {
      take: (name, ...more) => deps.items.take(`backfill|${name}`, ...more),
      reserve: (reservation) => deps.items.reserve({ ...reservation, name: `backfill|${reservation.name}` }),
    },
  });
  const common = paceOf(pace, deps);
  return {
    async turn(endsAt, requests) {
      const mine = await own.turn(endsAt, requests);
      return 'waitMs' in mine ? mine : withCommon(mine, common);
    },
  };
}

/** The common moment is taken when one's own has come: taken before, it would have passed by then, for nobody. */
const withCommon = (mine: Turn, common: Pace): Turn => ({
  async next(until, afterMs) {
    if (!(await mine.next(until, afterMs))) return false;
    const ours = await common.turn(until);
    return 'waitMs' in ours ? false : ours.next(until);
  },
});
