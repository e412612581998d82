import { originOf } from '../origins';

/** @param local the Stripe of a local run */
export const stripeOrigin = (
  environment: Readonly<Record<string, string | undefined>>,
  local = 'https://api.stripe.com',
) => originOf('STRIPE_TEST_ORIGIN', local, environment);
