import * as v from 'valibot';
import { isObject } from '../json';

/**
 * A member that a signup does not need. Absent, it stays absent: the body says nothing about it. Of a type that the
 * vendor does not document, it becomes undefined, which JSON cannot hold: it says nothing either, and `unreadIn` names
 * it. Null says that there is nothing.
 */
export const optional = <T>(schema: v.GenericSchema<unknown, T>) =>
  v.exactOptional(v.fallback(v.nullish(schema), undefined));

/** A list whose members count each for itself: one that cannot be read becomes undefined. */
export const optionalList = <T>(schema: v.GenericSchema<unknown, T>) =>
  optional(v.array(v.fallback(v.nullish(schema), undefined)));

/** The paths of what `optional` could not read, by the vendor's names; a list is one path. */
export function unreadIn(read: unknown, ...path: readonly string[]): string[] {
  if (read === undefined) return [path.join('.')];
  if (Array.isArray(read)) return read.some((each) => unreadIn(each).length > 0) ? [path.join('.')] : [];
  return isObject(read)
    ? Object.entries(read).flatMap(([name, value]) => unreadIn(value, ...path, name))
    : [];
}
