import * as v from 'valibot';
import { memberOf } from '../../json';
import type { StoreSettings } from '../../settings';
import type { Change, ChangesAccess, ChangesAnswer, VendorChanges, Window } from '../changes';
import type { ChangesRequest } from '../changes-request';
import { instant } from '../instant';
import { sha256 } from '../signature';
import { newestVersion } from './api-version';
import { named } from './app';
import { codeOf, deniesEmails, errorsIn, errorsOf, untilFilledMs } from './changes-errors';
import { customerNamed, customersPage } from './changes-query';
import { givenIn } from './events/withheld';
import { shopify } from './source';
import { subscriptions } from './subscriptions/look';
import { type ExpiringTokens, expiringTokens, Granted, isDue, tokensOf } from './tokens';

const Text = v.pipe(v.string(), v.trim(), v.regex(/^[\x21-\x7e]{1,500}$/));
/** An app of the shop's own organisation, which signs in for a token of 24 hours. */
const App = v.strictObject({ clientId: Text, clientSecret: Text });

const json = { 'content-type': 'application/json' };

/**
 * Shopify's customers, in the order in which they were changed last, as the answer to the query of its Events: so one
 * that comes by webhook, by Event and here is one change. Shopify names no change: of several of a customer, the state
 * after the last one is found, and a deletion is not.
 */
export const changes: VendorChanges = {
  source: shopify,
  subscriptions,
  vendor: 'Shopify',
  baseUrl: ({ vendorAccount }) => (vendorAccount === 'any' ? undefined : `https://${vendorAccount}`),

  access(entry): ChangesAccess | undefined {
    const token = v.safeParse(Text, entry);
    if (token.success) return { kind: 'token', token: token.output };
    const tokens = expiringTokens(entry);
    if (tokens) return renewedBy(tokens);
    const app = v.safeParse(App, entry);
    if (!app.success) return undefined;
    return {
      kind: 'sign-in',
      request: tokenRequest({ ...named(app.output), grant_type: 'client_credentials' }),
      tokenIn: (answer) => {
        const granted = v.safeParse(Granted, answer);
        return granted.success ? granted.output.access_token : undefined;
      },
    };
  },

  authorised: (token) => ({ 'x-shopify-access-token': token }),

  windowFrom: (from, now) => ({ from, to: now }),

  request: (window, position, store) => pageRequest(customersPage(store), changedIn(window), position),

  oneByOne: {
    next: (window, position, store) => pageRequest(customersPage(store, 1), changedIn(window), position),
    named: (window, position) => pageRequest(customerNamed(), changedIn(window), position),
    nameIn(answer) {
      const page = v.safeParse(Page, answer);
      const { nodes, pageInfo } = page.success ? page.output.data.customers : { nodes: [], pageInfo: null };
      const customer = idOf(nodes[0]);
      if (customer === undefined || !pageInfo || (pageInfo.hasNextPage && !pageInfo.endCursor))
        return undefined;
      return { customer, next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
    },
  },

  again: {
    request: (customer, store) => pageRequest(customersPage(store, 1), `id:${customer}`, null),
    read: pageIn,
  },

  read: (answer, _window, store) => pageIn(answer, store),
};

function pageIn(answer: unknown, store: StoreSettings): ChangesAnswer {
  const errors = errorsIn(answer);
  const hasCode = (...codes: string[]) =>
    errors.some((error) => codes.some((code) => codeOf(error) === code));
  if (hasCode('THROTTLED')) return { kind: 'throttled', afterMs: untilFilledMs(answer) };
  // What it could not read now, it can later; without it the cursor would move past a signup's e-mail.
  if (hasCode('INTERNAL_SERVER_ERROR', 'TIMEOUT')) return { kind: 'failing' };
  // Without the right to e-mails, every shopper looks as if there were none.
  if (errors.some(deniesEmails)) return { kind: 'denied' };
  const page = v.safeParse(Page, answer);
  if (!page.success) {
    return { kind: hasCode('ACCESS_DENIED', 'SHOP_INACTIVE') ? 'denied' : 'unreadable' };
  }
  const { customers, shop } = page.output.data;
  const { nodes, pageInfo } = customers;
  // Each customer would be ignored as another shop's, and the run a success.
  if (store.vendorAccount !== 'any' && shop.myshopifyDomain.toLowerCase() !== store.vendorAccount) {
    return { kind: 'other-account' };
  }
  const found: Change[] = [];
  const unreadable: string[] = [];
  for (const [place, node] of nodes.entries()) {
    const change = changeOf(node, errorsOf(place, errors), shop.myshopifyDomain);
    const id = idOf(node);
    if (change) found.push(change);
    else if (id !== undefined) unreadable.push(id);
    // Whom nobody can name, nobody would ask for again.
    else return { kind: 'unreadable' };
  }
  const { hasNextPage, endCursor } = pageInfo;
  if (hasNextPage && !endCursor) return { kind: 'unreadable' };
  const last = nodes.map((node) => changedAt(node)).findLast((changed) => changed !== null);
  return {
    kind: 'page',
    changes: found,
    next: hasNextPage ? endCursor : null,
    unreadable,
    ...(last ? { through: last } : {}),
  };
}

/** What the owner of another organisation's shop approved in a browser: a token of an hour. */
const renewedBy = (tokens: ExpiringTokens): ChangesAccess => ({
  kind: 'renewed',
  token: tokens.token,
  isDue: (now) => isDue(tokens, now),
  request: tokenRequest({
    ...named(tokens),
    grant_type: 'refresh_token',
    refresh_token: tokens.refreshToken,
  }),
  renewedIn(answer, now) {
    const granted = v.safeParse(Granted, answer);
    const entry = granted.success ? tokensOf(tokens, granted.output, now, tokens) : undefined;
    return entry && { token: entry.token, entry };
  },
  isStill: (entry) => expiringTokens(entry)?.refreshToken === tokens.refreshToken,
});

const tokenRequest = (form: Readonly<Record<string, string>>): ChangesRequest => ({
  method: 'POST',
  path: '/admin/oauth/access_token',
  headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
  body: new URLSearchParams(form).toString(),
});

const changedIn = ({ from, to }: Window): string =>
  `updated_at:>='${from.toISOString()}' AND updated_at:<='${to.toISOString()}'`;

const pageRequest = (query: string, changed: string, after: string | null): ChangesRequest => ({
  method: 'POST',
  path: `/admin/api/${newestVersion}/graphql.json`,
  headers: json,
  body: JSON.stringify({ query, variables: { changed, after } }),
});

const Page = v.object({
  data: v.object({
    customers: v.object({
      nodes: v.array(v.unknown()),
      pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullish(v.string(), null) }),
    }),
    shop: v.object({ myshopifyDomain: v.string() }),
  }),
});

const idOf = (node: unknown): string | undefined => {
  const gid = memberOf(node, 'id');
  return typeof gid === 'string' ? /^gid:\/\/shopify\/Customer\/(\d{1,30})$/.exec(gid)?.[1] : undefined;
};

const changedAt = (node: unknown): Date | null => {
  const changed = memberOf(node, 'updatedAt');
  return typeof changed === 'string' ? instant(changed) : null;
};

/** Whether Shopify failed to read the e-mail: it is no statement that there is none. */
function isEmailUnread(node: unknown, errors: readonly unknown[]): boolean {
  const { data } = givenIn({ data: { customer: node }, errors });
  const email = memberOf(memberOf(data, 'customer'), 'defaultEmailAddress');
  return errors.length > 0 && email !== null && memberOf(email, 'emailAddress') === undefined;
}

/** In the form of an Event. Undefined for a customer whose id, date or e-mail cannot be read. */
function changeOf(node: unknown, errors: readonly unknown[], shop: string): Change | undefined {
  const [id, changed] = [idOf(node), changedAt(node)];
  if (id === undefined || !changed || isEmailUnread(node, errors)) return undefined;
  const event = {
    topic: 'Customer',
    // Also of who has just been created: what was read has every change of its second.
    action: 'update',
    handle: 'reconciliation',
    query_variables: { customerId: memberOf(node, 'id') },
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
    askedAtHeader: 'shopify-triggered-at',
    body,
  };
}
