import { createHmac } from 'node:crypto';
import { profiles } from '../../lambda/sources/profiles';
import { defaultStore, storeKey } from '../../lambda/store-name';

/** A webhook before it is signed. */
export interface Webhook {
  readonly source: 'shopify' | 'stripe';
  readonly body: Buffer;
  /** The vendor's headers besides the signature. */
  readonly headers: Readonly<Record<string, string>>;
}

export const secrets = { shopify: 'test-shopify-secret', stripe: 'whsec_test_stripe_secret' } as const;

const ownSecrets: Readonly<Record<string, string>> = secrets;
/** A secret of each source's default store: those above, and for any other source its own for the local run. */
export const webhookSecrets: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [...profiles].map(([name, { secret }]) => [
    storeKey({ source: name, store: defaultStore }),
    [ownSecrets[name] ?? secret.local],
  ]),
);

let last = 0;
/** Ids never repeat within a file, and each file has a bridge of its own. */
export const freshId = (): number => 7_000_000_000_000 + ++last;

type Fields = Readonly<Record<string, unknown>>;

/** Shopify's customer as its API version 2026-07 writes it. */
export function shopifyCustomer(changes: Fields & { id: number | string }): Fields {
  const { id, ...rest } = changes;
  return {
    id: Number(id),
    created_at: '2026-11-02T09:30:00+01:00',
    updated_at: '2026-11-02T09:30:00+01:00',
    first_name: 'Ada',
    last_name: 'Example',
    state: 'disabled',
    note: null,
    verified_email: true,
    multipass_identifier: null,
    tax_exempt: false,
    email: `ada.${id}@example.com`,
    phone: null,
    currency: 'EUR',
    addresses: [],
    tax_exemptions: [],
    admin_graphql_api_id: `gid://shopify/Customer/${id}`,
    ...rest,
  };
}

export function shopify(
  body: Fields | Buffer | string,
  { topic = 'customers/create', ...headers }: { topic?: string; [header: string]: string } = {},
): Webhook {
  return {
    source: 'shopify',
    body: bytes(body),
    headers: {
      'X-Shopify-Topic': topic,
      'X-Shopify-Shop-Domain': 'shop-one.myshopify.com',
      'X-Shopify-API-Version': '2026-07',
      'X-Shopify-Webhook-Id': `webhook-${freshId()}`,
      'X-Shopify-Triggered-At': '2026-11-02T08:30:01.123456789Z',
      ...headers,
    },
  };
}

/** Stripe's customer as its API version 2026-10-28.endive writes it. */
export function stripeCustomer(changes: Fields & { id: string }): Fields {
  return {
    object: 'customer',
    address: null,
    balance: 0,
    created: 1_793_608_200, // 2026-11-02T08:30:00Z
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    email: `grace.${changes.id.toLowerCase()}@example.com`,
    livemode: false,
    metadata: {},
    name: 'Grace Example',
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
    ...changes,
  };
}

export function stripeEvent(type: string, customer: Fields, changes: Fields = {}): Fields {
  return {
    id: `evt_${freshId()}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: 1_793_608_200,
    data: { object: customer },
    livemode: false,
    pending_webhooks: 1,
    request: { id: 'req_test', idempotency_key: null },
    type,
    ...changes,
  };
}

export function stripe(body: Fields | Buffer | string): Webhook {
  return { source: 'stripe', body: bytes(body), headers: {} };
}

/** An ordinary signup of a shopper nobody has seen before. */
export const signups = {
  shopify(): Webhook & { customer: string } {
    const customer = String(freshId());
    return { ...shopify(shopifyCustomer({ id: customer })), customer };
  },
  stripe(): Webhook & { customer: string } {
    const customer = `cus_${freshId()}`;
    return { ...stripe(stripeEvent('customer.created', stripeCustomer({ id: customer }))), customer };
  },
} as const;

/** The signature's header, made from the vendors' documentation and not by the code under test. */
export function signature(
  { source, body }: Webhook,
  secret: string,
  at = new Date(),
): Readonly<Record<string, string>> {
  if (source === 'shopify') {
    return { 'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64') };
  }
  const t = Math.floor(at.getTime() / 1000);
  const v1 = createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex');
  return { 'Stripe-Signature': `t=${t},v1=${v1}` };
}

/** The raw text with a number that JavaScript cannot hold in the place of `0`. */
export function withExactId(body: Fields, id: string): string {
  return JSON.stringify({ ...body, id: 0 }).replace('"id":0', `"id":${id}`);
}

function bytes(body: Fields | Buffer | string): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
