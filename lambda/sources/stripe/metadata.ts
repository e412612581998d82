import type { StripeCustomer } from './customer';

export interface MetadataValue {
  readonly value: string | null;
  /** The body says nothing about it. */
  readonly silent: boolean;
  /** The metadata is there, and the key is not: every body has all keys, so it was taken away. */
  readonly absent: boolean;
  /** It is there, and no text. */
  readonly unread: boolean;
}

const nothing: MetadataValue = { value: null, silent: false, absent: false, unread: false };

/** The value of a metadata key; null for the key asks for none. */
export function metadataValue(metadata: StripeCustomer['metadata'], key: string | null): MetadataValue {
  if (key === null) return nothing;
  if (metadata === undefined) return { ...nothing, silent: true };
  if (metadata === null || !Object.hasOwn(metadata, key)) return { ...nothing, absent: true };
  const value = metadata[key];
  if (value === null || typeof value === 'string') return { ...nothing, value };
  return { ...nothing, silent: true, unread: true };
}
