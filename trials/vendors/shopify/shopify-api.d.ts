// As much of Shopify's package as the peers use: it is not there when types are checked.

declare module '@shopify/shopify-api/adapters/node';

declare module '@shopify/shopify-api' {
  export const ApiVersion: { readonly July26: string };
  export const LogSeverity: { readonly Error: number };
  export function shopifyApi(config: {
    readonly apiKey: string;
    readonly apiSecretKey: string;
    readonly apiVersion: string;
    readonly hostName: string;
    readonly isEmbeddedApp: boolean;
    readonly logger?: { readonly level: number };
  }): {
    readonly webhooks: {
      validate(request: {
        readonly rawBody: string;
        readonly rawRequest: { readonly method: string; readonly url: string; readonly headers: object };
      }): Promise<{ readonly valid: boolean }>;
    };
  };
}
