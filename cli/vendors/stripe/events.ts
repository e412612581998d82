/** The events that a store's endpoint sends: exactly these, because others would be ignored, and billed. */
export const stripeEvents = ['customer.created', 'customer.updated', 'checkout.session.completed'] as const;
export type StripeEvent = (typeof stripeEvents)[number];

/** What the merchant does not get without each. */
const missedWithout: Readonly<Record<StripeEvent, string>> = {
  'customer.created': 'shoppers are not brought over when they sign up',
  'customer.updated': 'changes of shoppers do not arrive',
  'checkout.session.completed': 'consent to promotions given in Checkout is not recorded',
};

/** What the merchant does not get from an endpoint that sends these events; `*` sends all. */
export function missedText(sent: readonly string[]): string {
  return stripeEvents
    .filter((event) => !sent.includes(event) && !sent.includes('*'))
    .map((event) => `${event}: ${missedWithout[event]}`)
    .join('; ');
}
