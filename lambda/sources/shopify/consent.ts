import * as v from 'valibot';
import type { Stated, StatedConsent } from '../../masivo/consent';
import { instant } from '../instant';
import { optional } from '../optional';
import type { ReceivedEvent } from '../source';
import { Choice, customerId, Id, type ShopifyCustomer } from './customer';
import { notAhead } from './triggered-at';

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

/** Undefined where it says nothing: null, and a state that is not documented. */
export function statedBy(choice: Choice | null | undefined): Stated | undefined {
  const state = choice?.state?.toLowerCase();
  if (state === undefined || (state !== granting && !refusing.includes(state))) return undefined;
  const at = instant(choice?.consent_updated_at);
  return { granted: state === granting, ...(at ? { at: at.getTime() } : {}) };
}

interface Choices {
  readonly email_marketing_consent?: Choice | null | undefined;
  readonly sms_marketing_consent?: Choice | null | undefined;
  readonly accepts_marketing_updated_at?: string | null | undefined;
}

/** The same body with no choice dated further ahead than an event may be: it would win over every later one. */
export function withoutFutureChoices<T extends Choices>(body: T, event: ReceivedEvent): T {
  const choice = (made: Choice) =>
    made.consent_updated_at
      ? { ...made, consent_updated_at: notAhead(made.consent_updated_at, event) }
      : made;
  const {
    email_marketing_consent: email,
    sms_marketing_consent: sms,
    accepts_marketing_updated_at: at,
  } = body;
  return {
    ...body,
    ...(email ? { email_marketing_consent: choice(email) } : {}),
    ...(sms ? { sms_marketing_consent: choice(sms) } : {}),
    ...(at ? { accepts_marketing_updated_at: notAhead(at, event) } : {}),
  };
}

/** What a customer's body of an older API version states. */
export function statedIn(shopper: ShopifyCustomer): StatedConsent {
  const email = statedBy(shopper.email_marketing_consent) ?? accepted(shopper);
  const sms = statedBy(shopper.sms_marketing_consent);
  return { ...(email ? { email_marketing: email } : {}), ...(sms ? { sms } : {}) };
}

function accepted(shopper: ShopifyCustomer): Stated | undefined {
  if (typeof shopper.accepts_marketing !== 'boolean') return undefined;
  const at = instant(shopper.accepts_marketing_updated_at);
  return { granted: shopper.accepts_marketing, ...(at ? { at: at.getTime() } : {}) };
}
