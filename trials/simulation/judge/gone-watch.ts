import { missing } from '../../../lambda/retry/retry-times';
import type { Item } from '../models/expressions/values';

export interface GoneWatchDeps {
  readonly now: () => number;
  readonly lateLandingMs: number;
  /** Whether Masivo had a customer of this id and lost it: one who is linked is gone with its owner. */
  readonly wasDeleted: (id: string) => boolean;
}

/**
 * Sees in each write of the ledger whether it takes one customer too many for gone: where more are missing at a time
 * than people delete, Masivo or our access to it may be at fault.
 */
export function goneWatch({ now, lateLandingMs, wasDeleted }: GoneWatchDeps) {
  // Between a look at Masivo and the write that it leads to lies no more than a lease.
  const withinMs = (2 * missing.windowPerLateLanding - 1) * lateLandingMs;
  const gone = new Set<string>();
  let since: readonly number[] = [];

  return (pk: string, item: Item | undefined): boolean => {
    if (!item?.outcomeKey?.S?.endsWith('|attention|gone')) gone.delete(pk);
    else if (!gone.has(pk) && wasDeleted(pk.split('|').at(-1) ?? '')) {
      gone.add(pk);
      since = [...since.filter((at) => now() - at < withinMs), now()];
      return since.length > missing.most;
    }
    return false;
  };
}
