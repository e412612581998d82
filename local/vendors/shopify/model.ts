import { isObject, memberOf, parsedJson } from '../../../lambda/json';
import type { MakeListingApi } from '../vendor';
import { ShopifySubscriptions } from './subscriptions';

const graphQlPath = /^\/admin\/api\/\d{4}-\d{2}\/graphql\.json$/;

/**
 * As much of Shopify's Admin API as the bridge reads: the customers that were changed in a stretch of time, in the order
 * of their changes, and the app's webhook subscriptions. It looks at the arguments and not at the fields: each customer is
 * answered as it was put here.
 */
export const makeShopifyApi: MakeListingApi = (
  keys,
  changedAt = () => undefined,
  accountOf = () => undefined,
) => {
  const stored = new Map<string, Held>();
  const subscriptions = new ShopifySubscriptions();
  let lastNamed = 'sample-shop.myshopify.com';
  const dateOf = (each: Stored) => changedAt(each) ?? Date.parse(String(each.updatedAt));
  return {
    /**
     * @param held customers and webhook subscriptions as the Admin API shows them, by their GID, null for one that is no
     *   more; and the domain of their shop as `shop`
     */
    put({ shop: named, ...held }) {
      const shop = typeof named === 'string' ? named : undefined;
      if (shop !== undefined) lastNamed = shop;
      for (const [gid, each] of Object.entries(held)) {
        if (gid.startsWith('gid://shopify/WebhookSubscription/')) subscriptions.put(gid, each);
        else stored.set(gid, { shop, customer: each });
      }
    },

    subscriptions: () => subscriptions.all,
    removeSubscriptions: () => subscriptions.clear(),

    answer({ method, path, headers, body }) {
      if (!graphQlPath.test(path)) return { status: 404, body: { errors: 'Not Found' } };
      const { 'x-shopify-access-token': key = '' } = headers;
      if (!keys.includes(key)) {
        const errors = '[API] Invalid API key or access token (unrecognized login or wrong password)';
        return { status: 401, body: { errors } };
      }
      if (method !== 'POST' || headers['content-type'] !== 'application/json') {
        return { status: 406, body: { errors: 'Not Acceptable' } };
      }
      const request = parsedJson(body);
      const query = String(memberOf(request, 'query'));
      const answer = subscriptions.answerTo(query, memberOf(request, 'variables'));
      if (answer) return { status: 200, body: answer };
      // A key that is no particular shop's sees everybody.
      const account = accountOf(key);
      const seen = [...stored.values()]
        .filter(({ shop }) => account === undefined || shop === undefined || shop === account)
        .map(({ customer }) => customer);
      return { status: 200, body: answerTo(request, { stored: seen, shop: account ?? lastNamed, dateOf }) };
    },
  };
};

interface Held {
  /** Undefined where nobody said of which shop the customer is. */
  readonly shop: string | undefined;
  readonly customer: unknown;
}

interface Shop {
  readonly stored: readonly unknown[];
  readonly shop: string;
  readonly dateOf: (each: Stored) => number;
}

function answerTo(request: unknown, { stored, shop, dateOf }: Shop): object {
  const query = String(memberOf(request, 'query'));
  const variables = memberOf(request, 'variables');
  const [, first] =
    /\bcustomers\(first: (\d+), after: \$after, sortKey: UPDATED_AT, query: \$changed\)/.exec(query) ?? [];
  const [, since = '', until = ''] =
    /^updated_at:>='([^']+)' AND updated_at:<='([^']+)'$/.exec(String(memberOf(variables, 'changed'))) ?? [];
  if (first === undefined || Number.isNaN(Date.parse(since) + Date.parse(until))) {
    return { errors: [{ message: 'This shop knows no other query than that of `reconcile`.' }] };
  }
  const fitting = stored
    .filter(isObject)
    .filter((each) => dateOf(each) >= Date.parse(since) && dateOf(each) <= Date.parse(until))
    .sort((a, b) => dateOf(a) - dateOf(b) || String(a.id).localeCompare(String(b.id)));
  // Behind the customer in the order, wherever the customer has gone since.
  const cursorOf = (each: Stored): string => `${new Date(dateOf(each)).toISOString()} ${each.id}`;
  const after = memberOf(variables, 'after');
  const from = typeof after === 'string' ? fitting.findIndex((each) => cursorOf(each) > after) : 0;
  const rest = from < 0 ? [] : fitting.slice(from);
  const nodes = rest.slice(0, Number(first));
  const last = nodes.at(-1);
  return {
    data: {
      customers: {
        nodes,
        pageInfo: { hasNextPage: rest.length > nodes.length, endCursor: last ? cursorOf(last) : null },
      },
      shop: { myshopifyDomain: shop },
    },
  };
}

type Stored = Readonly<Record<string, unknown>>;
