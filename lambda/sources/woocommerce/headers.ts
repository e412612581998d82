import type { RequestHeaders } from '../source';

/** One of WooCommerce's headers by its name without the prefix. None of them is signed. */
export const header = (headers: RequestHeaders, name: 'topic' | 'source' | 'delivery-id' | 'signature') =>
  headers[`x-wc-webhook-${name}`];

/** The shop's address, `https://shop.example.com/`, as a store's `vendorAccount` has it: `shop.example.com`. */
export const accountIn = (headers: RequestHeaders): string | undefined =>
  header(headers, 'source')
    ?.toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '') || undefined;
