import type { Queue } from '../queue-state';

type Waiter = { tryTake: () => boolean };

/** SQS's longest wait; also how far ahead a timer is ever set. */
const MAX_WAIT_MS = 20_000;

/** The receive calls that wait for one queue. First come, first served. */
export class LongPolls {
  readonly #waiters = new Set<Waiter>();
  #wake: NodeJS.Timeout | undefined;

  constructor(readonly queue: Queue) {
    queue.onArrival = () => this.#serve();
  }

  get open(): number {
    return this.#waiters.size;
  }

  /** What `take` yields as soon as that is something; empty when the time is up or the caller is gone. */
  receive<T>(take: () => T[], waitMs: number, gone: AbortSignal): Promise<T[]> {
    return new Promise((resolve) => {
      const finish = (taken: T[]): void => {
        clearTimeout(timeUp);
        gone.removeEventListener('abort', giveUp);
        this.#waiters.delete(waiter);
        if (this.#waiters.size === 0) clearTimeout(this.#wake);
        resolve(taken);
      };
      const giveUp = (): void => finish([]);
      const waiter = {
        tryTake: () => {
          const taken = take();
          if (taken.length > 0) finish(taken);
          return taken.length > 0;
        },
      };
      // A message for a disconnected caller would be invisible for nothing until its visibility timeout.
      gone.addEventListener('abort', giveUp);
      const timeUp = setTimeout(giveUp, waitMs);
      this.#waiters.add(waiter);
      if (gone.aborted) giveUp();
      else this.#serve();
    });
  }

  #serve(): void {
    clearTimeout(this.#wake);
    for (const waiter of this.#waiters) {
      if (!waiter.tryTake()) break;
    }
    const next = this.queue.nextVisibleAt();
    if (this.#waiters.size === 0 || next === undefined) return;
    const delay = Math.min(Math.max(next - this.queue.now(), 1), MAX_WAIT_MS);
    this.#wake = setTimeout(() => this.#serve(), delay);
  }
}
