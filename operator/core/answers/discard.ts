import type { Outcome } from '../../../lambda/delivery/outcome';

/** How one delivery stands after a discard. */
export type Discarded =
  /** Now or before. `keepsBody`: the log still has what was received, so that a replay can try it. */
  | { readonly kind: 'discarded'; readonly keepsBody: boolean }
  | { readonly kind: 'unknown' }
  /** Nothing was done: it may still succeed, or has. */
  | { readonly kind: 'not-refused'; readonly outcome: Outcome };

/** Of one call: how each delivery stands, and one look into the DLQ for their messages. */
export interface DiscardPart {
  readonly each: readonly Discarded[];
  /** SQS's ids of the messages that were looked at. */
  readonly looked: readonly string[];
  /** The delivery of each message that was deleted. */
  readonly deletedOf: readonly string[];
  /** True where SQS had no more to show. */
  readonly atEnd: boolean;
}

export interface DiscardedDelivery {
  readonly id: string;
  readonly discarded: Discarded;
  /** Of its messages in the DLQ. */
  readonly deleted: number;
}

/** What became of deliveries that were to be discarded, in their order. */
export interface DiscardResult {
  readonly each: readonly DiscardedDelivery[];
  /** How many messages of the DLQ were looked at. */
  readonly looked: number;
}

export interface DiscardOptions {
  readonly note?: string;
  readonly onProgress?: (looked: number) => void;
}
