import type { ThinEvents } from '../vendor';
import { stripeOrigin } from './origin';
import { refuseReadKey } from './read-key';
import { subscribeAccount } from './subscribe-account';

/** Stripe's thin events of customers. */
export const stripeThin: ThinEvents = {
  refuseKey(store, key, { variables, baseUrl }) {
    // The local run's Stripe has customers and events, and no account to ask for.
    const asked = baseUrl === undefined ? store : { ...store, vendorAccount: 'any' };
    return refuseReadKey(asked, { key, origin: stripeOrigin(variables, baseUrl) });
  },
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
