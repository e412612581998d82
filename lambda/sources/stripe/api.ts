import type { VendorApi } from '../source';
import { newestVersion } from './api-version';

/** https://docs.stripe.com/api: pinned to the newest version whose customers the schemas know. */
export const stripeApi: VendorApi = {
  vendor: 'Stripe',
  baseUrl: 'https://api.stripe.com',
  // Stripe allows 25 reads a second in a sandbox and 100 in live mode (https://docs.stripe.com/rate-limits), and the
  // account has other programs.
  perSecond: 20,
  headers: (key) => ({ authorization: `Bearer ${key}`, 'stripe-version': newestVersion }),
};
