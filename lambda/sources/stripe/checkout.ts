import * as v from 'valibot';
import { memberOf } from '../../json';
import type { StatedConsent } from '../../masivo/consent';
import { reasonOf } from '../body';
import { optional } from '../optional';
import type { Parsed } from '../source';
import { tellsOnly } from '../tells-only';
import { CustomerId, EpochSeconds } from './customer';

/**
 * A shopper's choice in Checkout, `consent.promotions`: `opt_in`, `opt_out`, or null where the shopper was not asked
 * (https://docs.stripe.com/payments/checkout/promotional-emails-consent).
 */
export const checkoutType = 'checkout.session.completed';

const Choice = optional(v.object({ promotions: optional(v.string()) }));

const CheckoutEvent = v.object({
  created: EpochSeconds,
  data: v.object({
    object: v.object({
      /** The id, or the customer itself where it was expanded. */
      customer: v.optional(v.unknown()),
      consent: Choice,
    }),
  }),
});

const granted: Readonly<Record<string, boolean>> = { opt_in: true, opt_out: false };

/** What a Checkout Session says of its customer: it creates nobody, and changes nothing but the consent. */
export function parseCheckout(event: unknown): Parsed {
  const result = v.safeParse(CheckoutEvent, event);
  if (!result.success) return { kind: 'refused', reason: reasonOf(result.issues, event) };
  const { created, data } = result.output;
  const { consent } = data.object;
  const customer = customerIn(data.object.customer);
  if (!customer) return { kind: 'ignored', reason: { code: 'checkout-without-customer' } };
  if (statedInCheckout({ consent }).email_marketing === undefined) {
    return { kind: 'ignored', reason: { code: 'consent-unknown' } };
  }
  return tellsOnly({ customer, only: 'consent', fields: { consent } }, created * 1000);
}

/** Undefined for what is no customer, and for one who was deleted. */
function customerIn(named: unknown): string | undefined {
  const id = memberOf(named, 'deleted') === true ? undefined : (memberOf(named, 'id') ?? named);
  return v.is(CustomerId, id) ? id : undefined;
}

/** A session as a snapshot keeps it. */
export const Session = v.object({ consent: Choice });

/** When the shopper chose is when the session was completed, which is the event's own time. */
export function statedInCheckout({ consent }: v.InferOutput<typeof Session>): StatedConsent {
  const choice = consent?.promotions ?? '';
  const isGranted = Object.hasOwn(granted, choice) ? granted[choice] : undefined;
  return isGranted === undefined ? {} : { email_marketing: { granted: isGranted } };
}
