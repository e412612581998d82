import type { Envelope } from '../../lambda/envelope';
import { envelopeOf } from '../../lambda/new-envelope';
import { sources } from '../../lambda/sources/registry';

let serial = 0;

export interface ShopperEvent {
  readonly id?: string;
  readonly topic?: string;
  readonly email?: string | null;
  readonly name?: string;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly store?: string;
  readonly receivedAt?: Date;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly version?: string;
}

/** An envelope as ingress makes it of a Shopify webhook; each call is an event of its own. */
export function shopifyEnvelope(event: ShopperEvent = {}): Envelope {
  serial += 1;
  const id = event.id ?? '1001';
  const at = event.createdAt ?? '2026-11-01T10:00:00Z';
  const body = {
    admin_graphql_api_id: `gid://shopify/Customer/${id}`,
    email: event.email === undefined ? `shopper.${id}@example.com` : event.email,
    verified_email: true,
    first_name: event.name ?? 'First',
    last_name: 'Shopper',
    created_at: at,
    updated_at: event.updatedAt ?? at,
    // Equal bodies are copies of one event.
    last_order_id: serial,
    ...event.more,
  };
  return envelope('shopify', event, JSON.stringify(body), {
    'x-shopify-topic': event.topic ?? 'customers/create',
    'x-shopify-shop-domain': 'shop.myshopify.com',
    'x-shopify-webhook-id': `webhook-${serial}`,
    ...(event.version === undefined ? {} : { 'x-shopify-api-version': event.version }),
  });
}

/** The same shopper by one of Shopify's Events. `more` are members of its customer, `members` of its body. */
export function shopifyEventEnvelope(
  event: ShopperEvent & {
    readonly action?: string;
    readonly data?: unknown;
    readonly members?: Readonly<Record<string, unknown>>;
  } = {},
): Envelope {
  serial += 1;
  const id = `gid://shopify/Customer/${event.id ?? '1001'}`;
  const at = event.createdAt ?? '2026-11-01T10:00:00Z';
  const customer = {
    id,
    firstName: event.name ?? 'First',
    lastName: 'Shopper',
    createdAt: at,
    updatedAt: event.updatedAt ?? at,
    defaultEmailAddress: { emailAddress: event.email ?? `shopper.${event.id ?? '1001'}@example.com` },
    ...event.more,
  };
  const body = {
    topic: 'Customer',
    action: event.action ?? 'create',
    handle: 'masivo-customers',
    fields_changed: { added: [`customer[id: '${id}'].field${serial}`], updated: [], removed: [] },
    query_variables: { customerId: id },
    data: event.data ?? { customer, shop: { myshopifyDomain: 'shop.myshopify.com' } },
    ...event.members,
  };
  return envelope('shopify', event, JSON.stringify(body), {
    'shopify-topic': 'Customer',
    'shopify-shop-domain': 'shop.myshopify.com',
    'shopify-webhook-id': `event-${serial}`,
    'shopify-api-version': event.version ?? '2026-10',
  });
}

/**
 * An event of Shopify's about consent alone; each call is an event of its own. Its body has the customer's id as a bare
 * number, and no date of change.
 */
export function consentEnvelope(
  state: string | null,
  own: {
    readonly id?: string;
    readonly channel?: 'email' | 'sms';
    /** When the statement was made, as the body has it. */
    readonly at?: string;
    /** When Shopify sent it. */
    readonly sentAt?: string;
    readonly store?: string;
    readonly receivedAt?: Date;
    /** The e-mail or phone that the body has. */
    readonly address?: string;
  } = {},
): Envelope {
  serial += 1;
  const id = own.id ?? '1001';
  const said = JSON.stringify({ state, opt_in_level: null, consent_updated_at: own.at ?? null });
  const isSms = own.channel === 'sms';
  // Equal bodies of one trigger would be copies.
  const address = own.address ?? (own.at === undefined ? '' : `shopper.${serial}@example.com`);
  const body = isSms
    ? `{"id":${id},"phone":"${address}","sms_marketing_consent":${said}}`
    : `{"customer_id":${id},"email_address":"${address}","email_marketing_consent":${said}}`;
  return envelope('shopify', own, body, {
    'x-shopify-topic': isSms
      ? 'customers_marketing_consent/update'
      : 'customers_email_marketing_consent/update',
    'x-shopify-shop-domain': 'shop.myshopify.com',
    'x-shopify-webhook-id': `webhook-${serial}`,
    'x-shopify-triggered-at': own.sentAt ?? own.at ?? '2026-11-27T12:00:00Z',
  });
}

/** The store has deleted the shopper, on the 20th of November 2026; each call is an event of its own. */
export function deletionEnvelope(
  own: {
    readonly id?: string;
    readonly store?: string;
    readonly sentAt?: string;
    readonly asEvent?: true;
  } = {},
): Envelope {
  serial += 1;
  const id = own.id ?? '1001';
  const gid = `gid://shopify/Customer/${id}`;
  const triggered = own.sentAt ?? '2026-11-20T10:00:00Z';
  if (own.asEvent) {
    const body = { topic: 'Customer', action: 'delete', query_variables: { customerId: gid } };
    return envelope('shopify', own, JSON.stringify(body), {
      'shopify-topic': 'Customer',
      'shopify-shop-domain': 'shop.myshopify.com',
      'shopify-webhook-id': `event-${serial}`,
      'shopify-triggered-at': triggered,
    });
  }
  return envelope('shopify', own, `{"id":${id},"tax_exemptions":[],"admin_graphql_api_id":"${gid}"}`, {
    'x-shopify-topic': 'customers/delete',
    'x-shopify-shop-domain': 'shop.myshopify.com',
    'x-shopify-webhook-id': `webhook-${serial}`,
    'x-shopify-triggered-at': triggered,
  });
}

/** The store has made two shoppers one, on the 18th of November 2026; each call is an event of its own. */
export function mergeEnvelope(
  own: {
    readonly id?: string;
    readonly into?: string;
    readonly store?: string;
    readonly status?: string;
    readonly errors?: readonly unknown[];
    readonly sentAt?: string;
  } = {},
): Envelope {
  serial += 1;
  const gid = (id: string) => `gid://shopify/Customer/${id}`;
  const body = {
    admin_graphql_api_customer_kept_id: gid(own.into ?? '1002'),
    admin_graphql_api_customer_deleted_id: gid(own.id ?? '1001'),
    admin_graphql_api_job_id: null,
    status: own.status ?? 'completed',
    errors: own.errors ?? [],
  };
  return envelope('shopify', own, JSON.stringify(body), {
    'x-shopify-topic': 'customers/merge',
    'x-shopify-shop-domain': 'shop.myshopify.com',
    'x-shopify-webhook-id': `webhook-${serial}`,
    'x-shopify-triggered-at': own.sentAt ?? '2026-11-18T10:00:00Z',
  });
}

export function stripeEnvelope(
  event: Readonly<Record<string, unknown>>,
  customer: Readonly<Record<string, unknown>>,
  own: ShopperEvent = {},
): Envelope {
  serial += 1;
  const body = {
    id: `evt_${serial}`,
    object: 'event',
    created: 1_790_000_000,
    type: 'customer.created',
    livemode: false,
    ...event,
    data: {
      object: { id: 'cus_1', object: 'customer', created: 1_790_000_000, metadata: {}, ...customer },
      ...(event.previous ? { previous_attributes: event.previous } : {}),
    },
  };
  return envelope('stripe', own, JSON.stringify(body), {});
}

/** The same by a thin event, which names the customer alone. `at` is its time, as Stripe writes it. */
export function stripeThinEnvelope(
  event: {
    readonly id?: string;
    readonly type?: 'created' | 'updated' | 'deleted';
    readonly at?: string;
    readonly customer?: string;
    readonly more?: Readonly<Record<string, unknown>>;
  } = {},
): Envelope {
  serial += 1;
  const customer = event.customer ?? 'cus_1';
  const body = {
    id: event.id ?? `evt_test_${serial}`,
    object: 'v2.core.event',
    type: `v1.customer.${event.type ?? 'created'}`,
    created: event.at ?? '2026-09-21T14:13:20.330Z',
    livemode: false,
    context: null,
    related_object: { id: customer, type: 'customer', url: `/v1/customers/${customer}` },
    ...event.more,
  };
  return envelope('stripe', {}, JSON.stringify(body), {});
}

function envelope(
  name: string,
  event: ShopperEvent,
  body: string,
  headers: Record<string, string>,
): Envelope {
  const source = sources.get(name);
  if (!source) throw new Error(`no source ${name}`);
  return envelopeOf({
    source,
    store: event.store ?? 'default',
    request: { headers, body: Buffer.from(body) },
    secret: 'secret',
    receivedAt: event.receivedAt ?? new Date('2026-11-27T12:00:00Z'),
  });
}
