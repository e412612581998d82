/** How outputs of a store end: `WebhookShopifyDefault`, `SecretStripeEuNorth`. */
export const outputEnding = (source: string, store: string) =>
  `${source}-${store}`.split('-').map(capitalised).join('');

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
