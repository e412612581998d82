import * as v from 'valibot';
import { isObject } from '../../json';
import type { StoreSettings } from '../../settings';
import type { Parsed } from '../source';
import { cleanEmail } from '../values';
import { customerId, Id } from './customer';

export const redactTopic = 'customers/redact';

const Redaction = v.object({
  shop_domain: v.string(),
  customer: v.object({ id: Id, email: v.fallback(v.nullish(v.string()), null) }),
  orders_to_redact: v.array(v.unknown()),
});

/**
 * `customers/redact` (https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance): whom it names is to be
 * erased. Its topic is a header, which is not signed, so it is known by its form alone, which no other topic has. The
 * customer's id may be missing; then the e-mail names the customer. Undefined for any other body.
 */
export function parseRedaction(body: unknown, store: StoreSettings): Parsed | undefined {
  const read = v.safeParse(Redaction, body);
  if (!read.success) return undefined;
  const { shop_domain, customer } = read.output;
  if (store.vendorAccount !== 'any' && shop_domain.toLowerCase() !== store.vendorAccount) {
    return { kind: 'unkept', outcome: 'ignored', reason: { code: 'other-account' } };
  }
  const id = customerId({ admin_graphql_api_id: null, id: customer.id }) ?? null;
  const email = cleanEmail(customer.email);
  return id === null && email === null ? unclearRedaction : { kind: 'erasure', customer: id, email };
}

/** Somebody has to be erased, and who is for a person to find out. */
export const unclearRedaction: Parsed = {
  kind: 'unkept',
  outcome: 'refused',
  reason: { code: 'erasure-unclear' },
};

/** A body of this topic's that is not one of its form holds personal data all the same, unless it is none at all. */
export const isOfRedactTopic = (topic: string, body: unknown): boolean =>
  topic === redactTopic && isObject(body);
