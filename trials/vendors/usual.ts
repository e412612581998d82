// How the usual stack reads each vendor's webhooks: one line for each.
export { shopify } from './shopify/usual';
export { stripe } from './stripe/usual';
