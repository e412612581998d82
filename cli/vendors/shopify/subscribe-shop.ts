import { systemClock } from '../../../lambda/clock';
import { wantedSubscription } from '../../../lambda/sources/shopify/subscriptions/plan';
import { shopOf } from '../shop';
import type { SubscribedWith, SubscribeRequest } from '../vendor';
import { shopifyAdmin } from './admin';
import { enterShopify } from './entry';
import { ownOptions } from './options';
import { shopifyOrigin } from './origin';
import { subscribeShopify } from './subscribe';

/** Gets access to the shop, and registers its topics. @throws CommandError */
export async function subscribeShop(request: SubscribeRequest): Promise<SubscribedWith> {
  const { terminal, store, access, changeKept } = request;
  const { shop: named, access: way, clientId, callbackPort, keep } = ownOptions(request.options);
  const shop = shopOf(store, named);
  const origin = shopifyOrigin(shop, terminal.environment);
  const entry = await enterShopify({
    way,
    // Stored credentials that can no longer be read must not prevent their replacement.
    kept: access === 'kept' ? await request.kept() : undefined,
    keeps: keep,
    ...{ changeKept, shop, origin, clientId, callbackPort, terminal },
    ...systemClock,
  });
  const admin = shopifyAdmin({ origin, accessToken: entry.accessToken, sleep: systemClock.sleep });
  const wanted = wantedSubscription(request.webhookUrl, store);
  const { clientSecret, isKept } = entry;
  const ended = await subscribeShopify({ ...request, admin, wanted, clientSecret, isKept });
  return { ended, opened: access === 'kept' ? undefined : entry.credential };
}
