import type { ShownDelivery } from '../answers/shown-delivery';

/** What is left of what was received, once its message is deleted. */
export type LeftOfDiscarded = keyof typeof leftText;

export const leftText = {
  kept: 'kept in its log, so a replay can try it',
  deleted: 'deleted from its log too: it names no customer, so no erasure would find it',
  none: 'nothing: its log does not hold it, and the message is the last copy',
} as const;

/** Pure. */
export function leftOfDiscarded({
  withoutBody,
  customer,
  isAct,
}: Pick<ShownDelivery, 'withoutBody' | 'customer' | 'isAct'>): LeftOfDiscarded {
  if (withoutBody !== null) return 'none';
  return customer === null && !isAct ? 'deleted' : 'kept';
}

/** What an operator is told before the decision. */
export const discardConsequence =
  'The message is deleted from the DLQ, and no redrive brings it back. Masivo gets nothing of this event, so a shopper who is not there yet is missing until a later event, a replay or the backfill brings them.';
