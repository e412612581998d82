import * as v from 'valibot';
import { isObject, memberOf } from '../../json';
import { parseJson } from '../body';
import { optional } from '../optional';
import type { ReceivedEvent } from '../source';

/** What may be absent or null in some version of the API. */
export const text = v.nullish(v.string());

/** As `Date` can hold it. */
export const EpochSeconds = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e12));

const optionalText = optional(v.string());

export const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(255));

const identity = {
  id: Id,
  object: v.literal('customer'),
  created: EpochSeconds,
  email: text,
};

/** The customer as a snapshot keeps it: whole, for later changes name any member's value before them. */
export const WholeCustomer = v.looseObject(identity);

export const StripeCustomer = v.object({
  ...identity,
  name: optionalText,
  individual_name: optionalText,
  business_name: optionalText,
  phone: optionalText,
  description: optionalText,
  address: optional(v.object({ country: optionalText })),
  preferred_locales: optional(v.array(v.string())),
  // Stripe's values are texts. The keys are the merchant's own, so nothing may name one.
  metadata: optional(
    v.pipe(
      v.custom<object>((value) => isObject(value)),
      v.record(v.string(), v.unknown()),
    ),
  ),
});
export type StripeCustomer = v.InferOutput<typeof StripeCustomer>;

export const CustomerId = v.pipe(v.string(), v.regex(/^cus_\w{1,250}$/));

/**
 * The object of an event is the customer, or names it: by its id, or whole where it was expanded
 * (https://docs.stripe.com/api/expanding_objects). A thin event names what it is about.
 */
export function customerOf({ body }: ReceivedEvent): string | undefined {
  const json = parseJson(body);
  if (json.kind === 'refused') return undefined;
  const object = memberOf(memberOf(json.value, 'data'), 'object');
  const named = memberOf(object, 'customer');
  const related = memberOf(json.value, 'related_object');
  const candidates = [named, memberOf(named, 'id'), memberOf(object, 'id'), memberOf(related, 'id')];
  return candidates.find((candidate) => v.is(CustomerId, candidate));
}
