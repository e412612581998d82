import { isObject } from '../../json';
import type { WooCustomer } from './customer';

export interface MetaValue {
  readonly value: string | null;
  /** The body says nothing about it. */
  readonly silent: boolean;
  /** The list is there, and the key is not: every body has all keys, so it was taken away. */
  readonly absent: boolean;
  /** It is there, and no text. */
  readonly unread: boolean;
}

const nothing: MetaValue = { value: null, silent: false, absent: false, unread: false };

/**
 * The value of a key in `meta_data`, where plugins keep what WooCommerce has no field for; null for the key asks for
 * none. WordPress keeps texts; a plugin may make numbers and booleans of them.
 */
export function metaValue(list: WooCustomer['meta_data'], key: string | null): MetaValue {
  if (key === null) return nothing;
  if (list === undefined) return { ...nothing, silent: true };
  const entry = list?.filter(isObject).findLast((each) => each.key === key);
  if (!entry) return { ...nothing, absent: true };
  const { value } = entry;
  if (value === null || typeof value === 'string') return { ...nothing, value };
  if (typeof value === 'number' || typeof value === 'boolean') return { ...nothing, value: String(value) };
  return { ...nothing, silent: true, unread: true };
}
