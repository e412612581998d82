import type { StoreSettings } from '../../settings';
import { customerFields } from './events/query';

/**
 * A query may cost 1,000 points (https://shopify.dev/docs/api/usage/limits): one for each object, and a customer has
 * ten at most here.
 */
export const customersPerPage = 50;

/** The customers that were changed in a window, the one that was changed first at the beginning. */
export const customersPage = (store: StoreSettings): string =>
  [
    'query MasivoChanges($changed: String!, $after: String) {',
    `  customers(first: ${customersPerPage}, after: $after, sortKey: UPDATED_AT, query: $changed) {`,
    '    nodes {',
    ...customerFields(store).map((field) => `      ${field}`),
    '    }',
    '    pageInfo { hasNextPage endCursor }',
    '  }',
    '  shop { myshopifyDomain }',
    '}',
  ].join('\n');
