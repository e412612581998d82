import { randomInt } from 'node:crypto';

/** A signup as the vendor sends it, of a shopper who does not exist. */
export interface SampleSignup {
  readonly customer: string;
  readonly body: Buffer;
  /** The vendor's headers besides the signature. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Every call makes another shopper, so that each is a new customer in Masivo. */
export const samples: Readonly<Record<string, (now: Date, vendorAccount?: string) => SampleSignup>> = {
  shopify,
  stripe,
};

function shopify(now: Date, vendorAccount = 'sample-shop.myshopify.com'): SampleSignup {
  const id = String(randomInt(10 ** 13));
  const at = now.toISOString().replace(/\.\d+Z$/, '+00:00');
  const body = {
    id: Number(id),
    created_at: at,
    updated_at: at,
    first_name: 'Sample',
    last_name: 'Shopper',
    state: 'disabled',
    note: null,
    verified_email: true,
    multipass_identifier: null,
    tax_exempt: false,
    email: `sample.shopper.${id}@example.com`,
    phone: null,
    currency: 'EUR',
    addresses: [],
    tax_exemptions: [],
    admin_graphql_api_id: `gid://shopify/Customer/${id}`,
  };
  return {
    customer: id,
    body: Buffer.from(JSON.stringify(body)),
    headers: {
      'X-Shopify-Topic': 'customers/create',
      'X-Shopify-Shop-Domain': vendorAccount,
      'X-Shopify-API-Version': '2026-07',
      'X-Shopify-Webhook-Id': `sample-${id}`,
      'X-Shopify-Triggered-At': now.toISOString(),
    },
  };
}

function stripe(now: Date): SampleSignup {
  const suffix = `Sample${randomInt(2 ** 47).toString(36)}`;
  const created = Math.floor(now.getTime() / 1000);
  const customer = {
    id: `cus_${suffix}`,
    object: 'customer',
    address: null,
    balance: 0,
    created,
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    email: `sample.shopper.${suffix}@example.com`,
    livemode: false,
    metadata: {},
    name: 'Sample Shopper',
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
  const event = {
    id: `evt_${suffix}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created,
    data: { object: customer },
    livemode: false,
    pending_webhooks: 1,
    request: { id: `req_${suffix}`, idempotency_key: null },
    type: 'customer.created',
  };
  return { customer: customer.id, body: Buffer.from(JSON.stringify(event, null, 2)), headers: {} };
}
