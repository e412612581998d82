/** Of deliveries or customers that one command acts on. */
export const mostReplayed = 10_000;
/** Of those in one call: few enough to be done before it has to end. */
export const mostAtOnce = 25;

/** How to act on many, one after the other. */
export interface BulkOptions {
  readonly perSecond: number;
  readonly onProgress?: (done: number) => void;
}

/** What became of many. */
export interface BulkResult {
  /** How many are on the queue. */
  readonly sent: number;
  readonly skipped: number;
}

/** Of many in several calls: their record comes first, and says how many it is for. */
export type Bulk<T> =
  | { readonly kind: 'begun'; readonly bulk: string }
  | { readonly kind: 'done'; readonly each: readonly T[] }
  /** The record is not the caller's, or of something else, or all that it is for was done: so nothing was. */
  | { readonly kind: 'unrecorded' };
