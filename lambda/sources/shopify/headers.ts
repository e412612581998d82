import type { RequestHeaders } from '../source';

/**
 * A header of Shopify's by its name without the prefix. Events have `Shopify-` where classic webhooks have
 * `X-Shopify-`, and a request may bring both: then the newer name counts.
 */
export const header = (headers: RequestHeaders, name: string): string | undefined =>
  headers[`shopify-${name}`] || headers[`x-shopify-${name}`];
