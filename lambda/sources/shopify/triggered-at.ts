import { instant, instantMicros } from '../instant';
import type { ReceivedEvent } from '../source';
import { header } from './headers';

// A date far ahead would win forever.
const furthestAheadMs = 5 * 60_000;

const furthestAhead = ({ receivedAt }: ReceivedEvent): number => receivedAt.getTime() + furthestAheadMs;

/** A date as the vendor wrote it, or the latest that an event may name. */
export function notAhead<T extends string | null | undefined>(date: T, event: ReceivedEvent): T | string {
  const at = instant(date);
  const latest = furthestAhead(event);
  return at !== null && at.getTime() > latest ? new Date(latest).toISOString() : date;
}

/** `X-Shopify-Triggered-At`, or an Event's `Shopify-Triggered-At`, epoch microseconds. */
export function triggeredAtMicros(event: ReceivedEvent): number | null {
  const micros = instantMicros(header(event.headers, 'triggered-at'));
  return micros === null ? null : Math.min(micros, furthestAhead(event) * 1000);
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
