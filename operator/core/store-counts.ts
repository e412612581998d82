import { type StoreName, storeKey } from '../../lambda/store-name';

/** How many of something each store has, by `source/store`. */
export type CountsByStore = ReadonlyMap<string, number>;

/** Counts one more of a store's. */
export function addTo(counts: Map<string, number>, store: StoreName): void {
  const key = storeKey(store);
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

export function sumOf(all: readonly CountsByStore[]): CountsByStore {
  const sum = new Map<string, number>();
  for (const counts of all) {
    for (const [store, count] of counts) sum.set(store, (sum.get(store) ?? 0) + count);
  }
  return sum;
}
