import { executeSync, type GraphQLError, visit } from 'graphql';
import type { HttpAnswer, HttpRequest, SendHttp } from '../../../lambda/http/send-http';
import { faultsIn, parsed, schema } from '../../cli/vendors/shopify/schema/faults';

/** A customer in the names of the Admin API; `metafields` by `namespace.key`. */
export interface Customer {
  readonly id: string;
  readonly updatedAt: string;
  readonly [field: string]: unknown;
}

export interface Tokens {
  readonly token: string;
  readonly refreshToken: string;
  readonly expires: string;
}

export interface Subscription extends Input {
  readonly id: string;
  readonly topic: string;
  readonly filter?: string;
  readonly apiVersion: { readonly handle: string; readonly supported: boolean; readonly displayName: string };
}

interface Input {
  readonly uri: string;
  readonly format: string;
  readonly metafieldNamespaces: readonly string[];
}

interface CustomersArgs {
  readonly first: number;
  readonly after: string | null;
  readonly query: string;
  readonly sortKey: string;
}

/** A shop's Admin API in the tests' own process: it checks a request as Shopify does, by Shopify's own schema. */
export class ShopifyAdmin {
  static readonly token = 'shpat_fake';
  static readonly app = { clientId: 'fake-client', clientSecret: 'fake-client-secret' };
  customers: Customer[] = [];
  now = () => new Date();
  /** What an approval in the browser granted last, and what came before, until a successor is used. */
  granted: readonly Tokens[] = [];
  #grants = 0;
  readonly requests: HttpRequest[] = [];
  #made = 0;
  /** So many requests are told THROTTLED before one is answered. */
  throttled = 0;
  denied = false;
  /** Of the app; null where its key may not see them. */
  subscriptions: Subscription[] | null = [];
  /** Why Shopify makes none, with HTTP 200. */
  unmade: string | undefined;
  /** Subscriptions on a page. */
  perPage = 100;
  /** What it answers instead; undefined for as it is. */
  answer: (request: HttpRequest) => HttpAnswer | undefined = () => undefined;

  readonly send: SendHttp = async (request) => {
    this.requests.push(request);
    return this.answer(request) ?? this.#answered(request);
  };

  #answered({ method, url, headers, body = '' }: HttpRequest): HttpAnswer {
    const { origin, pathname } = new URL(url);
    if (origin !== 'https://fake-shop.myshopify.com') throw new Error(`A request to ${origin}`);
    if (pathname === '/admin/oauth/access_token') return this.#grant(headers, body);
    if (pathname !== '/admin/api/2026-10/graphql.json') return answer(404, { errors: 'Not Found' });
    if (!this.#accepts(headers['x-shopify-access-token'])) {
      return answer(401, { errors: '[API] Invalid API key or access token' });
    }
    if (method !== 'POST' || headers['content-type'] !== 'application/json') {
      return answer(406, { errors: 'Not Acceptable' });
    }
    if (this.throttled > 0) {
      this.throttled -= 1;
      return answer(200, {
        errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
        extensions: {
          cost: {
            requestedQueryCost: 502,
            throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 2, restoreRate: 100 },
          },
        },
      });
    }
    if (this.denied) {
      const error = { message: 'Access denied for customers field.', extensions: { code: 'ACCESS_DENIED' } };
      return answer(200, { data: null, errors: [error] });
    }
    return answer(200, this.#executed(JSON.parse(body)));
  }

  #grant(headers: HttpRequest['headers'], body: string): HttpAnswer {
    if (headers['content-type'] !== 'application/x-www-form-urlencoded;charset=UTF-8') {
      return answer(400, { error: 'invalid_request' });
    }
    const form = new URLSearchParams(body);
    const { clientId, clientSecret } = ShopifyAdmin.app;
    const isApp = form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
    if (isApp && form.get('grant_type') === 'refresh_token') return this.#renew(form.get('refresh_token'));
    if (!isApp || form.get('grant_type') !== 'client_credentials') {
      return answer(400, { error: 'invalid_client' });
    }
    return answer(200, { access_token: ShopifyAdmin.token, scope: 'read_customers', expires_in: 86399 });
  }

  /** As the shop's owner approves the app: what was granted before is void. */
  approve(): Tokens {
    this.#grants += 1;
    const tokens = {
      token: `shpat_fake_${this.#grants}`,
      refreshToken: `shprt_fake_${this.#grants}`,
      expires: new Date(this.now().getTime() + 3_600_000).toISOString(),
    };
    this.granted = [tokens];
    return tokens;
  }

  /** A refresh token is accepted again until its successor is used. */
  #renew(refreshToken: string | null): HttpAnswer {
    const known = this.granted.find((each) => each.refreshToken === refreshToken);
    if (!known) return answer(401, { error: 'invalid_request' });
    const next = this.approve();
    this.granted = [next, known];
    return answer(200, {
      access_token: next.token,
      expires_in: 3600,
      refresh_token: next.refreshToken,
      refresh_token_expires_in: 7_776_000,
    });
  }

  #accepts(token: string | undefined): boolean {
    if (token === ShopifyAdmin.token) return true;
    const used = this.granted.find((each) => each.token === token);
    if (!used || Date.parse(used.expires) <= this.now().getTime()) return false;
    if (used === this.granted[0]) this.granted = [used];
    return true;
  }

  #executed({ query, variables }: { query: string; variables: Record<string, unknown> }): object {
    const [fault] = faultsIn(query, variables);
    if (fault !== undefined) return { errors: [{ message: fault }] };
    const cost = costOf(query);
    if (cost > 1000)
      return { errors: [{ message: `Query cost is ${cost}`, extensions: { code: 'MAX_COST_EXCEEDED' } }] };
    const rootValue = {
      shop: { myshopifyDomain: 'fake-shop.myshopify.com' },
      customers: (args: CustomersArgs) => this.#page(args),
      webhookSubscriptions: (args: { topics: string[]; after: string | null }) => this.#subscribed(args),
      webhookSubscriptionCreate: (args: { topic: string; webhookSubscription: Input }) =>
        this.#subscribe(args.topic, args.webhookSubscription),
      webhookSubscriptionUpdate: (args: { id: string; webhookSubscription: Input }) =>
        this.#turn(args.id, args.webhookSubscription),
    };
    const { data, errors } = executeSync({
      schema,
      document: parsed(query),
      variableValues: variables,
      rootValue,
    });
    return { data, ...(errors ? { errors: errors.map(shown) } : {}) };
  }

  #subscribed({ topics, after }: { topics: string[]; after: string | null }) {
    if (!this.subscriptions) {
      throw Object.assign(new Error('Access denied'), { code: 'ACCESS_DENIED' });
    }
    const all = this.subscriptions.filter(({ topic }) => topics.includes(topic));
    const first = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const nodes = all.slice(first, first + this.perPage).map((each) => ({ includeFields: [], ...each }));
    const pageInfo = { hasNextPage: first + nodes.length < all.length, endCursor: nodes.at(-1)?.id ?? null };
    return { nodes, pageInfo };
  }

  #subscribe(topic: string, wanted: Input) {
    const all = this.subscriptions ?? [];
    const isTaken = all.some((each) => each.topic === topic && each.uri === wanted.uri);
    const refused = isTaken ? 'Address for this topic has already been taken' : this.unmade;
    if (refused === undefined) {
      this.#made += 1;
      const id = `gid://shopify/WebhookSubscription/${this.#made}`;
      this.subscriptions = [...all, { id, topic, apiVersion, ...wanted }];
    }
    return { userErrors: refused === undefined ? [] : [{ field: ['uri'], message: refused }] };
  }

  #turn(id: string, wanted: Input) {
    this.subscriptions = (this.subscriptions ?? []).map((each) =>
      each.id === id ? { ...each, ...wanted } : each,
    );
    return { userErrors: [] };
  }

  #page({ first, after, query, sortKey }: CustomersArgs) {
    if (sortKey !== 'UPDATED_AT') throw new Error(`Sorted by ${sortKey}`);
    const [, only] = /^id:(\d+)$/.exec(query) ?? [];
    const [, since = '', until = ''] =
      /^updated_at:>='([^']+)' AND updated_at:<='([^']+)'$/.exec(query) ?? [];
    const found = this.customers
      .filter(({ id, updatedAt }) =>
        only === undefined
          ? updatedAt >= seconds(since) && Date.parse(updatedAt) <= Date.parse(until)
          : id.endsWith(`/${only}`),
      )
      .map((each) => ({ each, cursor: `${each.updatedAt} ${each.id}` }))
      .sort((a, b) => a.cursor.localeCompare(b.cursor))
      .filter(({ cursor }) => after === null || cursor > after);
    const page = found.slice(0, first);
    return {
      nodes: page.map(({ each }) => ({ ...each, metafield: metafieldOf(each) })),
      pageInfo: { hasNextPage: found.length > first, endCursor: page.at(-1)?.cursor ?? null },
    };
  }
}

const seconds = (time: string) => time.replace(/\.\d+Z$/, 'Z');

const metafieldOf =
  ({ metafields }: Customer) =>
  ({ namespace, key }: { namespace: string; key: string }) => {
    const value = (metafields as Record<string, string> | undefined)?.[`${namespace}.${key}`];
    return value === undefined ? null : { value, updatedAt: '2026-11-01T00:00:00Z' };
  };

const shown = ({ message, path, originalError }: GraphQLError) => {
  const code = originalError && 'code' in originalError ? originalError.code : undefined;
  return { message, path, ...(code === undefined ? {} : { extensions: { code } }) };
};

/** A field that Shopify cannot give. Its errors may quote a value. */
export const failing = (code?: string) => () => {
  throw Object.assign(new Error('Not for Jane Fake'), { code });
};

const apiVersion = { handle: '2026-10', supported: true, displayName: '2026-10' };

/** One point for each object; those of a page as often as it has customers. */
function costOf(query: string): number {
  let objects = 0;
  let first = 0;
  visit(parsed(query), {
    Field({ selectionSet }) {
      if (selectionSet) objects += 1;
    },
    Argument({ name, value }) {
      if (name.value === 'first' && value.kind === 'IntValue') first = Number(value.value);
    },
  });
  return objects * first;
}

const answer = (status: number, body: object): HttpAnswer => ({
  kind: 'answer',
  status,
  text: JSON.stringify(body),
});
