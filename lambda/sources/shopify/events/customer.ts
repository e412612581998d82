import * as v from 'valibot';
import { optional, optionalList } from '../../optional';
import type { ReceivedEvent } from '../../source';
import { Id } from '../customer';
import { notAhead } from '../triggered-at';

const text = optional(v.string());

/**
 * The parts that are read of `data.customer`: the answer to our own query (cli/vendors/shopify/events), in the names of
 * the Admin GraphQL API. What the query does not ask for is absent. Metafields stand under aliases (metafield.ts).
 */
export const EventCustomer = v.looseObject({
  id: text,
  legacyResourceId: v.exactOptional(Id),
  createdAt: text,
  updatedAt: text,
  firstName: text,
  lastName: text,
  verifiedEmail: optional(v.boolean()),
  locale: text,
  note: text,
  tags: optionalList(v.string()),
  defaultEmailAddress: optional(
    v.object({ emailAddress: text, marketingState: text, marketingUpdatedAt: text }),
  ),
  defaultPhoneNumber: optional(
    v.object({
      phoneNumber: text,
      smsMarketingConsent: optional(v.object({ state: text, updatedAt: text })),
    }),
  ),
  defaultAddress: optional(v.object({ name: text, company: text, phone: text, countryCodeV2: text })),
});
export type EventCustomer = v.InferOutput<typeof EventCustomer>;

/** The same customer with no choice dated further ahead than an event may be: it would win over every later one. */
export function withoutFutureChoices(shopper: EventCustomer, event: ReceivedEvent): EventCustomer {
  const { defaultEmailAddress: email, defaultPhoneNumber: phone } = shopper;
  const sms = phone?.smsMarketingConsent;
  return {
    ...shopper,
    ...(email?.marketingUpdatedAt
      ? {
          defaultEmailAddress: { ...email, marketingUpdatedAt: notAhead(email.marketingUpdatedAt, event) },
        }
      : {}),
    ...(sms?.updatedAt
      ? {
          defaultPhoneNumber: {
            ...phone,
            smsMarketingConsent: { ...sms, updatedAt: notAhead(sms.updatedAt, event) },
          },
        }
      : {}),
  };
}
