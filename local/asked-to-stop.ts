import { StartError } from './start-error';

/** Whether somebody has asked this process to stop, and what that makes of the failure of a start. */
export class AskedToStop {
  readonly asked: Promise<void>;
  #isAsked = false;
  #ask: () => void = () => undefined;

  constructor() {
    this.asked = new Promise((resolve) => {
      this.#ask = resolve;
    });
  }

  readonly ask = (): void => {
    this.#isAsked = true;
    this.#ask();
  };

  /**
   * Ctrl-C reaches the compilers that we started, too. They end, and the start fails before our own signal is handled:
   * it waits for that long. @returns what to tell; undefined for a start that failed because it was stopped
   */
  async whyFailed(error: unknown): Promise<unknown> {
    await new Promise((resolve) => setTimeout(resolve, signalMs));
    if (this.#isAsked) return undefined;
    return error instanceof StartError ? `masivo-bridge: ${error.message}` : error;
  }
}

/** A signal that came while nothing of ours could run is handled in the next round of the event loop. */
const signalMs = 20;
