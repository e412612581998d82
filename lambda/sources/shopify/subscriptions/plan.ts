import { type FormerAddress, looksLikeABridge } from '../../../own-addresses';
import type { StoreSettings } from '../../../settings';
import { metafieldName } from '../metafield-name';
import { shopify } from '../source';
import type { ShopifySubscription, WantedSubscription } from './subscription';
import { carriesMetafields, type ShopifyTopic, shopifyTopics } from './topics';

interface Registered {
  readonly topic: ShopifyTopic;
  readonly id: string;
  readonly was: ShopifySubscription;
}

export type ShopifyStep =
  | { readonly do: 'create'; readonly topic: ShopifyTopic; readonly wanted: WantedSubscription }
  | (Registered & { readonly do: 'update'; readonly wanted: WantedSubscription })
  | (Registered & { readonly do: 'delete' });

export type ShopifyPlan =
  | { readonly kind: 'steps'; readonly steps: readonly ShopifyStep[] }
  /** Other bridges are subscribed to these topics: nothing is changed without --replace. */
  | { readonly kind: 'occupied'; readonly by: readonly string[] };

/** A store's wanted subscriptions: the metafields that its mapping reads are sent only when asked for. */
export function wantedSubscription(uri: string, store: StoreSettings): WantedSubscription {
  const { birthDate, gender, values } = { ...shopify.defaultMapping, ...store.mapping };
  const namespaces = [birthDate, gender, ...values].flatMap((path) => metafieldName(path)?.namespace ?? []);
  return { uri, metafieldNamespaces: [...new Set(namespaces)].sort() };
}

/**
 * The steps from what is registered to what is wanted; none where they are the same. Another bridge's subscription, or
 * one to a former address of ours, is pointed to our address in place, so that no event is lost in between. Pure.
 */
export function planShopify(
  found: readonly ShopifySubscription[],
  wanted: WantedSubscription,
  { replace, former }: { readonly replace: boolean; readonly former: FormerAddress },
  topics: readonly ShopifyTopic[] = shopifyTopics,
): ShopifyPlan {
  const others = found.filter(({ uri }) => uri !== wanted.uri && looksLikeABridge(uri, 'shopify'));
  const foreign = others.filter(({ uri }) => former(uri) === undefined);
  if (foreign.length > 0 && !replace) {
    return { kind: 'occupied', by: [...new Set(foreign.map(({ uri }) => uri))] };
  }
  return {
    kind: 'steps',
    steps: topics.flatMap((topic) => stepsFor(topic, found, others, wantedOf(topic, wanted))),
  };
}

const wantedOf = (topic: ShopifyTopic, wanted: WantedSubscription): WantedSubscription =>
  carriesMetafields(topic) ? wanted : { ...wanted, metafieldNamespaces: [] };

function stepsFor(
  topic: ShopifyTopic,
  found: readonly ShopifySubscription[],
  others: readonly ShopifySubscription[],
  wanted: WantedSubscription,
): ShopifyStep[] {
  const ours = found.filter((each) => each.topic === topic && each.uri === wanted.uri);
  const foreign = others.filter((each) => each.topic === topic);
  const remove = (each: ShopifySubscription): ShopifyStep => ({
    do: 'delete',
    topic,
    id: each.id,
    was: each,
  });
  const turn = (each: ShopifySubscription): ShopifyStep => ({
    do: 'update',
    topic,
    id: each.id,
    was: each,
    wanted,
  });

  const [usable, ...spare] = [...ours, ...foreign].filter(isWhole);
  // A subscription with a filter cannot be fixed by an update: Shopify keeps a filter that is not named.
  const removed = [...ours, ...foreign].filter((each) => !isWhole(each));
  return [
    ...[...removed, ...spare].map(remove),
    ...(usable === undefined
      ? [{ do: 'create', topic, wanted } as const]
      : isAsWanted(usable, wanted)
        ? []
        : [turn(usable)]),
  ];
}

/** A filter or a list of fields would withhold shoppers, or parts of them. */
const isWhole = ({ filter, includeFields }: ShopifySubscription) => !filter && !includeFields?.length;

const isAsWanted = (found: ShopifySubscription, wanted: WantedSubscription) =>
  found.uri === wanted.uri &&
  found.format === 'JSON' &&
  [...(found.metafieldNamespaces ?? [])].sort().join() === wanted.metafieldNamespaces.join();
