import * as v from 'valibot';
import { Report } from './report';
import { SubscriptionsReport } from './subscriptions-report';

const Moment = v.number();

/** How far a store's changes are on the queue. Times are epoch ms. */
export const Progress = v.object({
  /** Every change before it was found by a run and is on the queue, or was known. */
  through: Moment,
  /** A window that a run did not come to the end of, and where its next page begins. */
  open: v.nullable(v.object({ from: Moment, to: Moment, position: v.nullable(v.string()) })),
  /** Customers and events that no run could read, by their ids at the vendor: each run asks for them again. */
  setAside: v.array(v.string()),
});
export type Progress = v.InferOutput<typeof Progress>;

/** How a store's reconciliation stands. */
export const Standing = v.object({
  progress: v.nullable(Progress),
  /** The last run that has ended. */
  last: v.nullable(Report),
  /** When the last run began that came to its end. */
  succeededAt: v.nullable(Moment),
  /** Runs since a webhook told of anything that a run found, as far as they found again what an earlier one fed. */
  silentRuns: v.number(),
  /** The last look at the store's subscriptions; null before the first one. */
  subscriptions: v.nullable(SubscriptionsReport),
  /** When the first run began. */
  since: Moment,
});
export type Standing = v.InferOutput<typeof Standing>;

/** A run as the ledger knows it: one at a time has the lease of its store. */
export interface Run {
  /** An id that nobody else has. */
  readonly id: string;
  readonly source: string;
  readonly store: string;
}

/** What a run leaves behind. */
export interface Ended {
  readonly report: Report;
  readonly silentRuns: number;
  /** Undefined where it did not look at the subscriptions. */
  readonly subscriptions: SubscriptionsReport | undefined;
}

/** The reconciliations' items in the ledger. Each write is on condition that the run has the store's lease. */
export interface Reconciliations {
  /** @returns how it stands; undefined while another run has the lease. */
  begin(run: Run, at: Date, leaseUntil: Date): Promise<Standing | undefined>;
  /** Writes down how far it came. @returns false where another run has the lease. */
  advance(run: Run, progress: Progress): Promise<boolean>;
  /** Writes the report and gives the lease back. @returns false where another run has it. */
  end(run: Run, ended: Ended): Promise<boolean>;
}

const dayMs = 24 * 3600_000;
/** As far as vendors keep their events, and deliveries their logs. */
const longestFirstMs = 29 * dayMs;

/**
 * Where a store begins: at its go-live, since when every signup is the bridge's. Where that is to come, or there is none,
 * a little before the first run, also where that one failed: whoever was there before is the backfill's.
 * @param since when the first run began, epoch ms
 */
export function firstThrough(signupsSince: string | undefined, since: number, now: Date): number {
  const goLive = signupsSince === undefined ? Number.POSITIVE_INFINITY : Date.parse(signupsSince);
  return Math.max(Math.min(goLive, since), now.getTime() - longestFirstMs);
}

/**
 * So many silent runs may be the fault of one lost webhook: its change is found again in each run whose overlap has it.
 * One run more allows for another one of a quiet store.
 */
export const mostSilentRuns = ({
  everyMinutes,
  overlapMinutes,
}: {
  readonly everyMinutes: number;
  readonly overlapMinutes: number;
}): number => Math.ceil(overlapMinutes / everyMinutes) + 1;

/** Where a run begins that is to go back to a time: the cursor goes back with it, so that the next run goes on from there. */
export function progressFrom(since: Date | undefined, progress: Progress): Progress {
  if (since === undefined || progress.through <= since.getTime()) return progress;
  return { through: since.getTime(), open: null, setAside: progress.setAside };
}

/**
 * A webhook that is lost is nobody's fault; one run after another that finds what no webhook told is. What was fed has to
 * have been tried since: while nothing is delivered, webhooks leave no trace either.
 */
export const silentRunsAfter = (
  before: number,
  { told, again }: { readonly told: number; readonly again: number },
): number => (told > 0 ? 0 : again > 0 ? before + 1 : before);
