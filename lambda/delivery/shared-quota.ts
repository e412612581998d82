import type { SharedItems } from '../ledger/shared-items';

export interface QuotaOptions {
  /** Names what is counted; each window counts on its own. */
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
  /** How many a worker takes at once at least, to spend them without asking again. */
  readonly chunk: number;
  readonly items: Pick<SharedItems, 'take'>;
  readonly now: () => Date;
}

/** @returns 0 when one was granted, else how many ms to wait for the next window. */
export type TakeOne = () => Promise<number>;

/**
 * A limit per window of time, kept by all workers together without a central server: each takes a chunk of the
 * window's count in the ledger and spends it alone. What a worker does not spend is lost with the window, so the
 * limit is never exceeded.
 */
export function sharedQuota({ name, limit, windowMs, chunk, items, now }: QuotaOptions): TakeOne {
  let window = -1;
  let left = 0;
  let usedUp = false;
  let waiting = 0;
  let asking: Promise<void> | undefined;

  async function ask(asked: number): Promise<void> {
    const expiresAt = new Date((asked + 2) * windowMs + 24 * 3600_000);
    // Each time it asks is a write, and those who wait here spend at once what they are given.
    const want = Math.min(limit, Math.max(chunk, waiting));
    const granted = await items.take(`${name}|${asked}`, want, limit, expiresAt);
    if (asked !== window) return;
    left += granted;
    usedUp = granted < want;
  }

  return async () => {
    waiting += 1;
    for (;;) {
      const time = now().getTime();
      const current = Math.floor(time / windowMs);
      if (current !== window) {
        window = current;
        left = 0;
        usedUp = false;
      }
      if (left > 0) {
        left -= 1;
        waiting -= 1;
        return 0;
      }
      if (usedUp) {
        waiting -= 1;
        return (current + 1) * windowMs - time;
      }
      asking ??= ask(current).finally(() => {
        asking = undefined;
      });
      await asking.catch((error: unknown) => {
        waiting -= 1;
        throw error;
      });
    }
  };
}
