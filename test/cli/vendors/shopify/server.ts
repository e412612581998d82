import type { ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { ShopifySubscription } from '../../../../cli/vendors/shopify/admin';
import { type Asked, listen } from '../../../lambda/masivo/server';
import { faultsIn } from './schema/faults';

export interface ShopifyOptions {
  readonly subscriptions?: readonly Partial<ShopifySubscription>[];
  readonly tokens?: readonly string[];
  readonly app?: { readonly clientId: string; readonly clientSecret: string };
  /** Whether the shop belongs to the app's organisation. */
  readonly sameOrganisation?: boolean;
  /** The codes that approvals in the browser ended with. */
  readonly codes?: readonly string[];
  /** So many requests are told THROTTLED before one is answered. */
  readonly throttled?: number;
  readonly pageSize?: number;
  /** The app has no access to protected customer data. */
  readonly denied?: boolean;
  /** Mutations are accepted and not done. */
  readonly forgetful?: boolean;
}

/** A shop's Admin API that checks what it is asked as Shopify does. */
export async function startShopify(options: ShopifyOptions = {}) {
  const { tokens = ['shpat_fake'], pageSize = 100 } = options;
  let throttled = options.throttled ?? 0;
  let next = 1;
  const whole = (each: Partial<ShopifySubscription>): ShopifySubscription => ({
    id: `gid://shopify/WebhookSubscription/${next++}`,
    topic: 'CUSTOMERS_CREATE',
    uri: 'https://else.example.com',
    format: 'JSON',
    filter: null,
    includeFields: [],
    metafieldNamespaces: [],
    ...each,
  });
  const subscriptions = (options.subscriptions ?? []).map(whole);
  const changes: string[] = [];

  const { url, asked } = await listen((response, request) => {
    if (request.path === '/admin/oauth/access_token') return grant(response, request, options);
    if (request.path !== '/admin/api/2026-10/graphql.json')
      return json(response, 404, { errors: 'Not Found' });
    const token = request.headers['x-shopify-access-token'];
    if (typeof token !== 'string' || !tokens.includes(token)) {
      const errors = '[API] Invalid API key or access token (unrecognized login or wrong password)';
      return json(response, 401, { errors });
    }
    if (request.method !== 'POST' || request.headers['content-type'] !== 'application/json') {
      return json(response, 406, { errors: 'Not Acceptable' });
    }
    if (throttled > 0) {
      throttled -= 1;
      return json(response, 200, {
        errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
        extensions: {
          cost: {
            requestedQueryCost: 52,
            throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 2, restoreRate: 100 },
          },
        },
      });
    }
    return json(response, 200, graphQl(request));
  });

  function graphQl({ body }: Asked): object {
    const request = v.safeParse(GraphQlRequest, JSON.parse(body));
    if (!request.success) return failed(`Variable invalid: ${v.getDotPath(request.issues[0])}`);
    if (options.denied) {
      const message = 'Access denied for webhookSubscriptions field.';
      return { data: null, errors: [{ message, extensions: { code: 'ACCESS_DENIED' } }] };
    }
    const { query, variables } = request.output;
    const [fault] = faultsIn(query, variables);
    if (fault !== undefined) return failed(fault);
    const name = /\b(webhookSubscription\w+)\(/.exec(query)?.[1] ?? '';
    if (name === 'webhookSubscriptions') return { data: { [name]: page(variables) } };
    const [message, done] = mutate(name, variables);
    if (message === undefined) changes.push(done);
    const userErrors = message === undefined ? [] : [{ field: ['webhookSubscription'], message }];
    return { data: { [name]: { userErrors } } };
  }

  function page({ topics, after }: Variables) {
    const fitting = subscriptions.filter(({ topic }) => topics?.some((each) => each === topic));
    const from = after ? fitting.findIndex(({ id }) => id === after) + 1 : 0;
    const nodes = fitting.slice(from, from + pageSize);
    const hasNextPage = from + pageSize < fitting.length;
    return { nodes, pageInfo: { hasNextPage, endCursor: nodes.at(-1)?.id ?? null } };
  }

  /** The user error, or what was done. */
  function mutate(name: string, { topic, wanted, id }: Variables): [string] | [undefined, string] {
    const index = subscriptions.findIndex((each) => each.id === id);
    const found = subscriptions[index];
    if (name !== 'webhookSubscriptionCreate' && !found) return ['Webhook subscription does not exist'];
    const uri = wanted?.uri ?? '';
    if (name !== 'webhookSubscriptionDelete') {
      if (!uri.startsWith('https://')) return ['Address protocol is not supported'];
      const about = topic ?? found?.topic;
      const taken = subscriptions.some((each) => each.id !== id && each.topic === about && each.uri === uri);
      if (taken) return ['Address for this topic has already been taken'];
    }
    if (!options.forgetful) {
      if (name === 'webhookSubscriptionCreate')
        subscriptions.push(whole({ ...(topic ? { topic } : {}), ...wanted }));
      else if (name === 'webhookSubscriptionDelete') subscriptions.splice(index, 1);
      else if (found) subscriptions.splice(index, 1, { ...found, ...wanted });
    }
    return [undefined, `${name.replace('webhookSubscription', '').toLowerCase()} ${topic ?? found?.topic}`];
  }

  return { origin: url, asked, subscriptions, changes };
}

const Topic = v.picklist([
  'CUSTOMERS_CREATE',
  'CUSTOMERS_UPDATE',
  'CUSTOMERS_ENABLE',
  'CUSTOMERS_DISABLE',
  'CUSTOMERS_DELETE',
  'CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE',
  'CUSTOMERS_MARKETING_CONSENT_UPDATE',
]);
const Variables = v.strictObject({
  topics: v.optional(v.array(Topic)),
  after: v.optional(v.nullable(v.string())),
  topic: v.optional(Topic),
  id: v.optional(v.pipe(v.string(), v.startsWith('gid://shopify/WebhookSubscription/'))),
  wanted: v.optional(
    v.strictObject({
      uri: v.string(),
      format: v.exactOptional(v.picklist(['JSON', 'XML'])),
      metafieldNamespaces: v.exactOptional(v.array(v.string())),
    }),
  ),
});
type Variables = v.InferOutput<typeof Variables>;
const GraphQlRequest = v.object({ query: v.string(), variables: Variables });

const failed = (message: string) => ({ errors: [{ message }] });

function grant(response: ServerResponse, { method, headers, body }: Asked, options: ShopifyOptions) {
  if (method !== 'POST' || headers['content-type'] !== 'application/x-www-form-urlencoded;charset=UTF-8') {
    return json(response, 400, { error: 'invalid_request' });
  }
  const form = new URLSearchParams(body);
  const { clientId, clientSecret } = options.app ?? {};
  if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) {
    return json(response, 400, { error: 'invalid_client' });
  }
  if (form.get('grant_type') === 'client_credentials') {
    if (options.sameOrganisation === false) {
      response.writeHead(400, { 'content-type': 'text/html' });
      response.end('Oauth error shop_not_permitted: Client credentials cannot be performed on this shop.');
      return undefined;
    }
    return json(response, 200, { access_token: 'shpat_fake', scope: 'read_customers', expires_in: 86399 });
  }
  if (options.codes?.includes(form.get('code') ?? '')) {
    return json(response, 200, { access_token: 'shpat_fake', scope: 'read_customers' });
  }
  return json(response, 400, { error: 'invalid_request' });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
