import type { Clock } from '../clock';
import type { SendHttp } from '../http/send-http';
import type { SharedItems } from '../ledger/shared-items';
import { backSoonMs, maxSlotWaitMs } from '../retry/retry-times';
import type { Settings } from '../settings';
import { sharedQuota } from './shared-quota';
import { type ReserveSlot, type SlotReservationOptions, slotReservations } from './slot-reservations';

/** One attempt's right to send requests to an API within its rate limit. */
export interface ReservedSlots {
  /**
   * Waits until one more request may be sent; false when that would be later than `endsAt`.
   * @param afterMs not before that, because the API said so; false when no attempt waits for so long.
   */
  next(endsAt: Date, afterMs?: number): Promise<boolean>;
}

export interface RateLimiter {
  /**
   * Slots of which the first is now, or how many ms to wait for one: that is no attempt.
   * @param requests as many as the attempt will send if all goes well, 1 unless it says so.
   */
  reserve(endsAt: Date, requests?: number): Promise<ReservedSlots | { readonly waitMs: number }>;
}

/**
 * The right to send at once, however often. Without a rate limit Masivo's 429 is the only one, and all workers heed
 * it together (circuit-breaker.ts).
 */
export const unlimitedSlots: ReservedSlots = { next: async (_, afterMs) => afterMs === undefined };
export const unlimited: RateLimiter = { reserve: async () => unlimitedSlots };

const dayMs = 24 * 3600_000;

/** A request arrives some ms later than another took to arrive: so many fewer go than are allowed. */
const margin = 0.01;

/** An attempt begins so long before its slot: the claim has to be written before the request is sent. */
const leadMs = 300;

/** A slot that has passed by more than this belongs to nobody: used late, it would crowd those after it. */
const missedAfterMs = 50;

/**
 * A slot that had passed by more than this when DynamoDB's answer came is not used: that is how much later than the
 * others' requests one may be sent without a second having too many, and a slow DynamoDB would make all of them late.
 */
const lateMs = 1000 * margin;

/** So many slots in vain for one request say that DynamoDB is too slow now: its message comes back later. */
const mostBooked = 3;

/**
 * So many times say how long Masivo takes until an attempt's next request comes: of ten, nine come no later than the
 * slowest of the last ten.
 */
const [fewestGaps, mostGaps] = [2, 10];

/** How many slots were booked for one request. */
interface Booking {
  booked: number;
  readonly followers: number;
}

export interface RateLimiterDeps extends Clock {
  /** What is limited: each has slots and counts of its own. Masivo unless it says otherwise. */
  readonly api?: string;
  readonly items: Pick<SharedItems, 'take' | 'reserveSlots'>;
  /** See {@link SlotReservationOptions}. */
  readonly gatherMs?: SlotReservationOptions['gatherMs'];
}

/** A limit that all workers keep together, for Masivo or another API. */
export function rateLimiter(settings: Settings['masivo']['rateLimit'], deps: RateLimiterDeps): RateLimiter {
  const { api = 'masivo' } = deps;
  const { perSecond, perDay } = settings ?? {};
  if (perSecond === undefined && perDay === undefined) return unlimited;
  const time = () => deps.now().getTime();

  /** Until when each request is expected that follows one under way; one whose attempt failed never comes. */
  let followers: number[] = [];
  function expected(): number {
    followers = followers.filter((until) => until > time());
    return followers.length;
  }

  /** How long after the slot of an attempt's first request its next one came, the last times. */
  let gaps: readonly number[] = [];
  const followsAfterMs = () => (gaps.length < fewestGaps ? Infinity : Math.max(...gaps));

  const intervalMs = perSecond === undefined ? 0 : intervalOf(perSecond);
  const slotOfSecond: ReserveSlot =
    perSecond === undefined
      ? async () => ({ at: time() })
      : slotReservations({ ...deps, name: `${api}|second`, intervalMs, expected, followsAfterMs });
  const chunk = Math.max(1, Math.floor((perDay ?? 0) / 100));
  const takeOfDay =
    perDay === undefined
      ? async () => 0
      : sharedQuota({ ...deps, name: `${api}|day`, limit: perDay, windowMs: dayMs, chunk });

  const slotInTime = async (endsAt: Date, request: Booking): ReturnType<ReserveSlot> => {
    while (request.booked < mostBooked) {
      const slot = await slotOfSecond(endsAt, request.booked > 0, request.followers);
      request.booked += 1;
      if ('waitMs' in slot || time() - slot.at <= lateMs) return slot;
    }
    return { waitMs: backSoonMs };
  };

  // The day comes second: one of its requests would be lost where there is no slot; where the day is used up, a
  // slot is worth nothing.
  const book = async (endsAt: Date, request: Booking) => {
    const slot = await slotInTime(endsAt, request);
    const waitMs = 'at' in slot ? await takeOfDay() : 0;
    return waitMs > 0 ? { waitMs } : slot;
  };
  const isMissed = (at: number) => perSecond !== undefined && time() - at > missedAfterMs;
  const sleepUntil = async (at: number) => {
    const ms = Math.ceil(at - time());
    if (ms > 0) await deps.sleep(ms);
  };

  return {
    async reserve(endsAt, requests = 1) {
      let request: Booking = { booked: 0, followers: requests - 1 };
      const first = await book(endsAt, request);
      if ('waitMs' in first) return first;
      for (let more = 1; more < requests; more += 1) followers.push(first.at + maxSlotWaitMs);
      await sleepUntil(first.at - leadMs);
      let prepaid: number | undefined = first.at;
      return {
        async next(until, afterMs = 0) {
          if (prepaid === undefined && afterMs === 0) {
            followers.shift();
            if (request.followers > 0) gaps = [time() - first.at, ...gaps].slice(0, mostGaps);
          }
          if (afterMs > maxSlotWaitMs || time() + afterMs > until.getTime()) return false;
          await sleepUntil(time() + afterMs);
          if (prepaid === undefined) request = { booked: 0, followers: 0 };
          let slot = prepaid === undefined ? await book(until, request) : { at: prepaid };
          prepaid = undefined;
          while ('at' in slot) {
            await sleepUntil(slot.at);
            if (!isMissed(slot.at)) return true;
            // The day has counted this request already.
            slot = await slotInTime(until, request);
          }
          return false;
        },
      };
    },
  };
}

/** Reserves a slot for each request: for those that belong to no attempt. */
export function rateLimitedHttp(limiter: RateLimiter, now: () => Date, http: SendHttp): SendHttp {
  return async (request) => {
    const endsAt = new Date(now().getTime() + maxSlotWaitMs);
    const slots = await limiter.reserve(endsAt);
    if ('waitMs' in slots || !(await slots.next(endsAt))) {
      return { kind: 'unsent', why: { code: 'rate-limit-reached' } };
    }
    return http(request);
  };
}

/** In ms, rounded up to what DynamoDB adds up exactly. */
const intervalOf = (perSecond: number) => Math.ceil((1e6 * (1 + margin)) / perSecond) / 1000;
