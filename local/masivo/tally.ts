/** Counts requests by call and by answer. */
export class Tally {
  #requests = new Map<string, Map<string, number>>();

  /** Counts one request; `answer` is a status, or "no answer" where the sandbox kept silent. */
  count(call: string, answer: string): void {
    const answers = this.#requests.get(call) ?? new Map<string, number>();
    this.#requests.set(call, answers.set(answer, (answers.get(answer) ?? 0) + 1));
  }

  /** The counts, e.g. `{"POST /customers": {"201": 1}}`. */
  get requests(): Record<string, Record<string, number>> {
    return Object.fromEntries(
      [...this.#requests].map(([call, answers]) => [call, Object.fromEntries(answers)]),
    );
  }

  /** Starts from nothing. */
  reset(): void {
    this.#requests = new Map();
  }
}
