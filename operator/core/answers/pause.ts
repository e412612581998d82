/** What a pause or a resume did. */
export interface PauseResult {
  /** What is paused now: `*`, or stores as `source/store`. */
  readonly paused: readonly string[];
  /** What changed; where nothing did, nothing was written or recorded. */
  readonly changed: readonly string[];
}
