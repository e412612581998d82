import * as v from 'valibot';
import { isObject, memberOf } from '../../json';
import type { Change, ChangesAccess, ChangesAnswer, ChangesRequest, VendorChanges } from '../changes';
import { instant } from '../instant';
import { sha256 } from '../signature';
import { newestVersion } from './api-version';
import { customersPage } from './changes-query';
import { shopify } from './source';

const Text = v.pipe(v.string(), v.trim(), v.regex(/^[\x21-\x7e]{1,500}$/));
/** An app of the shop's own organisation, which signs in for a token of 24 hours. */
const App = v.strictObject({ clientId: Text, clientSecret: Text });
const Granted = v.object({ access_token: Text });

const json = { 'content-type': 'application/json' };

/**
 * Shopify's customers, in the order in which they were changed last, as the answer to the query of its Events: so one
 * that comes by webhook, by Event and here is one change. Shopify names no change: of several of a customer, the state
 * after the last one is found, and a deletion is not.
 */
export const changes: VendorChanges = {
  source: shopify,
  vendor: 'Shopify',
  baseUrl: ({ vendorAccount }) => (vendorAccount === 'any' ? undefined : `https://${vendorAccount}`),

  access(entry): ChangesAccess | undefined {
    const token = v.safeParse(Text, entry);
    if (token.success) return { kind: 'token', token: token.output };
    const app = v.safeParse(App, entry);
    if (!app.success) return undefined;
    const { clientId, clientSecret } = app.output;
    const form = { client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' };
    return {
      kind: 'sign-in',
      request: {
        method: 'POST',
        path: '/admin/oauth/access_token',
        headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
        body: new URLSearchParams(form).toString(),
      },
      tokenIn: (answer) => {
        const granted = v.safeParse(Granted, answer);
        return granted.success ? granted.output.access_token : undefined;
      },
    };
  },

  authorised: (token) => ({ 'x-shopify-access-token': token }),

  windowFrom: (from, now) => ({ from, to: now }),

  request: ({ from, to }, position, store): ChangesRequest => ({
    method: 'POST',
    path: `/admin/api/${newestVersion}/graphql.json`,
    headers: json,
    body: JSON.stringify({
      query: customersPage(store),
      variables: {
        changed: `updated_at:>='${from.toISOString()}' AND updated_at:<='${to.toISOString()}'`,
        after: position,
      },
    }),
  }),

  read(answer, _window, store): ChangesAnswer {
    const errors = errorsIn(answer);
    const hasCode = (...codes: string[]) =>
      errors.some((error) => codes.some((code) => codeOf(error) === code));
    if (hasCode('THROTTLED')) return { kind: 'throttled', afterMs: untilFilledMs(answer) };
    // What it could not read now, it can later; without it the cursor would move past a signup's e-mail.
    if (hasCode('INTERNAL_SERVER_ERROR', 'TIMEOUT')) return { kind: 'failing' };
    const page = v.safeParse(Page, answer);
    if (!page.success) {
      return { kind: hasCode('ACCESS_DENIED', 'SHOP_INACTIVE') ? 'denied' : 'unreadable' };
    }
    const { customers, shop } = page.output.data;
    const { nodes, pageInfo } = customers;
    // Each customer would be ignored as another shop's, and the run a success.
    if (store.vendorAccount !== 'any' && shop.myshopifyDomain.toLowerCase() !== store.vendorAccount) {
      return { kind: 'denied' };
    }
    const found = nodes.flatMap(
      (node, place) => changeOf(node, errorsOf(place, errors), shop.myshopifyDomain) ?? [],
    );
    const { hasNextPage, endCursor } = pageInfo;
    // What is left out here would never be asked for again.
    if (found.length < nodes.length || (hasNextPage && !endCursor)) return { kind: 'unreadable' };
    const last = instant(nodes.at(-1)?.updatedAt);
    return {
      kind: 'page',
      changes: found,
      next: hasNextPage ? endCursor : null,
      ...(last ? { through: last } : {}),
    };
  },
};

const Page = v.object({
  data: v.object({
    customers: v.object({
      nodes: v.array(v.looseObject({ id: v.string(), updatedAt: v.string() })),
      pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullish(v.string(), null) }),
    }),
    shop: v.object({ myshopifyDomain: v.string() }),
  }),
});
type Node = v.InferOutput<typeof Page>['data']['customers']['nodes'][number];

/** In the form of an Event. Undefined for a customer without a usable id or date: nothing could be made of it. */
function changeOf(node: Node, errors: readonly unknown[], shop: string): Change | undefined {
  const { id: gid, updatedAt } = node;
  const id = /^gid:\/\/shopify\/Customer\/(\d{1,30})$/.exec(gid)?.[1];
  const changed = instant(updatedAt);
  if (id === undefined || !changed) return undefined;
  const event = {
    topic: 'Customer',
    // Also of who has just been created: what was read has every change of its second.
    action: 'update',
    handle: 'reconciliation',
    query_variables: { customerId: gid },
    data: { customer: node, shop: { myshopifyDomain: shop } },
    ...(errors.length > 0 ? { errors } : {}),
  };
  const body = Buffer.from(JSON.stringify(event));
  return {
    // What it says counts, too: dates have whole seconds, and a customer may be read between two changes of one.
    key: ['reconciliation', id, changed.getTime(), sha256(body, 'base64url')].join('\n'),
    headers: {
      'shopify-topic': 'Customer',
      'shopify-shop-domain': shop,
      'shopify-api-version': newestVersion,
    },
    body,
  };
}

function errorsIn(answer: unknown): readonly unknown[] {
  const errors = memberOf(answer, 'errors');
  return Array.isArray(errors) ? errors : [];
}

const codeOf = (error: unknown): unknown => memberOf(memberOf(error, 'extensions'), 'code');

/**
 * What Shopify could not read of the customer at this place of the page, as an Event of it tells it; and what it does
 * not say the place of, which may be of each. Its messages may quote a value.
 */
function errorsOf(place: number, errors: readonly unknown[]): readonly unknown[] {
  return errors.flatMap((error) => {
    const path = memberOf(error, 'path');
    if (!Array.isArray(path)) return [{}];
    const [first, nodes, at, ...field] = path;
    if (first !== 'customers' || nodes !== 'nodes' || typeof at !== 'number') return [{}];
    return at === place ? [{ path: ['customer', ...field] }] : [];
  });
}

const waits = { leastMs: 500, mostMs: 30_000, unknownMs: 2000 };

/** https://shopify.dev/docs/api/usage/limits: a bucket of points that fills by so many a second. */
function untilFilledMs(answer: unknown): number {
  const cost = memberOf(memberOf(answer, 'extensions'), 'cost');
  const status = memberOf(cost, 'throttleStatus');
  const [wanted, available, rate] = [
    memberOf(cost, 'requestedQueryCost'),
    memberOf(status, 'currentlyAvailable'),
    memberOf(status, 'restoreRate'),
  ].map(Number);
  if (!isObject(status) || wanted === undefined || available === undefined || !rate) return waits.unknownMs;
  const ms = ((wanted - available) / rate) * 1000;
  return Number.isFinite(ms) ? Math.min(waits.mostMs, Math.max(waits.leastMs, ms)) : waits.unknownMs;
}
