import * as v from 'valibot';
import { storeKey } from '../../../lambda/store-name';
import { given } from '../given';
import type { Vendor } from '../vendor';
import { refuseOtherStripe } from './account';
import { stripeReader } from './backfill';
import { checkStripe } from './check';
import { stripeEndpoints } from './endpoints';
import { stripeOrigin } from './origin';
import { subscribeStripe } from './subscribe';

export const stripe: Vendor = {
  ways: ['kept', 'token'],
  options: () => [],
  credentials: [
    /** A secret or restricted key. */
    v.strictObject({ key: v.pipe(v.string(), v.minLength(1)) }),
  ],
  async subscribe(request) {
    const { terminal, store, access } = request;
    const known = access === 'kept' ? (await request.kept())?.key : undefined;
    const key = known ?? given(await terminal.askSecret(`Key of the Stripe account of ${storeKey(store)}:`));
    const endpoints = stripeEndpoints({ key, origin: stripeOrigin(terminal.environment) });
    await refuseOtherStripe(store, key, endpoints);
    const ended = await subscribeStripe({ ...request, endpoints });
    return { ended, opened: known === undefined ? { key } : undefined };
  },
  check: checkStripe,
  customers: stripeReader,
};
