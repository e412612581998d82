import { shopify } from './shopify/source';
import type { Source } from './source';
import { stripe } from './stripe/source';

/** Every source the bridge knows. A third one is its own file and one line here. */
export const sources: ReadonlyMap<string, Source> = new Map(
  [shopify, stripe].map((source) => [source.name, source]),
);
