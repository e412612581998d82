import type { SharedItems } from '../ledger/shared-items';
import type { StoreSettings } from '../settings';
import { sharedQuota, type TakeOne } from './shared-quota';

export interface FloodGuardDeps {
  readonly items: Pick<SharedItems, 'take'>;
  readonly now: () => Date;
}

const hourMs = 3600_000;

/**
 * Counts creations per store and hour. An import app can create fifty thousand shoppers dated today, and each of
 * them would be paid registration rewards: above the store's limit the operator decides. What a dying worker counted is
 * not given back, since its creation may have landed: the limit may be reached early, and is never exceeded.
 */
export function floodGuard({ items, now }: FloodGuardDeps): (store: StoreSettings) => Promise<boolean> {
  const guards = new Map<string, TakeOne>();
  return async ({ source, store, maxCreationsPerHour: limit }) => {
    if (limit === undefined) return true;
    const name = `creations|${source}|${store}`;
    // A chunk of a fiftieth: what a worker takes and does not use is at most this much per worker. Each chunk is a write.
    const chunk = Math.max(1, Math.floor(limit / 50));
    const guard = guards.get(name) ?? sharedQuota({ name, limit, windowMs: hourMs, chunk, items, now });
    guards.set(name, guard);
    return (await guard()) === 0;
  };
}
