import * as v from 'valibot';
import { memberOf, parseJson } from '../body';
import type { ReceivedEvent } from '../source';

const text = v.nullish(v.string());
const Address = v.object({ name: text, company: text, phone: text, country_code: text });

/** The parts of Shopify's customer that are read. Whatever may be null or absent in some version is optional. */
export const ShopifyCustomer = v.object({
  admin_graphql_api_id: text,
  // Read only where there is no GID; then it has to be a number that can be read exactly.
  id: v.fallback(v.nullish(v.number()), null),
  email: text,
  first_name: text,
  last_name: text,
  phone: text,
  note: text,
  tags: text,
  locale: text,
  created_at: text,
  updated_at: text,
  default_address: v.nullish(Address),
  // Gone since 2025-01 and 2024-01; stores on older API versions still send them.
  email_marketing_consent: v.nullish(v.object({ state: text })),
  accepts_marketing: v.nullish(v.boolean()),
  metafields: v.nullish(v.array(v.object({ namespace: text, key: text, value: v.nullish(v.unknown()) }))),
});
export type ShopifyCustomer = v.InferOutput<typeof ShopifyCustomer>;

/** Ids can exceed 2^53, where `JSON.parse` rounds: 706405506930370084 becomes …370000. The GID is a string. */
export function customerId(
  shopper: Pick<ShopifyCustomer, 'admin_graphql_api_id' | 'id'>,
): string | undefined {
  const gid = /^gid:\/\/shopify\/Customer\/(\d{1,30})$/.exec(shopper.admin_graphql_api_id ?? '')?.[1];
  if (gid) return gid;
  return Number.isSafeInteger(shopper.id) && Number(shopper.id) > 0 ? String(shopper.id) : undefined;
}

const Named = v.object({
  admin_graphql_api_id: v.fallback(text, null),
  id: v.fallback(v.nullish(v.number()), null),
});

/**
 * Orders and privacy requests have the customer as a member, consent topics have `customer_id`, and the body of other
 * topics of customers is the customer (https://shopify.dev/docs/api/webhooks).
 */
export function customerOf({ headers, body }: ReceivedEvent): string | undefined {
  const json = parseJson(body);
  if (json.kind === 'refused') return undefined;
  const isCustomer = headers['x-shopify-topic']?.startsWith('customers/') === true;
  const id = memberOf(json.value, 'customer_id');
  const candidates = [memberOf(json.value, 'customer'), { id }, ...(isCustomer ? [json.value] : [])];
  for (const candidate of candidates) {
    const named = v.safeParse(Named, candidate);
    const customer = named.success ? customerId(named.output) : undefined;
    if (customer !== undefined) return customer;
  }
  return undefined;
}

/** The metafield `namespace.key`, where it is a text. */
export function metafield(shopper: ShopifyCustomer, path: string | null): string | null {
  if (path === null) return null;
  const found = shopper.metafields?.find(({ namespace, key }) => `${namespace}.${key}` === path);
  return typeof found?.value === 'string' ? found.value : null;
}
