import { envelopeFor } from '../events';
import type { Entry } from '../models/masivo';
import { storyStart } from '../spec';
import type { Expected } from './expected';
import type { DeliveryOf } from './ledger-view';
import { type Violation, violation } from './violation';

/**
 * Masivo's e-mail cannot be changed, so the delivery that brings another one has to say so. Of one whom nobody else
 * brought and whom nobody deleted, that is plain: what its newest delivery updated is the customer as it is.
 */
export async function judgeEmailNotice(
  { customer, newest, foreign, wasBackfilled, wasDeleted }: Expected,
  entry: Entry,
  deliveryOf: DeliveryOf,
): Promise<Violation[]> {
  const isPlain = entry.from === 'post' && !foreign && !wasBackfilled && !wasDeleted;
  if (!isPlain || !newest || newest.email?.toLowerCase() === entry.email.toLowerCase()) return [];
  const { id } = envelopeFor(customer, customer.versions.indexOf(newest), new Date(storyStart));
  const delivery = await deliveryOf(id);
  const isOver = delivery?.outcome === 'updated' || delivery?.outcome === 'unchanged';
  return isOver && delivery.reason?.code !== 'email-differs'
    ? [violation('untold', `${customer.id}: its newest delivery brought another e-mail than Masivo's`)]
    : [];
}
