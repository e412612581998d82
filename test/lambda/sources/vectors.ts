import { shopifyVectors } from './shopify/vectors';
import { stripeVectors } from './stripe/vectors';
import type { SourceVectors } from './vector';

export const vectors: Readonly<Record<string, SourceVectors>> = {
  shopify: shopifyVectors,
  stripe: stripeVectors,
};
