import type { LedgerUnits } from './ledger-meter';
import type { WebhookKind } from './traffic';

/** What a batch with so many webhooks of a kind takes, whatever else is in it. */
export interface OfBatch {
  readonly webhooks: number;
  /** Write units of the flood guard's and the rate limit's counts. */
  readonly countWrites: number;
  /** Ms that it waits for slots of the rate limit. */
  readonly slotMs: number;
}

/** What one webhook of a kind takes, by the code as it is. */
export interface MeasuredWebhook {
  readonly ledger: Omit<LedgerUnits, 'countWrites'>;
  /** Smaller batches first. */
  readonly inBatches: readonly OfBatch[];
  readonly stored: {
    /** The delivery with its index entries, kept for the environment's retention. */
    readonly delivery: { readonly item: number; readonly indexes: number };
    /** The customer with its index entry, kept for good. */
    readonly customer: { readonly item: number; readonly indexes: number };
  };
  /** Bytes of the queue message. */
  readonly messageBytes: number;
  /** Bytes of the log lines of each function. */
  readonly receiveLogBytes: number;
  readonly deliverLogBytes: number;
  readonly masivoCalls: number;
}

export interface Measured {
  /** Read units of a batch's one look at what the workers share. */
  readonly readsPerBatch: number;
  readonly byKind: Readonly<Record<WebhookKind, MeasuredWebhook>>;
  /** Figures (custom metrics) that these webhooks logged, each a name with its dimensions. */
  readonly figures: readonly string[];
  /** Then each message has a group, its store. */
  readonly severalStores: boolean;
}
