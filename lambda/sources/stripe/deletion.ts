import * as v from 'valibot';
import { reasonOf } from '../body';
import type { Parsed } from '../source';
import { tellsOnly } from '../tells-only';
import { EpochSeconds, Id } from './customer';

/** Its object is the customer as it was last (https://docs.stripe.com/api/events/types): nothing but its id is read. */
export const deletionType = 'customer.deleted';

const DeletionEvent = v.object({
  created: EpochSeconds,
  data: v.object({ object: v.object({ id: Id, object: v.literal('customer') }) }),
});

export function parseDeletion(event: unknown): Parsed {
  const result = v.safeParse(DeletionEvent, event);
  if (!result.success) return { kind: 'refused', reason: reasonOf(result.issues, event) };
  const { created, data } = result.output;
  return deletionOf(data.object.id, created * 1000);
}

/** @param at when the customer was deleted, or was seen to be, epoch ms */
export const deletionOf = (customer: string, at: number): Parsed =>
  tellsOnly({ customer, only: 'deletion' }, at);
