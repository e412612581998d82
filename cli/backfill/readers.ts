import { shopifyReader } from '../vendors/shopify/backfill';
import { stripeReader } from '../vendors/stripe/backfill';
import type { OpenReader } from './reader';

/** Every source whose existing customers can be read, by its name. */
export const readers: ReadonlyMap<string, OpenReader> = new Map([
  ['shopify', shopifyReader],
  ['stripe', stripeReader],
]);
