import * as v from 'valibot';
import { optional, optionalList } from '../../optional';
import { Id } from '../customer';

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
