import * as v from 'valibot';

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

/** A page of them. */
export const SubscriptionsPage = v.object({
  webhookSubscriptions: v.object({
    nodes: v.array(Subscription),
    pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullish(v.string(), null) }),
  }),
});

/** What Shopify refuses of a mutation, with HTTP 200. */
export const UserErrors = v.array(v.object({ message: v.string() }));

/** The wanted subscription. Its bodies are complete: no filter, no list of fields. */
export interface WantedSubscription {
  readonly uri: string;
  readonly metafieldNamespaces: readonly string[];
}

/** As the Admin API takes it. */
export const inputOf = ({ uri, metafieldNamespaces }: WantedSubscription) => ({
  uri,
  format: 'JSON',
  metafieldNamespaces,
});
