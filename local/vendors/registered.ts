// The vendors where the bridge reads, by the source's name.
export { makeShopifyApi as shopify } from './shopify/model';
export { makeStripeApi as stripe } from './stripe/model';
export { makeWooCommerceApi as woocommerce } from './woocommerce/model';
