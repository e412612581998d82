import * as v from 'valibot';
import { memberOf } from '../../json';
import { parseJson } from '../body';
import { optional, optionalList } from '../optional';
import type { ReceivedEvent } from '../source';
import { isEvent } from './events/is-event';
import { header } from './headers';

const text = v.nullish(v.string());
const optionalText = optional(v.string());

const Metafield = v.object({ namespace: v.string(), key: v.string(), value: v.optional(v.unknown()) });

/** The shopper's choice on one channel. */
export const Choice = v.object({ state: optionalText, consent_updated_at: optionalText });

/** As the body has it: a number, or, where a number would be rounded, its digits. */
export const Id = v.fallback(v.nullish(v.union([v.number(), v.string()])), null);

/** The parts of Shopify's customer that are read. Whatever may be null or absent in some version is optional. */
export const ShopifyCustomer = v.object({
  admin_graphql_api_id: text,
  // Read only where there is no GID.
  id: Id,
  email: text,
  created_at: text,
  updated_at: text,
  verified_email: optional(v.boolean()),
  first_name: optionalText,
  last_name: optionalText,
  phone: optionalText,
  note: optionalText,
  tags: optionalText,
  locale: optionalText,
  default_address: optional(
    v.object({ name: optionalText, company: optionalText, phone: optionalText, country_code: optionalText }),
  ),
  // Whoever has no address has an empty list, and no `default_address`.
  addresses: v.optional(v.unknown()),
  // Gone since 2025-01 and 2024-01; stores on older API versions still send them.
  email_marketing_consent: optional(Choice),
  sms_marketing_consent: optional(Choice),
  accepts_marketing: optional(v.boolean()),
  accepts_marketing_updated_at: optionalText,
  metafields: optionalList(Metafield),
});
export type Choice = v.InferOutput<typeof Choice>;
export type ShopifyCustomer = v.InferOutput<typeof ShopifyCustomer>;

type Named = Pick<ShopifyCustomer, 'admin_graphql_api_id' | 'id'>;

/**
 * The digits of the GID, or, where there is none, of `id`, which can be beyond 2^53. A GID in any other form than a
 * customer's names no customer, and neither does the number beside it.
 */
export function customerId({ admin_graphql_api_id: gid, id }: Named): string | undefined {
  if (gid) return /^gid:\/\/shopify\/Customer\/([1-9]\d{0,29})$/.exec(gid)?.[1];
  return /^[1-9]\d{0,29}$/.exec(String(id))?.[0];
}

export const Named = v.object({ admin_graphql_api_id: v.fallback(text, null), id: Id });

/**
 * Orders and privacy requests have the customer as a member, consent topics have `customer_id`, and the body of other
 * topics of customers is the customer (https://shopify.dev/docs/api/webhooks). Events have the GID in what their query
 * answered and in its variables; one of a deletion has it only there.
 */
export function customerOf({ headers, body }: ReceivedEvent): string | undefined {
  const json = parseJson(body);
  if (json.kind === 'refused') return undefined;
  const candidates = isEvent(json.value) ? namedInEvent(json.value) : namedIn(json.value, headers);
  for (const candidate of candidates) {
    const named = v.safeParse(Named, candidate);
    const customer = named.success ? customerId(named.output) : undefined;
    if (customer !== undefined) return customer;
  }
  return undefined;
}

function namedIn(body: unknown, headers: ReceivedEvent['headers']): readonly unknown[] {
  const isCustomer = /^customers(_\w+)?\//.test(header(headers, 'topic') ?? '');
  const id = memberOf(body, 'customer_id');
  // Of two that were merged, the one whose id is no more.
  const mergedAway = { admin_graphql_api_id: memberOf(body, 'admin_graphql_api_customer_deleted_id') };
  return [memberOf(body, 'customer'), { id }, mergedAway, ...(isCustomer ? [body] : [])];
}

function namedInEvent(body: unknown): readonly unknown[] {
  const customer = memberOf(memberOf(body, 'data'), 'customer');
  return [
    { admin_graphql_api_id: memberOf(customer, 'id'), id: memberOf(customer, 'legacyResourceId') },
    { admin_graphql_api_id: memberOf(memberOf(body, 'query_variables'), 'customerId') },
  ];
}
