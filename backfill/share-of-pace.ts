import { type Pace, type PaceDeps, paceOf, type Turn } from '../lambda/delivery/pace';
import type { Settings } from '../lambda/settings';

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

/** Three quarters of the pace, counted on their own in the ledger, and each of them in the common count as well. */
export function sharedPace(pace: Settings['masivo']['pace'], deps: PaceDeps): Pace {
  const own = paceOf(pace && shareOf(pace), {
    ...deps,
    items: { take: (name, ...more) => deps.items.take(`backfill|${name}`, ...more) },
  });
  const common = paceOf(pace, deps);
  return {
    async turn(endsAt) {
      const mine = await own.turn(endsAt);
      if ('waitMs' in mine) return mine;
      const ours = await common.turn(endsAt);
      return 'waitMs' in ours ? ours : both(mine, ours);
    },
  };
}

const both = (mine: Turn, ours: Turn): Turn => ({
  next: async (endsAt) => (await mine.next(endsAt)) && (await ours.next(endsAt)),
});
