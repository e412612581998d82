// One line for each vendor whose API the commands know, named like its source.
export { shopify } from './shopify/vendor';
export { stripe } from './stripe/vendor';
export { woocommerce } from './woocommerce/vendor';
