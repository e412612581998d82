import { originOf } from '../origins';

/** @param shop `name.myshopify.com` */
export const shopifyOrigin = (shop: string, environment: Readonly<Record<string, string | undefined>>) =>
  originOf('SHOPIFY_TEST_ORIGIN', `https://${shop}`, environment);
