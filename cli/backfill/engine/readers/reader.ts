import type { StatedConsent } from '../../../../lambda/masivo/consent';
import type { BackfillReason } from '../../../../lambda/reasons/backfill';
import type { StoreSettings } from '../../../../lambda/settings';
import type { ReceivedEvent } from '../../../../lambda/sources/source';
import type { RowSays } from './csv/consent';

/** One customer as the store's administration shows it, in the form of the webhook that its source parses. */
export interface ListedCustomer {
  readonly event: ReceivedEvent;
  /** Reading from here goes on with the customer after this one. */
  readonly cursor: string;
  /** Where it begins in a file whose lines people look up. */
  readonly line?: number;
  /** Where it ends, if that is another line. */
  readonly lastLine?: number;
  /** What such a file says of consent, which its event does not hold. */
  readonly consent?: StatedConsent;
  /** How its cells of consent count, for people. */
  readonly says?: RowSays;
  /** Why a row of such a file is no customer. Its event is none, either. */
  readonly unusable?: BackfillReason;
}

export interface ReadRequest {
  readonly store: StoreSettings;
  /** Only customers created or changed since then have to be read; more may be. */
  readonly since: Date | null;
  /** A cursor of an earlier run; null reads from the beginning. */
  readonly after: string | null;
}

/**
 * All customers of one store, one after the other, in a stable order. Customers that were returned are not kept.
 * @throws VendorError where the vendor does not answer, or refuses.
 */
export interface CustomerReader {
  /** How many there are, where that is known without reading all; else null. */
  count(): Promise<number | null>;
  read(request: ReadRequest): AsyncIterable<ListedCustomer>;
}

/** The vendor or the file lacks what is needed. The message says what to do, and holds no personal data. */
export class UnreadableStore extends Error {}
