import type { Outcome } from '../../../lambda/delivery/outcome';
import type { ToldAttempt, ToldReason } from '../told-reason';

/** Which deliveries to list. */
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
  /** As the shopper wrote it; found by the ledger's index of HMACs, and in refused deliveries themselves. */
  readonly email?: string;
  /** Fingerprint of the secret that verified the event. */
  readonly signedWith?: string;
  /** An earlier page's `next`. */
  readonly before?: string;
}

/** A page of a list of deliveries. */
export interface DeliveryPage {
  readonly deliveries: readonly DeliverySummary[];
  /** Where the next page begins; absent when there is nothing older. */
  readonly next?: string;
  /** Set where the search stopped before the page was full: everything received after this was searched. */
  readonly searchedBackTo?: string;
}

export interface ToldDiscard {
  readonly at: string;
  readonly who: string;
  readonly note: string | null;
}

/** A delivery in lists, without personal data. */
export interface DeliverySummary {
  readonly id: string;
  readonly source: string;
  readonly store: string;
  /** The shopper's id in the store and in Masivo; null where the event named none. */
  readonly customer: string | null;
  /** `j•••@e•••.com #4f0a2c`; null where the event has no e-mail or cannot be parsed. */
  readonly maskedEmail: string | null;
  readonly receivedAt: string;
  readonly outcome: Outcome;
  readonly reason: ToldReason | null;
  /** Where an operator gave it up: it is refused, and nobody has to do anything about it. */
  readonly discarded: ToldDiscard | null;
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
