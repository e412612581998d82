/** The time as the code sees it. Tests pass one that they move themselves. */
export interface Clock {
  readonly now: () => Date;
  /** Resolves after so many ms, or at once when the signal is aborted: the caller looks at the signal. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        // A timer that is left would keep what it refers to in memory until it ends.
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end);
    }),
};
