import * as v from 'valibot';
import { memberOf } from '../../../json';
import { asIfMoved, looksLikeABridge } from '../../../own-addresses';
import type { ChangesRequest } from '../../changes-request';
import type { Look, Repair, SeenSubscriptions, VendorSubscriptions, WebhooksAt } from '../../subscriptions';
import { newestVersion } from '../api-version';
import { errorsIn } from '../changes-errors';
import { subscriptionDocuments } from './documents';
import { planShopify, type ShopifyStep, wantedSubscription } from './plan';
import { refusalIn } from './refusal';
import { inputOf, type ShopifySubscription, SubscriptionsPage, UserErrors } from './subscription';
import { neededTopics, shopifyTopics } from './topics';
import { webhookVersion } from './webhook-version';

/**
 * The subscriptions of the app whose key is asked with: Shopify shows an app no others. What they send is signed with the
 * app's own secret, so one that is made again has no new one.
 */
export const subscriptions: VendorSubscriptions = { look: (at) => pageAt(null, [], at) };

const graphQl = (query: string, variables: object): ChangesRequest => ({
  method: 'POST',
  path: `/admin/api/${newestVersion}/graphql.json`,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables }),
});

const Page = v.object({ data: SubscriptionsPage });

const pageAt = (after: string | null, before: readonly ShopifySubscription[], at: WebhooksAt): Look => ({
  request: graphQl(subscriptionDocuments.listSubscriptions, { topics: shopifyTopics, after }),
  read(answer) {
    const refusal = refusalIn(answer);
    if (refusal) return refusal;
    const page = v.safeParse(Page, answer);
    // An error beside the data would make what it spoils look as if it were not there.
    if (!page.success || errorsIn(answer).length > 0) return { kind: 'unreadable' };
    const { nodes, pageInfo } = page.output.data.webhookSubscriptions;
    const found = [...before, ...nodes];
    if (!pageInfo.hasNextPage) return { kind: 'seen', seen: judged(found, at) };
    if (pageInfo.endCursor === null || pageInfo.endCursor === after) return { kind: 'unreadable' };
    return { kind: 'more', look: pageAt(pageInfo.endCursor, found, at) };
  },
});

/** What is registered, where an address that still takes webhooks counts as the present one. */
export const asComingTo = (
  found: readonly ShopifySubscription[],
  { url, former }: Pick<WebhooksAt, 'url' | 'former'>,
): readonly ShopifySubscription[] =>
  asIfMoved(found, {
    isHere: ({ uri }) => uri === url,
    isOpen: ({ uri }) => former(uri) === 'open',
    isSame: (a, b) => a.topic === b.topic,
    moved: (each) => ({ ...each, uri: url }),
  });

function judged(found: readonly ShopifySubscription[], at: WebhooksAt): SeenSubscriptions {
  const { store, url, former } = at;
  const isAnothers = ({ uri }: ShopifySubscription) =>
    uri !== url && looksLikeABridge(uri, store.source) && former(uri) === undefined;
  const own = asComingTo(
    found.filter((each) => !isAnothers(each)),
    at,
  );
  const plan = planShopify(own, wantedSubscription(url, store), { replace: false, former });
  const needed = neededTopics(store);
  const steps = (plan.kind === 'steps' ? plan.steps : []).filter(({ topic }) => needed.includes(topic));
  // Somebody has had another bridge take this one's place: that is for people to decide.
  const repairs = found.some(isAnothers) ? [] : steps.flatMap(repairOf);
  const here = own.filter(({ uri }) => uri === url);
  return {
    lacking: [...new Set(steps.flatMap((step) => (step.do === 'delete' ? [] : [step.topic])))],
    versionTrouble: webhookVersion(here, store).trouble ?? null,
    repairs,
  };
}

function repairOf(step: ShopifyStep): Repair[] {
  const { createSubscription, updateSubscription } = subscriptionDocuments;
  switch (step.do) {
    case 'create': {
      const { topic, wanted } = step;
      return [mutation('webhookSubscriptionCreate', createSubscription, { topic, wanted: inputOf(wanted) })];
    }
    case 'update': {
      const { id, wanted } = step;
      return [mutation('webhookSubscriptionUpdate', updateSubscription, { id, wanted: inputOf(wanted) })];
    }
    case 'delete':
      return [];
    default:
      return step satisfies never;
  }
}

const mutation = (name: string, query: string, variables: object): Repair => ({
  request: graphQl(query, variables),
  read(answer) {
    const refusal = refusalIn(answer);
    if (refusal) return refusal;
    const errors = v.safeParse(UserErrors, memberOf(memberOf(memberOf(answer, 'data'), name), 'userErrors'));
    if (!errors.success || errorsIn(answer).length > 0) return { kind: 'unreadable' };
    // What is there already was made by this request, when its first answer was lost.
    return errors.output.every(({ message }) => /already been taken/i.test(message))
      ? { kind: 'done' }
      : { kind: 'denied' };
  },
});
