import { instantMicros } from '../instant';
import type { ReceivedEvent } from '../source';
import { header } from './headers';

const furthestAheadMs = 5 * 60_000;

/** The latest date that an event may name, epoch milliseconds. One far ahead would win over every later one. */
export const furthestAhead = ({ receivedAt }: ReceivedEvent): number =>
  receivedAt.getTime() + furthestAheadMs;

/**
 * `X-Shopify-Triggered-At`, or an Event's `Shopify-Triggered-At`, epoch microseconds. One far ahead is when the event
 * came in: between that and the latest date, it would win over what is true.
 */
export function triggeredAtMicros(event: ReceivedEvent): number | null {
  const micros = instantMicros(header(event.headers, 'triggered-at'));
  return micros !== null && micros > furthestAhead(event) * 1000 ? event.receivedAt.getTime() * 1000 : micros;
}

export function triggeredAt(event: ReceivedEvent): Date | null {
  const micros = triggeredAtMicros(event);
  return micros === null ? null : new Date(Math.floor(micros / 1000));
}

/**
 * Where a body without a date stands, epoch milliseconds: at the second in which it was triggered. Dates in bodies have
 * whole seconds; a fraction here would be newer than all of them. `tie` has the rest.
 */
export function secondOf(event: ReceivedEvent): number {
  return Math.floor((triggeredAt(event) ?? event.receivedAt).getTime() / 1000) * 1000;
}
