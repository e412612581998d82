import '@shopify/shopify-api/adapters/node';
import { ApiVersion, shopifyApi } from '@shopify/shopify-api';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { z } from 'zod';

const ShopifyCustomer = z.object({
  id: z.number(),
  email: z.string().nullish(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  phone: z.string().nullish(),
  created_at: z.string(),
  admin_graphql_api_id: z.string(),
});

/** With Shopify's own package. Undefined for what it refuses. */
export async function shopify(event: APIGatewayProxyEventV2, apiSecretKey: string): Promise<unknown> {
  const api = shopifyApi({
    apiKey: 'bench',
    apiSecretKey,
    apiVersion: ApiVersion.July26,
    hostName: event.requestContext.domainName,
    isEmbeddedApp: false,
  });
  const rawRequest = { method: 'POST', url: event.rawPath, headers: event.headers };
  const { valid } = await api.webhooks.validate({ rawBody: event.body ?? '', rawRequest });
  return valid ? ShopifyCustomer.parse(JSON.parse(event.body ?? '')) : undefined;
}
