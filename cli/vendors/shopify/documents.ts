import { subscriptionDocuments } from '../../../lambda/sources/shopify/subscriptions/documents';

/**
 * What the Admin API is asked, besides the query of a bulk operation (`customersQuery`). Tests check each document
 * against Shopify's own schema.
 */
export const documents = {
  ...subscriptionDocuments,

  scopes: `query Scopes { currentAppInstallation { accessScopes { handle } } }`,

  startBulk: `mutation Start($query: String!) {
  bulkOperationRunQuery(query: $query) { bulkOperation { id status } userErrors { field message } }
}`,

  lookAtBulk: `query Look($id: ID!) {
  node(id: $id) { ... on BulkOperation { status errorCode objectCount url } }
}`,
} as const;
