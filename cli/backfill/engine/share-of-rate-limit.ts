import {
  type RateLimiter,
  type RateLimiterDeps,
  type ReservedSlots,
  rateLimiter,
} from '../../../lambda/delivery/rate-limiter';
import type { Settings } from '../../../lambda/settings';

type Limits = NonNullable<Settings['masivo']['rateLimit']>;

/** Left to deliveries: a signup must not wait for a million old customers' consent records. */
const share = 3 / 4;

/** The backfill's share of the environment's rate limit. */
export function shareOf({ perSecond, perDay }: Limits): Limits {
  return {
    ...(perSecond === undefined ? {} : { perSecond: Math.max(1, Math.floor(perSecond * share)) }),
    ...(perDay === undefined ? {} : { perDay: Math.max(1, Math.floor(perDay * share)) }),
  };
}

/** Three quarters of the rate limit, with slots and counts of their own; each request also takes a shared slot. */
export function sharedRateLimiter(
  limits: Settings['masivo']['rateLimit'],
  deps: RateLimiterDeps,
): RateLimiter {
  const own = rateLimiter(limits && shareOf(limits), {
    ...deps,
    items: {
      take: (name, ...more) => deps.items.take(`backfill|${name}`, ...more),
      reserveSlots: (reservation) =>
        deps.items.reserveSlots({ ...reservation, name: `backfill|${reservation.name}` }),
    },
  });
  const common = rateLimiter(limits, deps);
  return {
    async reserve(endsAt, requests) {
      const mine = await own.reserve(endsAt, requests);
      return 'waitMs' in mine ? mine : withCommon(mine, common);
    },
  };
}

/** The shared slot is reserved only when the backfill's own slot has come: earlier, it would pass unused. */
const withCommon = (mine: ReservedSlots, common: RateLimiter): ReservedSlots => ({
  async next(until, afterMs) {
    if (!(await mine.next(until, afterMs))) return false;
    const ours = await common.reserve(until);
    return 'waitMs' in ours ? false : ours.next(until);
  },
});
