// One line for each vendor that the trials play; a source without one is left out of them.
export { shopify } from './shopify/vendor';
export { stripe } from './stripe/vendor';
