import * as v from 'valibot';
import type { Vendor } from '../vendor';
import { stripeReader } from './backfill';
import { checkStripe } from './check';
import { subscribeAccount } from './subscribe-account';
import { stripeThin } from './thin';

export const stripe: Vendor = {
  ways: ['kept', 'token'],
  hasShops: false,
  options: () => [],
  credentials: [
    /** A secret or restricted key. */
    v.strictObject({ key: v.pipe(v.string(), v.minLength(1)) }),
  ],
  subscribe: (request) => subscribeAccount(request, 'snapshot'),
  thin: stripeThin,
  check: checkStripe,
  customers: stripeReader,
};
