import { type Choice, type Customer, choiceOf, storyStart, versionOf } from '../../simulation/spec';
import type { TrialVendor, UnsignedEvent } from '../vendor';

export const simulated: TrialVendor['simulated'] = {
  vendorAccount: 'simulated.myshopify.com',
  mapping: { birthDate: 'facts.birth_date', gender: 'facts.gender' },
  tellsVerified: true,
  customerId: (number) => String(7_000_000_001 + number),

  event(customer, place) {
    const { statement } = versionOf(customer, place);
    return sent(customer, place, '', {
      metafields: metafieldsOf(customer, place),
      // Only of an API version before 2025-01.
      ...(statement === undefined ? {} : { email_marketing_consent: { state: stateOf(statement) } }),
    });
  },

  deletion,

  merge: ({ id, merged: { atMs = 0 } = {} }, into) => ({
    headers: {
      'x-shopify-topic': 'customers/merge',
      'x-shopify-shop-domain': 'simulated.myshopify.com',
      'x-shopify-webhook-id': `${id}-merge`,
      'x-shopify-triggered-at': iso(atMs),
    },
    body: Buffer.from(
      JSON.stringify({
        admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${into}`,
        admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${id}`,
        admin_graphql_api_job_id: null,
        status: 'completed',
        errors: [],
      }),
    ),
  }),

  redaction: ({ of, id, email }) => ({
    headers: {
      'x-shopify-topic': 'customers/redact',
      'x-shopify-shop-domain': 'simulated.myshopify.com',
      'x-shopify-webhook-id': `${of}-redact`,
    },
    body: Buffer.from(
      JSON.stringify({
        shop_id: 1,
        shop_domain: 'simulated.myshopify.com',
        customer: { ...(id === null ? {} : { id: Number(id) }), email, phone: null },
        orders_to_redact: [],
      }),
    ),
  }),

  captured: ({ headers, body }, atMs) => ({
    headers: { ...headers, 'x-shopify-webhook-id': `captured-${atMs}`, 'x-shopify-triggered-at': iso(atMs) },
    body,
  }),

  silentEvent: (customer, place) => sent(customer, place, 'b', {}),

  listed: (customer, place, choice) => {
    const { statement } = versionOf(customer, place);
    const consent =
      choice?.granted === undefined
        ? statement !== undefined && { state: stateOf(statement) }
        : consentOf(choice, true);
    return sent(customer, place, 'listed', {
      metafields: metafieldsOf(customer, place),
      ...(consent ? { email_marketing_consent: consent } : {}),
    });
  },

  choice(customer, place) {
    const choice = choiceOf(customer, place);
    const consent = consentOf(choice, choice.isDated);
    const body =
      choice.about === 'e-mail'
        ? { customer_id: Number(customer.id), email_address: '', email_marketing_consent: consent }
        : { id: Number(customer.id), phone: null, sms_marketing_consent: consent };
    return {
      headers: {
        'x-shopify-topic':
          choice.about === 'e-mail'
            ? 'customers_email_marketing_consent/update'
            : 'customers_marketing_consent/update',
        'x-shopify-shop-domain': 'simulated.myshopify.com',
        'x-shopify-webhook-id': `${customer.id}-choice-${place}`,
        'x-shopify-triggered-at': iso(choice.toldMs ?? choice.atMs),
      },
      body: Buffer.from(JSON.stringify(body)),
    };
  },
};

/** No body of it says when it was. */
function deletion({ id, deletedMs = 0 }: Customer, otherForm: boolean): UnsignedEvent {
  const gid = `gid://shopify/Customer/${id}`;
  const body = otherForm
    ? { topic: 'Customer', action: 'delete', query_variables: { customerId: gid } }
    : { id: Number(id), tax_exemptions: [], admin_graphql_api_id: gid };
  const headers = {
    topic: otherForm ? 'Customer' : 'customers/delete',
    'shop-domain': 'simulated.myshopify.com',
    'webhook-id': `${id}-deletion`,
    'triggered-at': iso(deletedMs),
  };
  const prefix = otherForm ? 'shopify' : 'x-shopify';
  return {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [`${prefix}-${name}`, value])),
    body: Buffer.from(JSON.stringify(body)),
  };
}

const stateOf = (granted: boolean | undefined) =>
  granted === undefined ? null : granted ? 'subscribed' : 'unsubscribed';

const consentOf = ({ granted, about, atMs }: Choice, isDated: boolean) => ({
  // What must change nothing would allow what it can.
  state: about === 'other' ? 'subscribed' : stateOf(granted),
  consent_updated_at: isDated ? iso(atMs) : null,
});

function metafieldsOf(customer: Customer, place: number) {
  const { birthDate, gender } = versionOf(customer, place);
  const metafield = (key: string, value: string | null) =>
    value === null ? [] : [{ namespace: 'facts', key, value }];
  return [...metafield('birth_date', birthDate), ...metafield('gender', gender)];
}

function sent(customer: Customer, place: number, form: string, more: object): UnsignedEvent {
  const { name, email, phone, note, unverified, atMs } = versionOf(customer, place);
  const [first, ...rest] = name.split(' ');
  const body = {
    admin_graphql_api_id: `gid://shopify/Customer/${customer.id}`,
    created_at: iso(customer.registeredMs),
    updated_at: iso(atMs),
    first_name: first,
    last_name: rest.join(' '),
    email,
    verified_email: unverified !== true,
    phone,
    note,
    // Shopify sends it with every customer: without it, nobody knows that an address has no phone.
    addresses: [],
    ...more,
  };
  return {
    headers: {
      'x-shopify-topic': place === 0 && form !== 'listed' ? 'customers/create' : 'customers/update',
      'x-shopify-shop-domain': 'simulated.myshopify.com',
      'x-shopify-webhook-id': `${customer.id}-${place}${form}`,
    },
    body: Buffer.from(JSON.stringify(body)),
  };
}

const iso = (ms: number) => new Date(storyStart + ms).toISOString();
