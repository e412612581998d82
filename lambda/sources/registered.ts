// One line for each source; its profile (NAME/profile.ts) is found by its name.
export { shopify } from './shopify/source';
export { stripe } from './stripe/source';
