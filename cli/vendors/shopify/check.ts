import { systemClock } from '../../../lambda/clock';
import { type Finding, failure, ok } from '../../doctor/finding';
import { otherBridge } from '../other-bridge';
import type { SubscriptionCheck } from '../vendor';
import { shopifyAdmin } from './admin';
import { enterAsKept } from './entry';
import { shopifyOrigin } from './origin';
import { planShopify, wantedSubscription } from './plan';
import { missedText, shopifyTopics } from './topics';

/** Whether all topics come to this environment. @throws CommandError */
export async function checkShopify({ store, kept, url, variables }: SubscriptionCheck): Promise<Finding> {
  const origin = shopifyOrigin(store.vendorAccount, variables);
  const { accessToken } = await enterAsKept({ kept, shop: store.vendorAccount, origin });
  const found = await shopifyAdmin({ origin, accessToken, sleep: systemClock.sleep }).subscriptions(
    shopifyTopics,
  );
  const plan = planShopify(found, wantedSubscription(url, store), false);
  if (plan.kind === 'occupied') return otherBridge(plan.by, store.source);
  if (store.events === true) {
    const here = new Set(found.filter(({ uri }) => uri === url).map(({ topic }) => topic)).size;
    return ok(
      `the store's Events are declared in shopify.app.toml, which no API shows; besides, ${here} topics of classic webhooks come to ${url}`,
    );
  }
  const lacking = [...new Set(plan.steps.map(({ topic }) => topic))];
  return lacking.length === 0
    ? ok(`${shopifyTopics.length} topics come to ${url}`)
    : failure(
        `topics do not come here as they should. ${missedText(lacking)}`,
        found.some(({ uri }) => uri === url)
          ? '`subscribe shopify` adds them.'
          : '`subscribe shopify` adds them. Leave it if they are in shopify.app.toml, which Shopify does not show.',
      );
}
