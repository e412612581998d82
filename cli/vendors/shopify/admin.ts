import * as v from 'valibot';
import {
  inputOf,
  type ShopifySubscription,
  SubscriptionsPage,
  UserErrors,
  type WantedSubscription,
} from '../../../lambda/sources/shopify/subscriptions/subscription';
import { CommandError } from '../../exit';
import { denied } from './denied';
import { documents } from './documents';
import { type ShopifyAccess, shopifyGraphQl } from './graphql';

export interface ShopifyAdmin {
  /** Those of these topics, all pages. @throws CommandError */
  subscriptions(topics: readonly string[]): Promise<ShopifySubscription[]>;
  create(topic: string, wanted: WantedSubscription): Promise<void>;
  update(id: string, wanted: WantedSubscription): Promise<void>;
  delete(id: string): Promise<void>;
  /** The app's scopes in this shop. */
  scopes(): Promise<ReadonlySet<string>>;
}

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
        const { webhookSubscriptions: page }: v.InferOutput<typeof SubscriptionsPage> = v.parse(
          SubscriptionsPage,
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
