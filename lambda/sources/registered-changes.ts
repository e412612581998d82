// The vendors who can be asked what has changed, by the source's name.
export { changes as shopify } from './shopify/changes';
export { changes as stripe } from './stripe/changes';
export { changes as woocommerce } from './woocommerce/changes';
