import { originOf } from '../origins';

export const stripeOrigin = (environment: Readonly<Record<string, string | undefined>>) =>
  originOf('STRIPE_TEST_ORIGIN', 'https://api.stripe.com', environment);
