import * as v from 'valibot';
import { memberOf, parseJson } from '../body';
import type { ReceivedEvent } from '../source';

/** What may be absent or null in some version of the API. */
export const text = v.nullish(v.string());

export const StripeCustomer = v.looseObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
  object: v.literal('customer'),
  created: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e12)),
  email: text,
  name: text,
  individual_name: text,
  business_name: text,
  phone: text,
  description: text,
  address: v.nullish(v.object({ country: text })),
  preferred_locales: v.nullish(v.array(v.string())),
  // Stripe's values are texts. The keys are the merchant's own, so no reason to refuse may name one.
  metadata: v.nullish(v.record(v.string(), v.unknown())),
});

const CustomerId = v.pipe(v.string(), v.regex(/^cus_\w{1,250}$/));

/**
 * The object of an event is the customer, or names it: by its id, or whole where it was expanded
 * (https://docs.stripe.com/api/expanding_objects).
 */
export function customerOf({ body }: ReceivedEvent): string | undefined {
  const json = parseJson(body);
  if (json.kind === 'refused') return undefined;
  const object = memberOf(memberOf(json.value, 'data'), 'object');
  const named = memberOf(object, 'customer');
  const candidates = [named, memberOf(named, 'id'), memberOf(object, 'id')];
  return candidates.find((candidate) => v.is(CustomerId, candidate));
}
