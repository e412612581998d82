/** What the Admin API is asked about webhooks. Tests check each document against Shopify's own schema. */
export const subscriptionDocuments = {
  listSubscriptions: `query Subscriptions($topics: [WebhookSubscriptionTopic!], $after: String) {
  webhookSubscriptions(first: 100, topics: $topics, after: $after) {
    nodes { id topic uri format filter includeFields metafieldNamespaces apiVersion { handle supported } }
    pageInfo { hasNextPage endCursor }
  }
}`,

  createSubscription: `mutation Create($topic: WebhookSubscriptionTopic!, $wanted: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $wanted) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`,

  updateSubscription: `mutation Update($id: ID!, $wanted: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $wanted) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`,

  deleteSubscription: `mutation Delete($id: ID!) {
  webhookSubscriptionDelete(id: $id) {
    deletedWebhookSubscriptionId
    userErrors { field message }
  }
}`,
} as const;
