import type { StoreSettings } from '../../settings';
import { customerFields } from './events/query';

/**
 * A query may cost 1,000 points (https://shopify.dev/docs/api/usage/limits): one for each object, and a customer has
 * ten at most here.
 */
const customersPerPage = 50;

/** The customers that were changed in a window, the one that was changed first at the beginning. */
export const customersPage = (store: StoreSettings, first = customersPerPage): string =>
  pageOf(first, customerFields(store));

/** The next of them by its id alone, of which nothing can fail that is not the customer's. */
export const customerNamed = (): string => pageOf(1, ['id']);

function pageOf(first: number, fields: readonly string[]): string {
  return [
    'query MasivoChanges($changed: String!, $after: String) {',
    `  customers(first: ${first}, after: $after, sortKey: UPDATED_AT, query: $changed) {`,
    '    nodes {',
    ...fields.map((field) => `      ${field}`),
    '    }',
    '    pageInfo { hasNextPage endCursor }',
    '  }',
    '  shop { myshopifyDomain }',
    '}',
  ].join('\n');
}
