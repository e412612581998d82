/** Shoppers in one call. DynamoDB reads as many items at once. */
export const mostListed = 100;

/** Shoppers whom Masivo has, or has been given, according to the ledger. */
export const inMasivoKinds = ['in-masivo', 'given', 'linked'] as const;

/** Shoppers whom Masivo lacks for a reason. */
const explainedKinds = [
  'no-email',
  'ignored',
  'held',
  'gone',
  'unlinked',
  'refused',
  'erased',
  'deleted',
  'merged',
  'under-way',
  'recent',
] as const;

/**
 * What nothing explains. `missing`: nothing is under way that would bring the shopper to Masivo. `changed`: Masivo has
 * the shopper, and the store says other than the last event did. `still-listed`: by an event the store has deleted or
 * merged the shopper, and lists the shopper all the same.
 */
export const remainderKinds = ['missing', 'changed', 'still-listed'] as const;

export type RemainderKind = (typeof remainderKinds)[number];
export type CensusKind = (typeof inMasivoKinds)[number] | (typeof explainedKinds)[number] | RemainderKind;

/** One shopper of a store's list, as the ledger and today's settings explain it. No personal data. */
export interface CensusEntry {
  /** Null where the store's record names none. */
  readonly customer: string | null;
  readonly kind: CensusKind;
  readonly reason: { readonly code: string; readonly text: string } | null;
  /** Of `changed`: the fields, without their values. */
  readonly fields: readonly string[];
  /**
   * Of `missing`: when the store created the shopper; of `changed`: since when the change may have been made; of `given`:
   * since when, while Masivo need not show it yet; of `still-listed`: when the event says that the store deleted or merged the shopper. Null for all others.
   */
  readonly at: string | null;
  /** Of `changed`: when the store created the shopper. Null for all others. */
  readonly signedUpAt: string | null;
}

/** `unrecorded`: the caller has not begun this census, or more than a day ago. */
export type CensusAnswered =
  | { readonly kind: 'explained'; readonly entries: readonly CensusEntry[] }
  | { readonly kind: 'unknown-store' }
  | { readonly kind: 'unrecorded' };
