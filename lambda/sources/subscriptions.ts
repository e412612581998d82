import type { FormerAddress } from '../own-addresses';
import type { StoreSettings } from '../settings';
import type { ChangesRequest, NoAnswer } from './changes-request';

/** Where a store's webhooks are to come. */
export interface WebhooksAt {
  readonly store: StoreSettings;
  /** The address for new subscriptions. */
  readonly url: string;
  /** Tells the addresses that it has taken the place of: what comes to an open one does come. */
  readonly former: FormerAddress;
}

/** What a store's subscriptions at its vendor were when all of them had been read. */
export interface SeenSubscriptions {
  /** What does not come here as it should: topics or events, as the vendor calls them. */
  readonly lacking: readonly string[];
  /** What is wrong with the API version of what comes; null where nothing is, or where nothing shows it. */
  readonly versionTrouble: string | null;
  /**
   * What puts right as much of it as may be: nothing that is another bridge's, nothing that would come with a new
   * secret, and nothing is deleted. Each comes to the same when it is sent twice.
   */
  readonly repairs: readonly Repair[];
}

/** One request that changes something at the vendor. Another look tells whether it did. */
export interface Repair {
  readonly request: ChangesRequest;
  /** Reads the JSON of an answer with status 200. */
  read(answer: unknown): { readonly kind: 'done' } | NoAnswer;
}

/** One request of a look, which may need several. */
export interface Look {
  readonly request: ChangesRequest;
  /** Reads the JSON of an answer with status 200. */
  read(answer: unknown): LookAnswer;
}

export type LookAnswer =
  | { readonly kind: 'more'; readonly look: Look }
  | { readonly kind: 'seen'; readonly seen: SeenSubscriptions }
  | NoAnswer;

/**
 * How a store's subscriptions are looked at with the key that asks for its changes, and put right. Pure, and in the
 * bundle of `reconcile` alone. The command line has more rights, and does more (cli/vendors/).
 */
export interface VendorSubscriptions {
  look(at: WebhooksAt): Look;
}
