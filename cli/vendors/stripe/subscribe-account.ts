import type { StripePayload } from '../../../lambda/sources/stripe/subscriptions/events';
import { storeKey } from '../../../lambda/store-name';
import { given } from '../given';
import type { SubscribedWith, SubscribeRequest } from '../vendor';
import { refuseOtherStripe } from './account';
import { stripeEndpoints } from './endpoints';
import { stripeOrigin } from './origin';
import { subscribeStripe } from './subscribe';

/** Opens the store's account with a key, and subscribes the store there. @throws CommandError */
export async function subscribeAccount(
  request: SubscribeRequest,
  payload: StripePayload,
): Promise<SubscribedWith> {
  const { terminal, store, access } = request;
  const known = access === 'kept' ? (await request.kept())?.key : undefined;
  const key = known ?? given(await terminal.askSecret(`Key of the Stripe account of ${storeKey(store)}:`));
  const endpoints = stripeEndpoints({ key, origin: stripeOrigin(terminal.environment) });
  await refuseOtherStripe(store, key, endpoints);
  const ended = await subscribeStripe({ ...request, endpoints, payload });
  return { ended, opened: known === undefined ? { key } : undefined };
}
