import { isObject } from '../../../json';
import { type ReadMetafield, readValue, said, silent, unreadable } from '../metafield';

/**
 * The alias of the metafield `namespace.key` in the query. It names the metafield, because the answer for one that is
 * not set is null: a subscription that was deployed for another metafield then says nothing about this one.
 */
export function metafieldAlias(path: string): string {
  const dot = path.indexOf('.');
  const parts = dot < 0 ? [path] : [path.slice(0, dot), path.slice(dot + 1)];
  return `metafield_${parts.map((part) => part.replace(/\W/g, '_')).join('__')}`;
}

/** A mapped metafield of an Event's customer. */
export function eventMetafield(
  customer: Readonly<Record<string, unknown>>,
  path: string | null,
): ReadMetafield {
  if (path === null) return said(null);
  const alias = metafieldAlias(path);
  if (!Object.hasOwn(customer, alias)) return silent;
  const found = customer[alias];
  if (found === null) return said(null);
  return isObject(found) ? readValue(found.value) : unreadable;
}
