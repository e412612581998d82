import type { StoreSettings } from '../../../../lambda/settings';
import type { ReceivedEvent } from '../../../../lambda/sources/source';

/** One customer as the store's administration shows it, in the form of the webhook that its source parses. */
export interface ListedCustomer {
  readonly event: ReceivedEvent;
  /** Reading from here goes on with the customer after this one. */
  readonly cursor: string;
}

export interface ReadRequest {
  readonly store: StoreSettings;
  /** Only who was created or changed since then has to be read; more may be. */
  readonly since: Date | null;
  /** A cursor of an earlier run; null reads from the beginning. */
  readonly after: string | null;
}

/**
 * All customers of one store, one after the other, in an order that stays. Nothing is kept of what was handed
 * out. @throws VendorError where the vendor does not answer, or refuses.
 */
export interface CustomerReader {
  /** How many there are, as far as that can be told without reading all; else null. */
  count(): Promise<number | null>;
  read(request: ReadRequest): AsyncIterable<ListedCustomer>;
}

/** The vendor or the file has not what is needed; the message says what to do, and quotes no shopper. */
export class UnreadableStore extends Error {}
