import type { SharedItems } from '../ledger/shared-items';
import type { Settings } from '../settings';
import { sharedAllowance, type TakeOne } from './shared-allowance';

/** One attempt's right to send requests to Masivo at the configured pace. */
export interface Turn {
  /** Waits until one more request may be sent; false when that would be later than `endsAt`. */
  next(endsAt: Date): Promise<boolean>;
}

export interface Pace {
  /** A turn whose first request may be sent at once, or how many ms to wait for one: that is no attempt. */
  turn(endsAt: Date): Promise<Turn | { readonly waitMs: number }>;
}

/**
 * How long an attempt waits for its turn: long enough to sleep through a second's window, short enough for a batch to
 * end in time. infra/delivery-capacity.ts keeps batches small enough for it.
 */
export const longestPaceWaitMs = 5000;

/** The right to send at once, however often. */
export const unhurried: Turn = { next: async () => true };
export const noPace: Pace = { turn: async () => unhurried };

const dayMs = 24 * 3600_000;

export interface PaceDeps {
  readonly items: Pick<SharedItems, 'take'>;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

export function paceOf(settings: Settings['masivo']['pace'], deps: PaceDeps): Pace {
  const { perSecond, perDay } = settings ?? {};
  const limits: TakeOne[] = [];
  // The day comes first: a second's token that is taken in vain is lost, a day's would be too.
  if (perDay)
    limits.push(
      sharedAllowance({ ...deps, name: 'day', limit: perDay, windowMs: dayMs, chunk: chunkOf(perDay, 100) }),
    );
  if (perSecond) {
    // Spread over the second: Masivo does not say where its seconds begin, and all of one of ours at its start would
    // be too many in one of theirs.
    const chunk = chunkOf(perSecond, 10);
    const windowMs = (1000 * margin * chunk) / perSecond;
    limits.push(sharedAllowance({ ...deps, name: 'second', limit: chunk, windowMs, chunk }));
  }
  if (limits.length === 0) return noPace;

  /** @returns 0 when the request may go, else how long it would have to wait beyond `endsAt`. */
  async function take(endsAt: Date): Promise<number> {
    for (const limit of limits) {
      for (let waitMs = await limit(); waitMs > 0; waitMs = await limit()) {
        if (deps.now().getTime() + waitMs > endsAt.getTime()) return waitMs;
        await deps.sleep(waitMs);
      }
    }
    return 0;
  }

  return {
    async turn(endsAt) {
      const waitMs = await take(endsAt);
      if (waitMs > 0) return { waitMs };
      let prepaid = true;
      return {
        async next(until) {
          if (!prepaid) return (await take(until)) === 0;
          prepaid = false;
          return true;
        },
      };
    },
  };
}

// A request arrives some ms later than another took to arrive. At just the limit, every second one that comes a
// little early after one that came a little late would be one too many, and a 429 stops all workers for a second.
const margin = 1.03;

const chunkOf = (limit: number, parts: number) => Math.max(1, Math.floor(limit / parts));
