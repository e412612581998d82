import type { ReceivedEvent } from '../source';

/** When an event came in. WooCommerce fills a body when it is sent, so that is when the customer was so. */
export const receivedMicros = ({ receivedAt }: ReceivedEvent): number => receivedAt.getTime() * 1000;

/** Dates in bodies have whole seconds; a fraction here would be newer than all of them. Epoch milliseconds. */
export const secondOf = ({ receivedAt }: ReceivedEvent): number =>
  Math.floor(receivedAt.getTime() / 1000) * 1000;

/** The shop's clock may be ahead by this much; a time further ahead would win over everything that is true later. */
const furthestAheadMs = 5 * 60_000;

export const isFarAhead = (at: Date, { receivedAt }: ReceivedEvent): boolean =>
  at.getTime() > receivedAt.getTime() + furthestAheadMs;
