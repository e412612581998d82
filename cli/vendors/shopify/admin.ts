import * as v from 'valibot';
import { CommandError } from '../../exit';
import { denied } from './denied';
import { documents } from './documents';
import { type ShopifyAccess, shopifyGraphQl } from './graphql';

/** One webhook subscription of the app that asks: Shopify shows an app only its own. */
const Subscription = v.object({
  id: v.string(),
  topic: v.string(),
  uri: v.string(),
  format: v.string(),
  filter: v.nullish(v.string(), null),
  includeFields: v.nullish(v.array(v.string()), []),
  metafieldNamespaces: v.nullish(v.array(v.string()), []),
  /** Of what it sends. It is the app's: a subscription has none of its own. */
  apiVersion: v.nullish(v.object({ handle: v.string(), supported: v.nullish(v.boolean(), true) }), null),
});
export type ShopifySubscription = v.InferOutput<typeof Subscription>;

/** The wanted subscription. Its bodies are complete: no filter, no list of fields. */
export interface WantedSubscription {
  readonly uri: string;
  readonly metafieldNamespaces: readonly string[];
}

export interface ShopifyAdmin {
  /** Those of these topics, all pages. @throws CommandError */
  subscriptions(topics: readonly string[]): Promise<ShopifySubscription[]>;
  create(topic: string, wanted: WantedSubscription): Promise<void>;
  update(id: string, wanted: WantedSubscription): Promise<void>;
  delete(id: string): Promise<void>;
  /** The app's scopes in this shop. */
  scopes(): Promise<ReadonlySet<string>>;
}

const UserErrors = v.array(v.object({ message: v.string() }));
const Listed = v.object({
  webhookSubscriptions: v.object({
    nodes: v.array(Subscription),
    pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullish(v.string(), null) }),
  }),
});

/** Shopify's Admin GraphQL API, as far as webhooks go: https://shopify.dev/docs/api/admin-graphql */
export function shopifyAdmin(access: ShopifyAccess): ShopifyAdmin {
  async function mutate(name: string, query: string, variables: object): Promise<void> {
    const data = await shopifyGraphQl(access, query, variables);
    const result = v.parse(v.object({ [name]: v.object({ userErrors: UserErrors }) }), data);
    const [error] = result[name]?.userErrors ?? [];
    if (!error) return;
    throw /scope|permission|protected customer data/i.test(error.message)
      ? denied(`Shopify refuses ${name}`, error.message)
      : new CommandError('failed', `Shopify refuses ${name}: ${error.message}`);
  }

  return {
    async subscriptions(topics) {
      const found: ShopifySubscription[] = [];
      let after: string | null = null;
      do {
        const { webhookSubscriptions: page }: v.InferOutput<typeof Listed> = v.parse(
          Listed,
          await shopifyGraphQl(access, documents.listSubscriptions, { topics, after }),
        );
        found.push(...page.nodes);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      return found;
    },
    create: (topic, wanted) =>
      mutate('webhookSubscriptionCreate', documents.createSubscription, { topic, wanted: inputOf(wanted) }),
    update: (id, wanted) =>
      mutate('webhookSubscriptionUpdate', documents.updateSubscription, { id, wanted: inputOf(wanted) }),
    delete: (id) => mutate('webhookSubscriptionDelete', documents.deleteSubscription, { id }),
    scopes: () => scopesOf((query) => shopifyGraphQl(access, query, {})),
  };
}

const Scopes = v.object({
  currentAppInstallation: v.object({ accessScopes: v.array(v.object({ handle: v.string() })) }),
});

/** @param graphQl the Admin API: the `data` of its answer */
export async function scopesOf(graphQl: (query: string) => Promise<unknown>): Promise<ReadonlySet<string>> {
  const { currentAppInstallation } = v.parse(Scopes, await graphQl(documents.scopes));
  return new Set(currentAppInstallation.accessScopes.map(({ handle }) => handle));
}

const inputOf = ({ uri, metafieldNamespaces }: WantedSubscription) => ({
  uri,
  format: 'JSON',
  metafieldNamespaces,
});
