import type { ThinEvents } from '../vendor';
import { stripeOrigin } from './origin';
import { refuseReadKey } from './read-key';
import { subscribeAccount } from './subscribe-account';

/** Stripe's thin events of customers. */
export const stripeThin: ThinEvents = {
  refuseKey: (store, key, variables) => refuseReadKey(store, { key, origin: stripeOrigin(variables) }),
  async subscribe(request) {
    const subscribed = await subscribeAccount(request, 'thin');
    if (subscribed.ended.kind !== 'refused') {
      request.say(
        'an endpoint of snapshot events stays as it is: consent given in Checkout comes by it (`subscribe stripe`)',
      );
    }
    return subscribed;
  },
};
