import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { shopify } from '../../lambda/sources/shopify/source';
import { stripe } from '../../lambda/sources/stripe/source';

export type SourceName = 'shopify' | 'stripe';

export const webhookSecrets = {
  shopify: 'bench-shopify-secret',
  stripe: 'whsec_bench_stripe_secret',
} as const;

/** A shopper with an address, whose body has the two to three KB that real ones have. */
const shopifyCustomer = {
  id: 7_000_000_000_001,
  created_at: '2026-11-02T09:30:00+01:00',
  updated_at: '2026-11-02T09:30:00+01:00',
  first_name: 'Bench',
  last_name: 'Shopper',
  orders_count: 0,
  state: 'enabled',
  total_spent: '0.00',
  last_order_id: null,
  note: 'Signed up at the counter in Example Street, asked for the loyalty card.',
  verified_email: true,
  multipass_identifier: null,
  tax_exempt: false,
  tags: 'loyalty, newsletter, counter',
  last_order_name: null,
  email: 'bench.shopper@example.com',
  phone: null,
  currency: 'EUR',
  addresses: [address(1), address(2), address(3)],
  accepts_marketing: true,
  accepts_marketing_updated_at: '2026-11-02T09:30:00+01:00',
  marketing_opt_in_level: 'single_opt_in',
  tax_exemptions: [],
  email_marketing_consent: {
    state: 'subscribed',
    opt_in_level: 'single_opt_in',
    consent_updated_at: '2026-11-02T09:30:00+01:00',
  },
  sms_marketing_consent: null,
  admin_graphql_api_id: 'gid://shopify/Customer/7000000000001',
  default_address: address(1),
};

function address(id: number) {
  return {
    id: 9_000_000_000_000 + id,
    customer_id: 7_000_000_000_001,
    first_name: 'Bench',
    last_name: 'Shopper',
    company: 'Example Company',
    address1: `Example Street ${id}`,
    address2: 'Second floor',
    city: 'Exampletown',
    province: 'Example Province',
    country: 'Germany',
    zip: '00000',
    phone: null,
    name: 'Bench Shopper',
    province_code: null,
    country_code: 'DE',
    country_name: 'Germany',
    default: id === 1,
  };
}

const stripeEvent = {
  id: 'evt_1BenchBenchBenchBenchBench',
  object: 'event',
  api_version: '2026-10-28.endive',
  created: 1_793_608_200,
  data: {
    object: {
      id: 'cus_BenchBenchBench',
      object: 'customer',
      address: {
        city: 'Exampletown',
        country: 'DE',
        line1: 'Example Street 1',
        line2: 'Second floor',
        postal_code: '00000',
        state: null,
      },
      balance: 0,
      created: 1_793_608_200,
      currency: 'eur',
      default_source: null,
      delinquent: false,
      description: 'Signed up at the counter in Example Street, asked for the loyalty card.',
      discount: null,
      email: 'bench.shopper@example.com',
      invoice_prefix: 'BENCH001',
      invoice_settings: {
        custom_fields: null,
        default_payment_method: null,
        footer: null,
        rendering_options: null,
      },
      livemode: true,
      metadata: Object.fromEntries(
        Array.from({ length: 16 }, (_, index) => [
          `merchants_own_key_${index}`,
          `a value of some length ${index}`,
        ]),
      ),
      name: 'Bench Shopper',
      next_invoice_sequence: 1,
      phone: null,
      preferred_locales: ['de', 'en'],
      shipping: null,
      tax_exempt: 'none',
      test_clock: null,
    },
  },
  livemode: true,
  pending_webhooks: 1,
  request: { id: 'req_BenchBenchBench', idempotency_key: '00000000-0000-4000-8000-000000000000' },
  type: 'customer.created',
};

// Shopify sends JSON in one line, Stripe indents it by two.
const bodies = {
  shopify: Buffer.from(JSON.stringify(shopifyCustomer)),
  stripe: Buffer.from(JSON.stringify(stripeEvent, null, 2)),
};

const vendorHeaders = {
  shopify: {
    'x-shopify-api-version': '2026-07',
    'x-shopify-event-id': '00000000-0000-4000-8000-000000000001',
    'x-shopify-shop-domain': 'bench-shop.myshopify.com',
    'x-shopify-topic': 'customers/create',
    'x-shopify-triggered-at': '2026-11-02T08:30:01.123456789Z',
    'x-shopify-webhook-id': '00000000-0000-4000-8000-000000000002',
    'user-agent': 'Shopify-Captain-Hook',
  },
  stripe: { 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)' },
};

const signers = { shopify, stripe };

/** A webhook as API Gateway's HTTP API hands it over (payload format 2.0), signed just now. */
export function webhookEvent(source: SourceName, now = new Date()): APIGatewayProxyEventV2 {
  const path = `/webhooks/${source}`;
  const domainName = 'bench.execute-api.us-east-1.amazonaws.com';
  const signature = signers[source].sign(bodies[source], webhookSecrets[source], now);
  const lowerCased = Object.entries(signature).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    version: '2.0',
    routeKey: 'POST /webhooks/{source}',
    rawPath: path,
    rawQueryString: '',
    headers: {
      accept: '*/*',
      'accept-encoding': 'gzip',
      'content-length': String(bodies[source].length),
      'content-type': 'application/json; charset=utf-8',
      host: domainName,
      'x-amzn-trace-id': 'Root=1-00000000-000000000000000000000000',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...vendorHeaders[source],
      ...Object.fromEntries(lowerCased),
    },
    pathParameters: { source },
    requestContext: {
      accountId: '000000000000',
      apiId: 'bench',
      domainName,
      domainPrefix: 'bench',
      http: { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'bench' },
      requestId: 'bench',
      routeKey: 'POST /webhooks/{source}',
      stage: '$default',
      time: '02/Nov/2026:08:30:02 +0000',
      timeEpoch: 1_793_608_202_000,
    },
    body: bodies[source].toString('utf8'),
    isBase64Encoded: false,
  };
}
