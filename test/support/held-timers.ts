import type { After } from '../../local/masivo/timers';

/** Timers of the sandbox that fire when the test says so. */
export class HeldTimers {
  readonly #waiting = new Set<() => void>();

  readonly after: After = (_ms, run) => {
    this.#waiting.add(run);
    return () => this.#waiting.delete(run);
  };

  get waiting(): number {
    return this.#waiting.size;
  }

  fire(): void {
    const due = [...this.#waiting];
    this.#waiting.clear();
    for (const run of due) run();
  }
}
