/** Timers that a closing sandbox takes with it, so that none fires afterwards or keeps the process alive. */
export class Timers {
  readonly #pauses = new Set<NodeJS.Timeout>();
  readonly #late = new Set<NodeJS.Timeout>();

  /** Pieces of late work that are still to come. */
  get lateWork(): number {
    return this.#late.size;
  }

  /** Waits. After a stop the wait never ends: whoever waited is gone. */
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

  #start(set: Set<NodeJS.Timeout>, ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      set.delete(timer);
      run();
    }, ms);
    set.add(timer);
  }

  #clear(set: Set<NodeJS.Timeout>): void {
    for (const timer of set) clearTimeout(timer);
    set.clear();
  }
}
