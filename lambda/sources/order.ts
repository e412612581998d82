/**
 * Where a snapshot stands in its shopper's history. No vendor guarantees the order of deliveries,
 * so the order is read from the events themselves.
 */
export interface Order {
  /** The vendor's time of the change, epoch milliseconds. */
  readonly at: number;
  /** A finer clock that breaks ties of `at`, epoch microseconds; null where the vendor sends none. */
  readonly tie: number | null;
  readonly kind: 'created' | 'updated';
}

const rank = { created: 0, updated: 1 } as const;

/** Negative when `a` is older, positive when it is newer, 0 when the two cannot be told apart. */
export function compareOrder(a: Order, b: Order): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.tie !== null && b.tie !== null && a.tie !== b.tie) return a.tie - b.tie;
  return rank[a.kind] - rank[b.kind];
}
