import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import Stripe from 'stripe';
import { z } from 'zod';

const { webhooks } = new Stripe('sk_test_bench_makes_no_calls');

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

/** With Stripe's own package. @throws for what it refuses */
export async function stripe(event: APIGatewayProxyEventV2, secret: string): Promise<unknown> {
  const given = event.headers['stripe-signature'] ?? '';
  return StripeEvent.parse(webhooks.constructEvent(event.body ?? '', given, secret));
}
