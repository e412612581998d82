/** Collects what was started, to stop it in reverse order, also when a later start fails. */
export class Closing {
  private readonly steps: (() => Promise<unknown> | unknown)[] = [];
  private closed: Promise<void> | undefined;

  add(step: () => Promise<unknown> | unknown): void {
    this.steps.push(step);
  }

  /** Runs every step, also after one that failed. A second call waits for the first. */
  close(): Promise<void> {
    this.closed ??= this.run();
    return this.closed;
  }

  private async run(): Promise<void> {
    for (const step of this.steps.reverse()) {
      try {
        await step();
      } catch (error) {
        console.error(`While stopping: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
}
