/**
 * A call for one attempt: once the signal is aborted, it rejects with an AbortError and does nothing. What is under way
 * by then goes on, as it may be for others, too: they share a sign-in, and slots and counts that are taken together.
 */
export const unlessAborted =
  (signal: AbortSignal) =>
  <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
  async (...args: Args): Promise<Result> => {
    signal.throwIfAborted();
    return call(...args);
  };
