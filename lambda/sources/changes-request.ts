/** A request to the vendor's API, without what authorises it. */
export interface ChangesRequest {
  readonly method: 'GET' | 'POST';
  /** Below the API's address. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a vendor says that does not do what it was asked for. */
export type NoAnswer =
  /** Ask again after so many ms. */
  | { readonly kind: 'throttled'; readonly afterMs: number }
  /** The vendor says that it failed: ask again. */
  | { readonly kind: 'failing' }
  /** The key may not read this. */
  | { readonly kind: 'denied' }
  /** The key reads another account than the store's, or another mode. */
  | { readonly kind: 'other-account' }
  | { readonly kind: 'unreadable' };
