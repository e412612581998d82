import '@shopify/shopify-api/adapters/node';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ApiVersion, shopifyApi } from '@shopify/shopify-api';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import Stripe from 'stripe';
import { z } from 'zod';

/**
 * The same ingress as most people build it: each vendor's SDK verifies, zod validates, the AWS SDK sends. It does
 * the whole job, once per event.
 */

const sqs = new SQSClient({});
const secretsManager = new SecretsManagerClient({});
const stripe = new Stripe('sk_test_bench_makes_no_calls');

const ShopifyCustomer = z.object({
  id: z.number(),
  email: z.string().nullish(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  phone: z.string().nullish(),
  created_at: z.string(),
  admin_graphql_api_id: z.string(),
});

const StripeEvent = z.object({
  id: z.string(),
  type: z.string(),
  created: z.number(),
  livemode: z.boolean(),
  data: z.object({
    object: z.object({
      id: z.string(),
      object: z.literal('customer'),
      email: z.string().nullish(),
      name: z.string().nullish(),
      phone: z.string().nullish(),
      created: z.number(),
    }),
  }),
});

const secretIds: Readonly<Record<string, string>> = JSON.parse(process.env.SECRET_IDS ?? '{}');

async function secretOf(store: string): Promise<string> {
  const answer = await secretsManager.send(new GetSecretValueCommand({ SecretId: secretIds[store] }));
  const [first] = z.array(z.string()).parse(JSON.parse(answer.SecretString ?? '[]'));
  if (!first) throw new Error('There is no secret');
  return first;
}

async function shopifyWebhook(event: APIGatewayProxyEventV2): Promise<unknown> {
  const shopify = shopifyApi({
    apiKey: 'bench',
    apiSecretKey: await secretOf('shopify/default'),
    apiVersion: ApiVersion.July26,
    hostName: event.requestContext.domainName,
    isEmbeddedApp: false,
  });
  const rawRequest = { method: 'POST', url: event.rawPath, headers: event.headers };
  const { valid } = await shopify.webhooks.validate({ rawBody: event.body ?? '', rawRequest });
  return valid ? ShopifyCustomer.parse(JSON.parse(event.body ?? '')) : undefined;
}

async function stripeWebhook(event: APIGatewayProxyEventV2): Promise<unknown> {
  const secret = await secretOf('stripe/default');
  const given = event.headers['stripe-signature'] ?? '';
  return StripeEvent.parse(stripe.webhooks.constructEvent(event.body ?? '', given, secret));
}

export async function handler(event: APIGatewayProxyEventV2) {
  const read = event.rawPath === '/webhooks/shopify' ? shopifyWebhook : stripeWebhook;
  const customer = await read(event);
  if (!customer) return { statusCode: 401, body: '' };
  await sqs.send(
    new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify(customer) }),
  );
  return { statusCode: 200, body: '' };
}
