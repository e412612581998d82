/** A client id and secret of the developer dashboard. The secret also signs the app's webhooks. */
export interface ShopifyApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** As the token endpoint wants it. */
export const named = ({ clientId, clientSecret }: ShopifyApp) => ({
  client_id: clientId,
  client_secret: clientSecret,
});
