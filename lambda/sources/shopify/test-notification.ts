import type { RequestHeaders } from '../source';

/** Shopify's "Send test notification". The header is not signed, and its value may come in any case. */
export const isTestNotification = (headers: RequestHeaders): boolean =>
  ['x-shopify-test', 'shopify-test'].some((name) => headers[name]?.trim().toLowerCase() === 'true');
