import { systemClock } from '../../../lambda/clock';
import { asComingTo } from '../../../lambda/sources/shopify/subscriptions/look';
import { planShopify, wantedSubscription } from '../../../lambda/sources/shopify/subscriptions/plan';
import type { ShopifySubscription } from '../../../lambda/sources/shopify/subscriptions/subscription';
import {
  missedText,
  neededTopics,
  shopifyTopics,
} from '../../../lambda/sources/shopify/subscriptions/topics';
import { versionFix, webhookVersion } from '../../../lambda/sources/shopify/subscriptions/webhook-version';
import { type Finding, failure, ok, skipped, warning } from '../../doctor/finding';
import { formerFindings } from '../former-address';
import { otherBridge } from '../other-bridge';
import type { SubscriptionCheck } from '../vendor';
import { shopifyAdmin } from './admin';
import { enterAsKept } from './entry';
import { shopifyOrigin } from './origin';

/** Whether all topics come to this environment, in a version that has what the store needs. @throws CommandError */
export async function checkShopify(check: SubscriptionCheck): Promise<readonly Finding[]> {
  const { store, kept, changeKept, former, variables } = check;
  const origin = shopifyOrigin(store.vendorAccount, variables);
  const { accessToken } = await enterAsKept({
    ...{ kept, changeKept, shop: store.vendorAccount, origin },
    ...systemClock,
  });
  const found = await shopifyAdmin({ origin, accessToken, sleep: systemClock.sleep }).subscriptions(
    shopifyTopics,
  );
  const moved = asComingTo(found, check);
  const addresses = found.map(({ uri }) => uri);
  return [...formerFindings(addresses, former, 'subscribe shopify'), topicsFinding(moved, check)];
}

function topicsFinding(
  found: readonly ShopifySubscription[],
  { store, url, former }: SubscriptionCheck,
): Finding {
  const plan = planShopify(found, wantedSubscription(url, store), { replace: false, former });
  if (plan.kind === 'occupied') return otherBridge(plan.by, store.source);
  const here = found.filter(({ uri }) => uri === url);
  const { version, trouble } = webhookVersion(here, store);
  const versionText = version === undefined ? '' : `, in API version ${version}`;
  const missing = [...new Set(plan.steps.map(({ topic }) => topic))];
  const needed = neededTopics(store);
  const lacking = missing.filter((topic) => needed.includes(topic));
  if (lacking.length > 0) {
    return failure(
      `topics do not come here as they should. ${missedText(lacking)}${trouble === undefined ? '' : `. And the API version of the app's webhooks: ${trouble}`}`,
      here.length > 0
        ? '`subscribe shopify` adds them.'
        : '`subscribe shopify` adds them. Leave it if they are in shopify.app.toml, which Shopify does not show.',
    );
  }
  if (trouble !== undefined) return warning(`the API version of the app's webhooks: ${trouble}`, versionFix);
  if (store.events === true) {
    const topics = new Set(here.map(({ topic }) => topic)).size;
    const classic = `${topics} topics of classic webhooks come to ${url}${versionText}`;
    // These alone tell all that there is to tell.
    if (missing.length === 0) return ok(classic);
    return skipped(
      `whether the store's Events come: they are declared in shopify.app.toml, which no API shows. ${classic}`,
      'Change a shopper in the store: `deliveries` shows whether its Event came.',
    );
  }
  return ok(`${shopifyTopics.length} topics come to ${url}${versionText}`);
}
