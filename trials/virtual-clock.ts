import type { Clock } from '../lambda/clock';

/** Event loop turns without work after which nothing is believed to be under way. */
const idleTurns = 4;

/**
 * A clock that a test or a measurement holds. It moves when told to, and when all that is under way waits for nothing but
 * time: then it jumps to the moment for which somebody waits, so that no wait takes any.
 */
export class VirtualClock implements Clock {
  #now: number;
  #underWay = 0;
  #checking = false;
  readonly #sleepers = new Map<() => void, number>();

  constructor(start = new Date('2026-11-27T12:00:00Z')) {
    this.#now = start.getTime();
  }

  readonly now = (): Date => new Date(this.#now);

  pass(ms: number): void {
    this.#now += ms;
  }

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        this.#sleepers.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      signal?.addEventListener('abort', wake);
      this.#sleepers.set(wake, this.#now + ms);
      this.#whenIdle();
    });

  readonly after = (ms: number, run: () => void): (() => void) => {
    const calledOff = new AbortController();
    void this.sleep(ms, calledOff.signal).then(() => calledOff.signal.aborted || run());
    return () => calledOff.abort();
  };

  /** While it lasts, the clock stands still for those who sleep. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      this.#whenIdle();
    }
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#sleepers.clear();
  }

  #whenIdle(turns = idleTurns): void {
    if (this.#checking || this.#sleepers.size === 0) return;
    this.#checking = true;
    setImmediate(() => {
      this.#checking = false;
      // Whoever ends what is under way asks again.
      if (this.#underWay > 0) return;
      if (turns > 0) return this.#whenIdle(turns - 1);
      this.#wakeNext();
      this.#whenIdle();
    });
  }

  #wakeNext(): void {
    const [next] = [...this.#sleepers].sort(([, a], [, b]) => a - b);
    if (!next) return;
    const [wake, at] = next;
    this.#now = Math.max(this.#now, at);
    wake();
  }
}
