import type { SharedItems } from '../ledger/shared-items';
import type { SendHttp } from '../masivo/http';
import type { Settings } from '../settings';
import { sharedAllowance } from './shared-allowance';
import { type TakeMoment, timetable } from './timetable';

/** One attempt's right to send requests to Masivo at the configured pace. */
export interface Turn {
  /**
   * Waits until one more request may be sent; false when that would be later than `endsAt`.
   * @param afterMs not before that, because Masivo said so; false when no attempt waits for so long.
   */
  next(endsAt: Date, afterMs?: number): Promise<boolean>;
}

export interface Pace {
  /**
   * A turn whose first request has its moment now, or how many ms to wait for one: that is no attempt.
   * @param requests as many as the attempt will send if all goes well, 1 unless it says so.
   */
  turn(endsAt: Date, requests?: number): Promise<Turn | { readonly waitMs: number }>;
}

/**
 * How long an attempt waits for its turn: long enough for all batches' requests to have theirs, short enough for a
 * batch to end in time. infra/delivery-capacity.ts keeps batches small enough for it.
 */
export const longestPaceWaitMs = 5000;

/**
 * The right to send at once, however often. Without a pace Masivo's 429 is the only brake, and all workers heed it
 * (traffic.ts): nobody waits on his own.
 */
export const unhurried: Turn = { next: async (_, afterMs) => afterMs === undefined };
export const noPace: Pace = { turn: async () => unhurried };

const dayMs = 24 * 3600_000;

/** A request arrives some ms later than another took to arrive: so many fewer go than are allowed. */
const margin = 0.01;

/** A turn begins so long before its moment: the claim has to be written before the request is sent. */
const leadMs = 300;

/** A moment that has passed by more than this belongs to nobody: used late, it would crowd those after it. */
const latestMs = 50;

export interface PaceDeps {
  readonly items: Pick<SharedItems, 'take' | 'reserve'>;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

export function paceOf(settings: Settings['masivo']['pace'], deps: PaceDeps): Pace {
  const { perSecond, perDay } = settings ?? {};
  if (perSecond === undefined && perDay === undefined) return noPace;
  const time = () => deps.now().getTime();

  /** Until when each request is expected that follows one under way; one whose attempt failed never comes. */
  let followers: number[] = [];
  function expected(): number {
    followers = followers.filter((until) => until > time());
    return followers.length;
  }

  const momentOfSecond: TakeMoment =
    perSecond === undefined
      ? async () => ({ at: time() })
      : timetable({ ...deps, name: 'pace', intervalMs: intervalOf(perSecond), expected });
  const chunk = Math.max(1, Math.floor((perDay ?? 0) / 100));
  const takeOfDay =
    perDay === undefined
      ? async () => 0
      : sharedAllowance({ ...deps, name: 'day', limit: perDay, windowMs: dayMs, chunk });

  // The day comes second: one of its requests would be lost where there is no moment; where the day is used up, a
  // moment is worth nothing.
  const book: TakeMoment = async (endsAt) => {
    const moment = await momentOfSecond(endsAt);
    const waitMs = 'at' in moment ? await takeOfDay() : 0;
    return waitMs > 0 ? { waitMs } : moment;
  };
  const isMissed = (at: number) => perSecond !== undefined && time() - at > latestMs;
  const sleepUntil = async (at: number) => {
    const ms = Math.ceil(at - time());
    if (ms > 0) await deps.sleep(ms);
  };

  return {
    async turn(endsAt, requests = 1) {
      const first = await book(endsAt);
      if ('waitMs' in first) return first;
      for (let more = 1; more < requests; more += 1) followers.push(first.at + longestPaceWaitMs);
      await sleepUntil(first.at - leadMs);
      let prepaid: number | undefined = first.at;
      return {
        async next(until, afterMs = 0) {
          if (prepaid === undefined && afterMs === 0) followers.shift();
          if (afterMs > longestPaceWaitMs || time() + afterMs > until.getTime()) return false;
          await sleepUntil(time() + afterMs);
          let moment = prepaid === undefined ? await book(until) : { at: prepaid };
          prepaid = undefined;
          while ('at' in moment) {
            await sleepUntil(moment.at);
            if (!isMissed(moment.at)) return true;
            // The day has counted this request already.
            moment = await momentOfSecond(until);
          }
          return false;
        },
      };
    },
  };
}

/** Sends each request in a turn of its own: for those that no attempt has a turn for. */
export function inTurn(pace: Pace, now: () => Date, http: SendHttp): SendHttp {
  return async (request) => {
    const endsAt = new Date(now().getTime() + longestPaceWaitMs);
    const turn = await pace.turn(endsAt);
    if ('waitMs' in turn || !(await turn.next(endsAt))) {
      return { kind: 'unsent', why: 'the pace leaves no room for it in time' };
    }
    return http(request);
  };
}

/** In ms, rounded up to what DynamoDB adds up exactly. */
const intervalOf = (perSecond: number) => Math.ceil((1e6 * (1 + margin)) / perSecond) / 1000;
