import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../json';
import { compareOrder } from '../order';
import type { Snapshot } from '../source';

/**
 * Stripe's `created` counts whole seconds. Of two changes within one, the later one's `previous_attributes`
 * are the earlier one's values.
 */
export function breakTie(a: Snapshot, b: Snapshot): number {
  const order = compareOrder(a.order, b.order);
  if (order !== 0) return order;
  const bFollowsA = follows(b, a);
  const aFollowsB = follows(a, b);
  return bFollowsA === aFollowsB ? 0 : bFollowsA ? -1 : 1;
}

/** Whether every value that `later` replaced is the value `earlier` shows. Objects list their changed members only. */
function follows(later: Snapshot, earlier: Snapshot): boolean {
  return later.previous !== undefined && contains(earlier.fields, later.previous);
}

function contains(whole: unknown, part: unknown): boolean {
  if (!isObject(part)) return isDeepStrictEqual(whole ?? null, part ?? null);
  return isObject(whole) && Object.keys(part).every((key) => contains(whole[key], part[key]));
}
