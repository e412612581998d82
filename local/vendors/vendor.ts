/** A request as a vendor's API sees it; header names in lower case. */
export interface VendorRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Where a vendor sends the webhooks of some topics, or events. */
export interface LocalSubscription {
  readonly address: string;
  readonly topics: readonly string[];
}

export interface VendorAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Besides those that each answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A vendor's API, as far as the bridge reads there. What it has is put there by whoever plays the store. */
export interface LocalVendorApi {
  /** @param held by path; what was there stays. */
  put(held: Readonly<Record<string, unknown>>): void;
  /** What it sends now. A vendor whose subscriptions are not modelled has none. */
  subscriptions?(): readonly LocalSubscription[];
  /** As a vendor does that gives up on an address. */
  removeSubscriptions?(): void;
  answer(request: VendorRequest): VendorAnswer;
}

/**
 * @param keys that may read.
 * @param changedAt when what it holds was changed, epoch ms, where that is not what it says itself: lists go by it.
 * @param accountOf which account a key opens, in the form of the settings' `vendorAccount`; undefined where it is no
 * particular one.
 */
export type MakeListingApi = (
  keys: readonly string[],
  changedAt?: (held: unknown) => number | undefined,
  accountOf?: (key: string) => string | undefined,
) => LocalVendorApi;
