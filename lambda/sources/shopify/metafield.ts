import { birthDateUnread } from '../values';
import type { ShopifyCustomer } from './customer';

export interface ReadMetafield {
  readonly value: string | null;
  /** The body says nothing about it. */
  readonly silent: boolean;
  /** It is there, and no text. */
  readonly unread: boolean;
}

export const said = (value: string | null): ReadMetafield => ({ value, silent: false, unread: false });
export const silent: ReadMetafield = { value: null, silent: true, unread: false };
export const unreadable: ReadMetafield = { ...silent, unread: true };

/** By the value of a metafield that is there. */
export function readValue(value: unknown): ReadMetafield {
  if (value === undefined) return silent;
  return value === null || typeof value === 'string' ? said(value) : unreadable;
}

/**
 * The metafield `namespace.key`. A subscription sends those of the namespaces that it names, and all of these: a list
 * without the namespace says nothing of it, one with the namespace and without the key says that there is none.
 */
export function metafield({ metafields }: ShopifyCustomer, path: string | null): ReadMetafield {
  if (path === null) return said(null);
  if (metafields === undefined) return silent;
  if (metafields === null || metafields.length === 0) return said(null);
  const found = metafields.find((each) => each && `${each.namespace}.${each.key}` === path);
  if (found) return readValue(found.value);
  // One that cannot be read may be this one.
  const isListed =
    !metafields.includes(undefined) &&
    metafields.some((each) => each && path.startsWith(`${each.namespace}.`));
  return isListed ? said(null) : silent;
}

/** A text that is no date tells nothing of a birthday. */
export const asBirthDate = (read: ReadMetafield): ReadMetafield =>
  birthDateUnread(read.value) ? unreadable : read;
