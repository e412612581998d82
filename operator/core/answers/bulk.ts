/** Of deliveries or customers that one command acts on. */
export const mostReplayed = 10_000;

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
