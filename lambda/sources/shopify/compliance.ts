import * as v from 'valibot';
import { isObject } from '../../json';
import type { StoreSettings } from '../../settings';
import type { Asked } from '../source';
import { cleanEmail } from '../values';
import { customerId, Id } from './customer';

const Named = v.object({ id: Id, email: v.fallback(v.nullish(v.string()), null) });

const Redaction = v.object({
  shop_domain: v.string(),
  customer: Named,
  orders_to_redact: v.array(v.unknown()),
});

const DataRequest = v.object({
  shop_domain: v.string(),
  customer: Named,
  orders_requested: v.array(v.unknown()),
  data_request: v.object({ id: v.union([v.number(), v.string()]) }),
});

/** Nothing but the shop: any other member makes it another event's body. */
const ShopRedaction = v.strictObject({ shop_id: v.union([v.number(), v.string()]), shop_domain: v.string() });

/** What is to be told of a body of each topic's that is not of its form: a person has to look. */
const unclear: Readonly<Record<string, 'erasure-unclear' | 'request-unclear'>> = {
  'customers/redact': 'erasure-unclear',
  'customers/data_request': 'request-unclear',
  'shop/redact': 'request-unclear',
};

/**
 * Shopify's compliance topics (https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance): somebody is to be
 * erased, somebody asks what is held on them, or a shop is to be erased. The topic is a header, which is not signed, so
 * each is known by its form alone, which no other topic has. A customer's id may be missing; then the e-mail names the
 * customer. Nothing of such a body is kept, also where it is not of its topic's form. Undefined for any other event.
 */
export function parseCompliance(topic: string, body: unknown, store: Account): Asked | undefined {
  const redaction = v.safeParse(Redaction, body);
  if (redaction.success) {
    const { shop_domain, customer } = redaction.output;
    return isOfOther(shop_domain, store) ?? erasureOf(named(customer));
  }
  const request = v.safeParse(DataRequest, body);
  if (request.success) {
    const { shop_domain, customer } = request.output;
    return isOfOther(shop_domain, store) ?? dataRequestOf(named(customer));
  }
  const shop = v.safeParse(ShopRedaction, body);
  if (shop.success) {
    return (
      isOfOther(shop.output.shop_domain, store) ?? {
        kind: 'request',
        about: { kind: 'shop-redact' },
        reason: { code: 'shop-redact-asked' },
      }
    );
  }
  const code = Object.hasOwn(unclear, topic) ? unclear[topic] : undefined;
  return code && isObject(body) ? unkept(code) : undefined;
}

type Account = Pick<StoreSettings, 'vendorAccount'>;

interface Person {
  readonly customer: string | null;
  readonly email: string | null;
}

const named = ({ id, email }: v.InferOutput<typeof Named>): Person => ({
  customer: customerId({ admin_graphql_api_id: null, id }) ?? null,
  email: cleanEmail(email),
});

const isNobody = ({ customer, email }: Person): boolean => customer === null && email === null;

const erasureOf = (person: Person): Asked =>
  isNobody(person) ? unkept('erasure-unclear') : { kind: 'erasure', ...person };

const dataRequestOf = (person: Person): Asked =>
  isNobody(person)
    ? unkept('request-unclear')
    : {
        kind: 'request',
        about: { kind: 'data-request', ...person },
        reason: { code: 'data-requested' },
      };

const unkept = (code: 'erasure-unclear' | 'request-unclear'): Asked => ({
  kind: 'unkept',
  outcome: 'refused',
  reason: { code },
});

function isOfOther(domain: string, { vendorAccount }: Account): Asked | undefined {
  if (vendorAccount === 'any' || domain.toLowerCase() === vendorAccount) return undefined;
  return { kind: 'unkept', outcome: 'ignored', reason: { code: 'other-account' } };
}
