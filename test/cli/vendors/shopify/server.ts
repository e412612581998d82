import * as v from 'valibot';
import type { ShopifySubscription } from '../../../../lambda/sources/shopify/subscriptions/subscription';
import { type Asked, listen } from '../../../lambda/masivo/server';
import { faultsIn } from './schema/faults';
import { json, shopifyTokens, type TokenOptions } from './tokens';

export interface ShopifyOptions extends TokenOptions {
  readonly subscriptions?: readonly Partial<ShopifySubscription>[];
  readonly tokens?: readonly string[];
  readonly scopes?: readonly string[];
  /** So many requests are told THROTTLED before one is answered. */
  readonly throttled?: number;
  readonly pageSize?: number;
  /** What every request is denied with. */
  readonly denied?: string;
  /** What every request is answered with, as HTTP 403. */
  readonly forbidden?: string;
  /** The topics that Shopify does not let the app subscribe to. */
  readonly refused?: readonly string[];
  /** Mutations are accepted and not done. */
  readonly forgetful?: boolean;
}

/** A shop's Admin API that checks what it is asked as Shopify does. */
export async function startShopify(options: ShopifyOptions = {}) {
  const { tokens = ['shpat_fake'], pageSize = 100, scopes = ['read_customers'] } = options;
  const granted = shopifyTokens(options);
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
    apiVersion: { handle: '2026-10', supported: true },
    ...each,
  });
  const subscriptions = (options.subscriptions ?? []).map(whole);
  const changes: string[] = [];

  const { url, asked } = await listen((response, request) => {
    if (request.path === '/admin/oauth/access_token') return granted.grant(response, request);
    if (request.path !== '/admin/api/2026-10/graphql.json')
      return json(response, 404, { errors: 'Not Found' });
    const token = request.headers['x-shopify-access-token'];
    if (typeof token !== 'string' || !(tokens.includes(token) || granted.accepts(token))) {
      const errors = '[API] Invalid API key or access token (unrecognized login or wrong password)';
      return json(response, 401, { errors });
    }
    if (request.method !== 'POST' || request.headers['content-type'] !== 'application/json') {
      return json(response, 406, { errors: 'Not Acceptable' });
    }
    if (options.forbidden !== undefined) return json(response, 403, { errors: options.forbidden });
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
      const error = { message: options.denied, extensions: { code: 'ACCESS_DENIED' } };
      return { data: null, errors: [error] };
    }
    const { query, variables } = request.output;
    const [fault] = faultsIn(query, variables);
    if (fault !== undefined) return failed(fault);
    if (query.includes('currentAppInstallation')) {
      const accessScopes = scopes.map((handle) => ({ handle }));
      return { data: { currentAppInstallation: { accessScopes } } };
    }
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
      if (about !== undefined && options.refused?.includes(about)) {
        return ['You cannot create a webhook subscription with the specified topic'];
      }
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

  return { origin: url, asked, subscriptions, changes, renewed: granted.renewed };
}

const Topic = v.picklist([
  'CUSTOMERS_CREATE',
  'CUSTOMERS_UPDATE',
  'CUSTOMERS_ENABLE',
  'CUSTOMERS_DISABLE',
  'CUSTOMERS_DELETE',
  'CUSTOMERS_MERGE',
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
