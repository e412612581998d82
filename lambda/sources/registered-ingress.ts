// The same for `receive`, which carries no more of a source than this: what it loads, a store waits for.
export { ingress as shopify } from './shopify/ingress';
export { ingress as stripe } from './stripe/ingress';
