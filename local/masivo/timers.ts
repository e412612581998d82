/** Runs something later, in milliseconds. @returns how to call it off */
export type After = (ms: number, run: () => void) => () => void;

const inRealTime: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** Timers that a closing sandbox takes with it, so that none fires afterwards or keeps the process alive. */
export class Timers {
  readonly #after: After;
  readonly #pauses = new Set<() => void>();
  readonly #late = new Set<() => void>();

  constructor(after: After = inRealTime) {
    this.#after = after;
  }

  /** Pieces of late work that are still to come. */
  get lateWork(): number {
    return this.#late.size;
  }

  /** Waits. After a stop the wait never ends, because its client is gone. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#start(this.#pauses, ms, resolve));
  }

  /** Does the work later. */
  workLater(ms: number, work: () => void): void {
    this.#start(this.#late, ms, work);
  }

  /** Drops the late work. */
  dropLateWork(): void {
    this.#clear(this.#late);
  }

  /** Drops everything. */
  stop(): void {
    this.#clear(this.#late);
    this.#clear(this.#pauses);
  }

  #start(set: Set<() => void>, ms: number, run: () => void): void {
    const callOff = this.#after(ms, () => {
      set.delete(callOff);
      run();
    });
    set.add(callOff);
  }

  #clear(set: Set<() => void>): void {
    for (const callOff of set) callOff();
    set.clear();
  }
}
