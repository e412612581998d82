import { instantMicros } from '../instant';
import type { ReceivedEvent } from '../source';
import { header } from './headers';

// Unsigned, and the tie-breaker of a shopper's history: a date far ahead would win forever.
const furthestAheadMs = 5 * 60_000;

/** `X-Shopify-Triggered-At`, or an Event's `Shopify-Triggered-At`, epoch microseconds. */
export function triggeredAtMicros({ headers, receivedAt }: ReceivedEvent): number | null {
  const micros = instantMicros(header(headers, 'triggered-at'));
  return micros === null ? null : Math.min(micros, (receivedAt.getTime() + furthestAheadMs) * 1000);
}

export function triggeredAt(event: ReceivedEvent): Date | null {
  const micros = triggeredAtMicros(event);
  return micros === null ? null : new Date(Math.floor(micros / 1000));
}
