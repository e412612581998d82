/** Masivo's limits on its migration endpoints (page "resource-limits"). */
export interface MigrationRates {
  /** Between two requests. */
  readonly everyMs: number;
  readonly perHour: number;
  /** Customers in one request (guide "migrate-customers"). */
  readonly perRequest: number;
}

/** What a PROD account may; a DEV account has 250 requests an hour. */
export const masivosRates: MigrationRates = { everyMs: 5000, perHour: 1000, perRequest: 1000 };
export const perHourOfDevAccount = 250;

export interface MigrationLimit {
  /** How long until the next request may be sent; 0 for now. */
  waitMs(): number;
  /** Waits until the next request is allowed, and takes that place. */
  waitForSlot(): Promise<void>;
  /** Masivo refused the last request as too early, and did not count it. */
  wasTooEarly(): void;
}

const hourMs = 3600_000;

// Masivo counts when a request arrives, and two requests may take differently long to get there. The margin for that
// grows with each request that is refused as too early, which costs a second or more, and shrinks with each that is
// not.
const leastMargin = 0.008;
const widerBy = 0.004;
const dwindlesTo = 0.99;
const mostMargin = 0.05;

/** @param before when the requests of an interrupted run were sent, epoch ms, oldest first. */
export function migrationLimit(
  { everyMs, perHour }: Pick<MigrationRates, 'everyMs' | 'perHour'>,
  clock: { readonly now: () => Date; readonly sleep: (ms: number) => Promise<void> },
  before: readonly number[] = [],
): MigrationLimit {
  const sent = before.slice(-perHour);
  let margin = leastMargin;

  function waitMs(): number {
    const now = clock.now().getTime();
    const last = sent.at(-1);
    const marginMs = everyMs * margin;
    const hourAgo = sent.length < perHour ? undefined : sent[0];
    const afterLast = last === undefined ? 0 : last + everyMs + marginMs - now;
    const afterHour = hourAgo === undefined ? 0 : hourAgo + hourMs + marginMs - now;
    return Math.max(0, afterLast, afterHour);
  }

  return {
    waitMs,
    wasTooEarly() {
      sent.pop();
      margin = Math.min(mostMargin, margin + widerBy);
    },
    async waitForSlot() {
      for (let ms = waitMs(); ms > 0; ms = waitMs()) await clock.sleep(ms);
      sent.push(clock.now().getTime());
      margin = leastMargin + (margin - leastMargin) * dwindlesTo;
      if (sent.length > perHour) sent.shift();
    },
  };
}
