import * as v from 'valibot';
import type { Stated, StatedConsent } from '../../masivo/consent';
import { instant } from '../instant';
import { optional } from '../optional';
import { Choice, customerId, Id, type ShopifyCustomer } from './customer';

/**
 * What shoppers choose has topics of its own since API 2025-01; customers' bodies no longer hold it. Each topic names
 * the customer by another member. The one for WhatsApp is not among them: Shopify documents no body for it.
 */
const topics = {
  'customers_email_marketing_consent/update': { customer: 'customer_id', choice: 'email_marketing_consent' },
  'customers_marketing_consent/update': { customer: 'id', choice: 'sms_marketing_consent' },
} as const;
export type ConsentTopic = keyof typeof topics;

export const isConsentTopic = (topic: string): topic is ConsentTopic => Object.hasOwn(topics, topic);

export const ConsentEvent = v.object({
  customer_id: Id,
  id: Id,
  email_marketing_consent: optional(Choice),
  sms_marketing_consent: optional(Choice),
});
type ConsentEvent = v.InferOutput<typeof ConsentEvent>;

/** The customer and the choice that an event of this topic is about, and the choice's member. */
export function choiceIn(topic: ConsentTopic, event: ConsentEvent) {
  const named = topics[topic];
  return {
    customer: customerId({ admin_graphql_api_id: null, id: event[named.customer] }),
    member: named.choice,
    choice: event[named.choice],
  };
}

const granting = 'subscribed';
/** `pending` waits for the shopper's confirmation, `redacted` was erased, `invalid` is an address that takes no mail. */
const refusing = ['unsubscribed', 'not_subscribed', 'never_subscribed', 'pending', 'redacted', 'invalid'];
/** Without a date, Shopify shows these for everybody who was never asked. */
const defaults = ['not_subscribed', 'never_subscribed'];

/**
 * Undefined where it says nothing: null, and a state that is not documented.
 * @param latest the latest date that counts, epoch milliseconds; a later one is none.
 */
export function statedBy(choice: Choice | null | undefined, latest: number): Stated | undefined {
  const state = choice?.state?.toLowerCase();
  if (state === undefined || (state !== granting && !refusing.includes(state))) return undefined;
  return statedAt(state === granting, choice?.consent_updated_at, latest, defaults.includes(state));
}

function statedAt(
  granted: boolean,
  date: string | null | undefined,
  latest: number,
  isDefault: boolean,
): Stated {
  const at = instant(date)?.getTime();
  return {
    granted,
    ...(at !== undefined && at <= latest ? { at } : {}),
    ...(isDefault && at === undefined ? { unasked: true } : {}),
  };
}

/** What is stated on each channel. */
export const statedOn = (email: Stated | undefined, sms: Stated | undefined): StatedConsent => ({
  ...(email ? { email_marketing: email } : {}),
  ...(sms ? { sms } : {}),
});

/**
 * What a customer's body of an older API version states. Beside the state, also one that is not documented,
 * `accepts_marketing` says nothing of its own.
 */
export function statedInWebhook(shopper: ShopifyCustomer, latest: number): StatedConsent {
  const email = Object.hasOwn(shopper, 'email_marketing_consent')
    ? statedBy(shopper.email_marketing_consent, latest)
    : accepted(shopper, latest);
  return statedOn(email, statedBy(shopper.sms_marketing_consent, latest));
}

function accepted(shopper: ShopifyCustomer, latest: number): Stated | undefined {
  const { accepts_marketing: accepts, accepts_marketing_updated_at: date } = shopper;
  return typeof accepts === 'boolean' ? statedAt(accepts, date, latest, !accepts) : undefined;
}
