// Real time, also for a test that holds the clock.
const realTimeout = setTimeout;
// What takes so long does not come any more, on the slowest machine.
const longestWaitMs = 100_000;

/** Waits until `look` gives something, so that no test guesses how long a thing takes. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + longestWaitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Waited ${longestWaitMs / 1000} s in vain: ${what}`);
    await new Promise((resolve) => realTimeout(resolve, 20));
  }
}

export const whether = (holds: boolean): true | undefined => holds || undefined;
