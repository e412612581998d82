import * as v from 'valibot';
import { VendorError } from './vendor-error';

/** The version whose subscriptions carry `uri`; bodies of webhooks are serialised as this version has them. */
export const shopifyApiVersion = '2026-07';

/** One webhook subscription of the app that asks: Shopify shows an app only its own. */
const Subscription = v.object({
  id: v.string(),
  topic: v.string(),
  uri: v.string(),
  format: v.string(),
  filter: v.nullish(v.string(), null),
  includeFields: v.nullish(v.array(v.string()), []),
  metafieldNamespaces: v.nullish(v.array(v.string()), []),
});
export type ShopifySubscription = v.InferOutput<typeof Subscription>;

/** What a subscription is to be. Nothing is left out of its bodies: no filter, no list of fields. */
export interface WantedSubscription {
  readonly uri: string;
  readonly metafieldNamespaces: readonly string[];
}

export interface ShopifyAdmin {
  /** Those of these topics, all pages. @throws VendorError */
  subscriptions(topics: readonly string[]): Promise<ShopifySubscription[]>;
  create(topic: string, wanted: WantedSubscription): Promise<void>;
  update(id: string, wanted: WantedSubscription): Promise<void>;
  delete(id: string): Promise<void>;
}

export interface ShopifyAdminDeps {
  /** `https://name.myshopify.com`. */
  readonly origin: string;
  readonly accessToken: string;
  readonly sleep: (ms: number) => Promise<void>;
}

const UserErrors = v.array(v.object({ message: v.string() }));
const Listed = v.object({
  webhookSubscriptions: v.object({
    nodes: v.array(Subscription),
    pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullish(v.string(), null) }),
  }),
});

const listing = `query Subscriptions($topics: [WebhookSubscriptionTopic!], $after: String) {
  webhookSubscriptions(first: 100, topics: $topics, after: $after) {
    nodes { id topic uri format filter includeFields metafieldNamespaces }
    pageInfo { hasNextPage endCursor }
  }
}`;

const creation = `mutation Create($topic: WebhookSubscriptionTopic!, $wanted: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $wanted) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`;

const change = `mutation Update($id: ID!, $wanted: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $wanted) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`;

const deletion = `mutation Delete($id: ID!) {
  webhookSubscriptionDelete(id: $id) {
    deletedWebhookSubscriptionId
    userErrors { field message }
  }
}`;

/** Shopify's Admin GraphQL API, as far as webhooks go: https://shopify.dev/docs/api/admin-graphql */
export function shopifyAdmin(deps: ShopifyAdminDeps): ShopifyAdmin {
  async function mutate(name: string, query: string, variables: object): Promise<void> {
    const data = await graphQl(deps, query, variables);
    const result = v.parse(v.object({ [name]: v.object({ userErrors: UserErrors }) }), data);
    const [error] = result[name]?.userErrors ?? [];
    if (error) throw new VendorError(`Shopify refuses ${name}: ${error.message}`);
  }

  return {
    async subscriptions(topics) {
      const found: ShopifySubscription[] = [];
      let after: string | null = null;
      do {
        const { webhookSubscriptions: page }: v.InferOutput<typeof Listed> = v.parse(
          Listed,
          await graphQl(deps, listing, { topics, after }),
        );
        found.push(...page.nodes);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      return found;
    },
    create: (topic, wanted) =>
      mutate('webhookSubscriptionCreate', creation, { topic, wanted: inputOf(wanted) }),
    update: (id, wanted) => mutate('webhookSubscriptionUpdate', change, { id, wanted: inputOf(wanted) }),
    delete: (id) => mutate('webhookSubscriptionDelete', deletion, { id }),
  };
}

const inputOf = ({ uri, metafieldNamespaces }: WantedSubscription) => ({
  uri,
  format: 'JSON',
  metafieldNamespaces,
});

const GraphQlAnswer = v.object({
  data: v.nullish(v.unknown()),
  errors: v.optional(
    v.array(
      v.object({
        message: v.string(),
        extensions: v.optional(v.object({ code: v.optional(v.string()) })),
      }),
    ),
    [],
  ),
  extensions: v.optional(
    v.object({
      cost: v.optional(
        v.object({
          requestedQueryCost: v.number(),
          throttleStatus: v.object({ currentlyAvailable: v.number(), restoreRate: v.number() }),
        }),
      ),
    }),
  ),
});
type GraphQlAnswer = v.InferOutput<typeof GraphQlAnswer>;

const mostTries = 6;
const timeoutMs = 20_000;

/** Waits as long as Shopify's bucket needs to fill (THROTTLED comes with HTTP 200) and tries again. */
async function graphQl(deps: ShopifyAdminDeps, query: string, variables: object): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    const response = await post(deps, { query, variables });
    if (response.status === 429 && tries < mostTries) {
      await deps.sleep(Math.min(30, Number(response.headers.get('retry-after')) || 2) * 1000);
      continue;
    }
    if (response.status !== 200) throw new VendorError(refusal(response.status, deps.origin));
    const answer = v.parse(GraphQlAnswer, await response.json());
    if (answer.errors.some(({ extensions }) => extensions?.code === 'THROTTLED') && tries < mostTries) {
      await deps.sleep(untilFilledMs(answer));
      continue;
    }
    const [error] = answer.errors;
    if (error?.extensions?.code === 'ACCESS_DENIED') {
      throw new VendorError(
        `Shopify denies access: ${error.message} Grant the app the scope read_customers, and access to protected customer data, in the developer dashboard; then have it approved again.`,
      );
    }
    if (error) throw new VendorError(`Shopify does not understand the request: ${error.message}`);
    return answer.data;
  }
}

function untilFilledMs({ extensions }: GraphQlAnswer): number {
  const cost = extensions?.cost;
  if (!cost) return 2000;
  const { currentlyAvailable, restoreRate } = cost.throttleStatus;
  return Math.max(500, ((cost.requestedQueryCost - currentlyAvailable) / Math.max(1, restoreRate)) * 1000);
}

async function post({ origin, accessToken }: ShopifyAdminDeps, body: object): Promise<Response> {
  try {
    return await fetch(`${origin}/admin/api/${shopifyApiVersion}/graphql.json`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-shopify-access-token': accessToken,
      },
      body: JSON.stringify(body),
      // A redirect would carry the token elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch {
    throw new VendorError(`${origin} does not answer. Is the shop's name right, and the network there?`);
  }
}

function refusal(status: number, origin: string): string {
  if (status === 401)
    return 'Shopify does not know this access token (HTTP 401). Give another one with --access.';
  if (status === 403) return 'Shopify forbids this with the access token (HTTP 403): its scopes are too few.';
  if (status === 404) return `There is no shop at ${origin} (HTTP 404). Check vendorAccount in the config.`;
  if (status === 402 || status === 423) return `The shop is frozen or locked (HTTP ${status}).`;
  return `Shopify answered HTTP ${status}. Try again later.`;
}
