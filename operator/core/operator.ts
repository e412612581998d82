import type { Outcome } from '../../lambda/delivery/outcome';
import type { Release } from '../../lambda/envelope';
import type { Attempt } from '../../lambda/ledger/delivery-record';
import type { OpenCircuit } from '../../lambda/ledger/shared-items';

/**
 * Everything an operator can see of one environment and do to it. The console's server and the command line
 * both stand on this and on nothing else, so that they cannot differ.
 */
export interface Operator {
  /** Newest first. Stops after a bounded search, and says how far back it looked. */
  list(query: DeliveryQuery): Promise<DeliveryPage>;
  /** Undefined where the ledger has no such delivery. Revealing personal data is recorded. */
  show(id: string, options?: { readonly reveal?: boolean }): Promise<ShownDelivery | undefined>;
  overview(): Promise<Overview>;
  /** What `replayAll` would replay: at most `mostReplayed` of them, newest first. */
  selectForReplay(query: Omit<DeliveryQuery, 'limit' | 'before'>): Promise<ReplaySelection>;
  /** The same envelope again with a fresh series of attempts; with `release`, the word on what is held. */
  replay(id: string, release?: Release): Promise<Replayed>;
  /** One after the other at `perSecond`; what vanished or is not held any more is counted, not an error. */
  replayAll(ids: readonly string[], options: ReplayAllOptions): Promise<ReplayedAll>;
  /** Moves the DLQ back onto the queue with SQS's own move task. */
  redrive(): Promise<Redriven>;
  /**
   * Of the latest move; with `since`, of none that was started before. Undefined where there is none, or SQS does not
   * know of it yet.
   */
  redriveProgress(since?: number): Promise<RedriveProgress | undefined>;
  /** Lets deliveries wait: those of stores as `source/store`, or of all with `*`. */
  pause(stores: readonly string[]): Promise<PauseResult>;
  /** Lets them go on, as they are named for `pause`; those of other stores stay as they are. */
  resume(stores: readonly string[]): Promise<PauseResult>;
  /** Which deliveries the code and settings at hand map otherwise than they were sent, newest first. */
  compareMapping(
    query: Omit<DeliveryQuery, 'before'>,
    options?: { readonly reveal?: boolean },
  ): Promise<MappingComparison>;
  /** Notes that a store's secret was revoked; the secrets themselves are none of the ledger's. */
  recordRevocation(store: string, fingerprint: string): Promise<void>;
  /** What operators did, newest first: replay, release, reveal, pause, resume, redrive, revoke, backfill. */
  actions(limit: number): Promise<readonly OperatorAction[]>;
}

export interface DeliveryQuery {
  readonly limit: number;
  /** None means all. */
  readonly outcomes?: readonly Outcome[];
  readonly source?: string;
  readonly store?: string;
  /** Time of receipt, inclusive. */
  readonly since?: Date;
  readonly until?: Date;
  /** The shopper's id in the store. */
  readonly customer?: string;
  /** As the shopper wrote it; found by the ledger's index of e-mails, which holds no e-mail. */
  readonly email?: string;
  /** Fingerprint of the secret that verified the event. */
  readonly signedWith?: string;
  /** An earlier page's `next`. */
  readonly before?: string;
}

export interface DeliveryPage {
  readonly deliveries: readonly DeliverySummary[];
  /** Where the next page begins; absent when there is nothing older. */
  readonly next?: string;
  /** Set where the search stopped before the page was full: nothing received after this was left out. */
  readonly searchedBackTo?: string;
}

/** A delivery as operators see it in lists: no field of it holds personal data. */
export interface DeliverySummary {
  readonly id: string;
  readonly source: string;
  readonly store: string;
  /** The shopper's id in the store and in Masivo; null where the event named none. */
  readonly customer: string | null;
  /** `j•••@e•••.com`; null where the event has no e-mail or cannot be read. */
  readonly maskedEmail: string | null;
  readonly receivedAt: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly attemptCount: number;
  readonly attempts: readonly Attempt[];
  /** From receipt to the end of the last attempt, ms; null while it is still to be tried again. */
  readonly latencyMs: number | null;
}

/** One delivery with what came in and what goes out. Unless `revealed`, every text of a person is masked. */
export interface ShownDelivery extends DeliverySummary {
  readonly revealed: boolean;
  readonly series: number;
  readonly release: Release | null;
  readonly signedWith: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The webhook's body as JSON, or null where it is none. */
  readonly received: unknown;
  /** The body's text where it is no JSON: masked as a whole, unless revealed. */
  readonly unreadable: string | null;
  /** The customer as this code maps it today for Masivo; null where nothing can be mapped, with `unmapped`. */
  readonly mapped: Readonly<Record<string, unknown>> | null;
  readonly unmapped: string | null;
  /** The customer as the delivery's last attempt had it, where the ledger still has that. */
  readonly sent: Readonly<Record<string, unknown>> | null;
  /** Which values of the body (or which header) each field of `mapped` was made of. */
  readonly origins: readonly Origin[];
  readonly walletId: string | null;
  readonly explanation: Explanation;
}

/** `to` is a field of the customer, `metadata.phone` for one inside; `from` are JSON pointers or `header:name`. */
export interface Origin {
  readonly to: string;
  /** Empty where the value is a setting or a constant. */
  readonly from: readonly string[];
}

/** An outcome and its reason in plain words, and what to do about it. */
export interface Explanation {
  readonly what: string;
  readonly fix: string | null;
  readonly replayHelps: boolean;
}

export interface Overview {
  /** Per hour of the last day, oldest first: deliveries by their outcome now, by time of receipt. */
  readonly hours: readonly { readonly from: string; readonly counts: Partial<Record<Outcome, number>> }[];
  /** True where more were received than are counted. */
  readonly atLeast: boolean;
  readonly oldestWaiting: { readonly id: string; readonly receivedAt: string } | null;
  readonly queue: { readonly waiting: number; readonly inFlight: number };
  readonly deadLetters: number;
  /** Undefined while the way to Masivo is open. */
  readonly circuit: OpenCircuit | undefined;
  readonly paused: readonly string[];
}

export interface ReplaySelection {
  readonly ids: readonly string[];
  readonly counts: readonly {
    readonly source: string;
    readonly store: string;
    readonly outcome: Outcome;
    readonly count: number;
  }[];
  /** True where there are more than can be replayed at once. */
  readonly more: boolean;
}

export const mostReplayed = 10_000;

export interface ReplayAllOptions {
  readonly perSecond: number;
  readonly release?: Release;
  readonly onProgress?: (done: number) => void;
}

export type Replayed =
  | { readonly kind: 'replayed'; readonly series: number }
  | { readonly kind: 'unknown' | 'not-held' };

export interface ReplayedAll {
  readonly replayed: number;
  readonly skipped: number;
}

export interface MappingComparison {
  readonly compared: number;
  /** Whose customer as it was sent the ledger does not have: a later delivery's took its place, or none was. */
  readonly unknown: number;
  /** True where there are more deliveries than the limit. */
  readonly more: boolean;
  readonly differences: readonly MappingDifference[];
}

/** Unless revealed, values of a person are masked, and two that differ may look the same. */
export interface MappingDifference {
  readonly id: string;
  readonly source: string;
  readonly store: string;
  /** Why nothing is mapped any more; then there are no fields. */
  readonly unmapped: string | null;
  readonly fields: readonly {
    /** `name`, `metadata.phone`. */
    readonly field: string;
    /** Undefined where the customer had no such field. */
    readonly sent: unknown;
    readonly mapped: unknown;
  }[];
}

export interface PauseResult {
  /** What is paused now: `*`, or stores as `source/store`. */
  readonly paused: readonly string[];
  /** What was not so before; where that is nothing, nothing was done or written down. */
  readonly changed: readonly string[];
}

export type Redriven =
  /** `since` tells the move's progress from that of earlier ones. */
  | { readonly kind: 'started' | 'running'; readonly since: number }
  | { readonly kind: 'empty' }
  /** The DLQ is not empty, but none of its messages can be moved while somebody looks at them. */
  | { readonly kind: 'looked-at'; readonly messages: number };

export interface RedriveProgress {
  /** As SQS has it: `RUNNING`, `COMPLETED`, `CANCELLING`, `CANCELLED`, `FAILED`. */
  readonly status: string;
  /** Until it has ended one way or the other. */
  readonly running: boolean;
  /** Why it ended as `FAILED`, where SQS says so. */
  readonly failureReason: string | null;
  /** Epoch ms, by SQS's clock. */
  readonly startedAt: number;
  readonly moved: number;
  readonly toMove: number | null;
}

/** One thing an operator did. It names ids, never personal data. */
export interface OperatorAction {
  readonly at: string;
  /** The caller's ARN, or `local`. */
  readonly who: string;
  readonly what: 'replay' | 'release' | 'reveal' | 'pause' | 'resume' | 'redrive' | 'revoke' | 'backfill';
  /** A delivery's id, stores, a fingerprint, or how many. */
  readonly about: string;
  /** Of a release: the word that was given. */
  readonly release?: Release;
}
