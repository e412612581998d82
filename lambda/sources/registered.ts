// One line for each source, and nothing else; its profile (NAME/profile.ts) is found by its name. In the bundle of
// `receive` each line leads to the source's ingress (infra/build/ingress-only.ts).
export { shopify } from './shopify/source';
export { standard } from './standard/source';
export { stripe } from './stripe/source';
export { woocommerce } from './woocommerce/source';
