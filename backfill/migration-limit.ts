/** Masivo's limits on its migration endpoints (page "resource-limits"). */
export interface MigrationPace {
  /** Between two requests. */
  readonly everyMs: number;
  readonly perHour: number;
  /** Customers in one request (guide "migrate-customers"). */
  readonly perRequest: number;
}

/** What a PROD account may; a DEV account has 250 requests an hour. */
export const masivosPace: MigrationPace = { everyMs: 5000, perHour: 1000, perRequest: 1000 };
export const perHourOfDevAccount = 250;

export interface MigrationLimit {
  /** How long until the next request may be sent; 0 for now. */
  waitMs(): number;
  /** Waits for the next request's turn and takes it. */
  turn(): Promise<void>;
}

const hourMs = 3600_000;

// Masivo counts when a request arrives, and two requests may take differently long to get there. Below two
// hundredths, which is what the backfill may lose of the limit, and enough for the jitter of a connection.
const marginOf = (everyMs: number) => Math.min(50, everyMs / 200 + 3);

/** @param before when the requests of an interrupted run were sent, epoch ms, oldest first. */
export function migrationLimit(
  { everyMs, perHour }: Pick<MigrationPace, 'everyMs' | 'perHour'>,
  clock: { readonly now: () => Date; readonly sleep: (ms: number) => Promise<void> },
  before: readonly number[] = [],
): MigrationLimit {
  const sent = before.slice(-perHour);
  const marginMs = marginOf(everyMs);

  function waitMs(): number {
    const now = clock.now().getTime();
    const last = sent.at(-1);
    const hourAgo = sent.length < perHour ? undefined : sent[0];
    const afterLast = last === undefined ? 0 : last + everyMs + marginMs - now;
    const afterHour = hourAgo === undefined ? 0 : hourAgo + hourMs + marginMs - now;
    return Math.max(0, afterLast, afterHour);
  }

  return {
    waitMs,
    async turn() {
      for (let ms = waitMs(); ms > 0; ms = waitMs()) await clock.sleep(ms);
      sent.push(clock.now().getTime());
      if (sent.length > perHour) sent.shift();
    },
  };
}
