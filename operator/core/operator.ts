import type { Outcome } from '../../lambda/delivery/outcome';
import type { Release } from '../../lambda/envelope';
import type { Attention } from '../../lambda/ledger/customer-item';
import type { OpenCircuit } from '../../lambda/ledger/shared-items';
import type { CustomerName } from '../../lambda/ledger/table';
import type { Channel } from '../../lambda/masivo/consent';
import type { StoreName } from '../../lambda/store-name';
import type { ToldAttempt, ToldReason } from './told-reason';

/**
 * Everything an operator can see of one environment and do to it. Console and command line both use this and nothing
 * else, so that they cannot differ.
 */
export interface Operator {
  /** Newest first. Stops after a bounded search, and says how far back it searched. */
  list(query: DeliveryQuery): Promise<DeliveryPage>;
  /** Undefined where the ledger has no such delivery. Revealing personal data is recorded. */
  show(id: string, options?: { readonly reveal?: boolean }): Promise<ShownDelivery | undefined>;
  overview(): Promise<Overview>;
  /** What the ledger does not know yet. */
  untried(): Promise<Untried>;
  /** What `replayAll` would replay: at most `mostReplayed` of them, newest first. */
  selectForReplay(query: Omit<DeliveryQuery, 'limit' | 'before'>): Promise<ReplaySelection>;
  /** The same envelope again with a new series of attempts. */
  replay(id: string): Promise<Replayed>;
  /** One after the other at `perSecond`; deliveries whose log has expired are counted, not an error. */
  replayAll(ids: readonly string[], options: BulkOptions): Promise<BulkResult>;
  /** Customers that wait for a decision, newest first: held by the flood guard, gone from Masivo, or not linked. */
  waiting(query: WaitingQuery): Promise<WaitingPage>;
  /** What `releaseAll` would release: at most `mostReplayed` of them, newest first. */
  selectWaiting(query: Omit<WaitingQuery, 'limit' | 'before'>): Promise<WaitingSelection>;
  /** Whether these customers wait, in this order; unknown ones are left out. */
  standingsOf(customers: readonly CustomerName[]): Promise<readonly CustomerStanding[]>;
  /** Decides on a customer who waits; one who was dropped may be created after all. */
  release(customer: CustomerName, release: Release): Promise<Released>;
  /** One after the other at `perSecond`; customers that do not wait any more are counted, not an error. */
  releaseAll(customers: readonly CustomerName[], release: Release, options: BulkOptions): Promise<BulkResult>;
  /** Moves the DLQ back to the queue with SQS's own move task. */
  redrive(): Promise<Redriven>;
  /**
   * Of the latest move; with `since`, of none that was started before. Undefined where there is none, or SQS does not
   * list it yet.
   */
  redriveProgress(since?: number): Promise<RedriveProgress | undefined>;
  /** Pauses deliveries of stores as `source/store`, or of all with `*`. */
  pause(stores: readonly string[]): Promise<PauseResult>;
  /** Resumes deliveries, named as for `pause`; those of other stores stay as they are. */
  resume(stores: readonly string[]): Promise<PauseResult>;
  /** Deliveries that today's code and settings map differently from what was sent, newest first. */
  compareMapping(
    query: Omit<DeliveryQuery, 'before'>,
    options?: { readonly reveal?: boolean },
  ): Promise<MappingComparison>;
  /** Records that a store's secret was revoked; the secrets themselves are not in the ledger. */
  recordRevocation(store: string, fingerprint: string): Promise<void>;
  /** What operators did, newest first: replay, release, reveal, pause, resume, redrive, revoke, backfill. */
  actions(limit: number): Promise<readonly OperatorAction[]>;
}

export interface DeliveryQuery {
  readonly limit: number;
  /** An empty list means all. */
  readonly outcomes?: readonly Outcome[];
  readonly source?: string;
  readonly store?: string;
  /** Time of receipt, inclusive. */
  readonly since?: Date;
  readonly until?: Date;
  /** The shopper's id in the store. */
  readonly customer?: string;
  /** As the shopper wrote it; found by the ledger's index of HMACs. */
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
  /** Set where the search stopped before the page was full: everything received after this was searched. */
  readonly searchedBackTo?: string;
}

/** A delivery in lists, without personal data. */
export interface DeliverySummary {
  readonly id: string;
  readonly source: string;
  readonly store: string;
  /** The shopper's id in the store and in Masivo; null where the event named none. */
  readonly customer: string | null;
  /** `j•••@e•••.com`; null where the event has no e-mail or cannot be parsed. */
  readonly maskedEmail: string | null;
  readonly receivedAt: string;
  readonly outcome: Outcome;
  readonly reason: ToldReason | null;
  readonly attemptCount: number;
  readonly attempts: readonly ToldAttempt[];
  /**
   * From receipt to the end of the attempt that brought it to Masivo, else of the last one, ms; null while it is still
   * retried. A replay of what Masivo has does not count.
   */
  readonly latencyMs: number | null;
  /** While it is retried: when that is due. It waits longer for a pause, an open circuit or the rate limit. */
  readonly nextTryAt: string | null;
}

/** One delivery with what was received and what is sent. Unless `revealed`, personal data is masked. */
export interface ShownDelivery extends DeliverySummary {
  readonly revealed: boolean;
  readonly series: number;
  readonly release: Release | null;
  readonly signedWith: string;
  readonly headers: Readonly<Record<string, string>>;
  /** True where the log began with a release, after that of the event had expired: then nothing was received. */
  readonly isAct: boolean;
  /** The webhook's body as JSON, or null where it is not JSON. */
  readonly received: unknown;
  /** The body's text where it is not JSON: masked as a whole, unless revealed. */
  readonly unreadable: string | null;
  /** The customer as this code maps it today; null where nothing can be mapped, with `unmapped`. */
  readonly mapped: Readonly<Record<string, unknown>> | null;
  readonly unmapped: ToldReason | null;
  /** The customer as the delivery's last attempt had it, where the ledger still has that. */
  readonly sent: Readonly<Record<string, unknown>> | null;
  /** Which values of the body (or which header) each field of `mapped` was made of. */
  readonly origins: readonly Origin[];
  readonly walletId: string | null;
  /** Set where its customer waits for a decision. */
  readonly waiting: WaitingCustomer | null;
  /** The last statement of its customer on each channel, as the ledger has it now. */
  readonly consent: readonly ToldStatement[];
  readonly explanation: Explanation;
}

/** What a customer stated on a channel. */
export interface ToldStatement {
  readonly channel: Channel;
  readonly granted: boolean;
  readonly at: string;
}

/** `to` is a field of the customer, `metadata.phone` for one inside; `from` are JSON pointers or `header:name`. */
export interface Origin {
  readonly to: string;
  /** Empty where the value is a setting or a constant. */
  readonly from: readonly string[];
}

/** An outcome and its reason explained, and what to do about it. */
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
  /** How many customers wait for a decision. */
  readonly undecided: {
    readonly held: number;
    readonly gone: number;
    readonly unlinked: number;
    readonly atLeast: boolean;
  };
  readonly oldestWaiting: { readonly id: string; readonly receivedAt: string } | null;
  readonly queue: { readonly waiting: number; readonly inFlight: number };
  readonly untried: Untried;
  readonly deadLetters: number;
  /** Undefined while the circuit is closed. */
  readonly circuit: OpenCircuit | undefined;
  readonly paused: readonly string[];
}

/** Accepted and not tried yet: on the queue, and in no list of deliveries. By SQS's counts, which are approximate. */
export interface Untried {
  readonly messages: number;
  /** True where more deliveries are retried than are counted: some of the messages are theirs. */
  readonly atMost: boolean;
  /** How long the oldest message on the queue has waited, which may be one that was tried; null where unknown. */
  readonly oldestMs: number | null;
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

export interface BulkOptions {
  readonly perSecond: number;
  readonly onProgress?: (done: number) => void;
}

export type Replayed = { readonly kind: 'replayed'; readonly series: number } | { readonly kind: 'unknown' };

export interface BulkResult {
  /** How many are on the queue. */
  readonly sent: number;
  readonly skipped: number;
}

export interface WaitingQuery {
  readonly limit: number;
  /** Undefined means all. */
  readonly kind?: Attention | undefined;
  readonly source?: string | undefined;
  readonly store?: string | undefined;
  /** An earlier page's `next`. */
  readonly before?: string | undefined;
}

export interface WaitingPage {
  readonly customers: readonly WaitingCustomer[];
  /** Where the next page begins; absent when there is nothing older. */
  readonly next?: string;
}

/** A customer that waits for a decision, without personal data. */
export interface WaitingCustomer extends CustomerName {
  readonly kind: Attention;
  readonly since: string;
  /** The delivery that brought the newest snapshot; its log may have expired. */
  readonly delivery: string | null;
  /** Of the newest snapshot. */
  readonly maskedEmail: string | null;
}

export interface WaitingSelection {
  readonly customers: readonly CustomerName[];
  readonly counts: readonly (StoreName & { readonly kind: Attention; readonly count: number })[];
  /** True where there are more than can be released at once. */
  readonly more: boolean;
}

export interface CustomerStanding {
  readonly name: CustomerName;
  /** `dropped` may be created or linked after all; of `decided` nobody has to decide. */
  readonly standing: Attention | 'dropped' | 'decided';
}

export type Released =
  /** `delivery` is the one in whose log its result appears. */
  | { readonly kind: 'released'; readonly delivery: string; readonly series: number }
  | { readonly kind: 'unknown' | 'not-waiting' };

export interface MappingComparison {
  readonly compared: number;
  /** Deliveries whose customer as sent is not in the ledger: a later delivery's replaced it, or nothing was sent. */
  readonly unknown: number;
  /** True where there are more deliveries than the limit. */
  readonly more: boolean;
  readonly differences: readonly MappingDifference[];
}

/** Unless revealed, personal values are masked, and two that differ may look the same. */
export interface MappingDifference {
  readonly id: string;
  readonly source: string;
  readonly store: string;
  /** Why nothing is mapped any more; then there are no fields. */
  readonly unmapped: ToldReason | null;
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
  /** What changed; where nothing did, nothing was written or recorded. */
  readonly changed: readonly string[];
}

export type Redriven =
  /** `since` distinguishes the move's progress from that of earlier ones. */
  | { readonly kind: 'started' | 'running'; readonly since: number }
  | { readonly kind: 'empty' }
  /** The DLQ is not empty, but its messages are invisible at the moment because somebody reads them. */
  | { readonly kind: 'looked-at'; readonly messages: number };

export interface RedriveProgress {
  /** SQS's `RUNNING`, `COMPLETED`, `CANCELLING`, `CANCELLED`, `FAILED`. */
  readonly status: string;
  /** True until it has ended one way or the other. */
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
  /** A delivery's id, a customer as `source/store/id`, stores, a fingerprint, or how many. */
  readonly about: string;
  /** Of a release: the decision. */
  readonly release?: Release;
}
