import type { StoreSettings } from '../../../settings';

/** How Stripe sends an event: with its object as it was (`snapshot`), or with the object's id alone (`thin`). */
export type StripePayload = 'snapshot' | 'thin';

/** The events that a store's endpoint sends: exactly these, because others would be ignored, and billed. */
export const stripeEvents = {
  snapshot: ['customer.created', 'customer.updated', 'customer.deleted', 'checkout.session.completed'],
  thin: ['v1.customer.created', 'v1.customer.updated', 'v1.customer.deleted'],
} as const satisfies Readonly<Record<StripePayload, readonly string[]>>;
export type StripeEvent = (typeof stripeEvents)[StripePayload][number];

/** Those that have to come of a payload. Where thin events tell of customers, their snapshots may be left out. */
export const wantedEvents = (payload: StripePayload, { events }: StoreSettings): readonly StripeEvent[] =>
  payload === 'snapshot' && events === true ? ['checkout.session.completed'] : stripeEvents[payload];

const signups = 'shoppers are not brought over when they sign up';
const changes = 'changes of shoppers do not arrive';
const deletions = 'whom the store deletes keeps marketing in Masivo';
/** What the merchant does not get without each. */
const missedWithout: Readonly<Record<StripeEvent, string>> = {
  'customer.created': signups,
  'customer.updated': changes,
  'customer.deleted': deletions,
  'checkout.session.completed': 'consent to promotions given in Checkout is not recorded',
  'v1.customer.created': signups,
  'v1.customer.updated': changes,
  'v1.customer.deleted': deletions,
};

/** What the merchant does not get from an endpoint that sends these events; `*` sends all. */
export function missedText(sent: readonly string[], wanted: readonly StripeEvent[]): string {
  return wanted
    .filter((event) => !sent.includes(event) && !sent.includes('*'))
    .map((event) => `${event}: ${missedWithout[event]}`)
    .join('; ');
}
