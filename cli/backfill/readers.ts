import type { OpenReader } from './reader';
import { shopifyReader } from './shopify-reader';
import { stripeReader } from './stripe-reader';

/** Every source whose existing customers can be read, by its name. */
export const readers: ReadonlyMap<string, OpenReader> = new Map([
  ['shopify', shopifyReader],
  ['stripe', stripeReader],
]);
