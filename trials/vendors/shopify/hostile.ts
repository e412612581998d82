import type { HostileForm, TrialVendor } from '../vendor';

const gid = 'gid://shopify/Customer/706405506930370084';
const later = '2026-12-01T00:00:00Z';
const customer = {
  id: gid,
  createdAt: '2026-11-01T10:00:00Z',
  updatedAt: '2026-11-01T10:00:00Z',
  firstName: 'Fuzz',
  lastName: 'Shopper',
  verifiedEmail: true,
  locale: 'es-AR',
  note: null,
  tags: ['vip'],
  defaultEmailAddress: {
    emailAddress: 'fuzz.shopper@example.com',
    marketingState: 'SUBSCRIBED',
    marketingUpdatedAt: '2026-11-01T10:00:00Z',
  },
  defaultAddress: { name: 'Fuzz Shopper', countryCodeV2: 'CA' },
  metafield_facts__birth_date: { value: '1990-05-17', updatedAt: '2026-11-01T10:00:00Z' },
};

function form(body: object, headers: HostileForm['headers'] = []): HostileForm {
  return {
    body: JSON.stringify(body),
    headers: [
      ['Shopify-Topic', 'Customer'],
      ['Shopify-Shop-Domain', 'fuzz.myshopify.com'],
      ['Shopify-API-Version', '2026-10'],
      ...headers,
    ],
  };
}

/** One of Shopify's Events. */
function event(members: Readonly<Record<string, unknown>>, headers?: HostileForm['headers']): HostileForm {
  const body = {
    topic: 'Customer',
    action: 'update',
    handle: 'masivo-customers',
    fields_changed: { added: [], updated: [`customer[id: '${gid}'].firstName`], removed: [] },
    query_variables: { customerId: gid },
    data: { customer, shop: { myshopifyDomain: 'fuzz.myshopify.com' } },
    ...members,
  };
  return form(body, headers);
}

export const hostile: TrialVendor['hostile'] = {
  body: JSON.stringify({
    id: 706405506930370084n.toString(),
    admin_graphql_api_id: 'gid://shopify/Customer/706405506930370084',
    created_at: '2026-11-01T10:00:00-05:00',
    updated_at: '2026-11-01T10:00:00-05:00',
    first_name: 'Fuzz',
    last_name: 'Shopper',
    email: 'fuzz.shopper@example.com',
    phone: null,
    default_address: { name: 'Fuzz Shopper', country_code: 'CA' },
    metafields: [{ namespace: 'facts', key: 'birth_date', value: '1990-05-17', type: 'date' }],
    // A body of consent has these, and names its customer by a bare number.
    customer_id: 706_405_506_930_370,
    email_marketing_consent: { state: 'subscribed', consent_updated_at: '2026-11-01T10:00:00-05:00' },
    sms_marketing_consent: { state: 'unsubscribed', consent_updated_at: null },
  }),
  others: [
    event({ errors: [{ message: 'Access denied', path: ['customer', 'note'] }] }),
    // A field that the app may not read, as seen in the wild, and one that no error names.
    event({ query_errors: ['Access denied'], data: { customer: { ...customer, defaultAddress: null } } }),
    event({ data: { customer: null }, errors: { message: 'Access denied', path: [] } }),
    event({ data: undefined, fields_changed: ['customer.firstName'] }),
    event({ action: 'delete', data: undefined, fields_changed: [] }),
    event({
      fields_changed: ['customer.firstName', "customer.metafield(namespace: 'facts', key: 'x').value"],
    }),
    form({ payload_url: 'https://storage.example.com/x', payload_size_bytes: 2_000_000, expires_at: later }),
    event({ payload_url: 'https://storage.example.com/x' }),
    // Both families of headers, of which the newer one counts.
    event({ action: 'create' }, [
      ['X-Shopify-Topic', 'customers/create'],
      ['X-Shopify-API-Version', '2019-04'],
      ['Shopify-Action', 'create'],
      ['Shopify-Handle', 'masivo-customers'],
    ]),
  ],
  values: [
    '{"payload_url":"https://storage.example.com/x"}',
    '"gid://shopify/Customer/0"',
    '"gid://shopify/Customer/../../x"',
    '"gid://shopify/Order/1"',
    '706405506930370084',
  ],
  headers(random, authentic) {
    const headers: [string, string][] = [];
    const topic = random.pick([
      'customers/create',
      'customers/update',
      'customers/delete',
      'customers_email_marketing_consent/update',
      'customers_marketing_consent/update',
      'orders/create',
      '\u00ff\u0001x'.slice(0, 1),
      'x'.repeat(500),
    ]);
    if (authentic || random.chance(0.9)) headers.push(['X-Shopify-Topic', topic]);
    if (authentic || random.chance(0.9)) headers.push(['X-Shopify-Shop-Domain', 'fuzz.myshopify.com']);
    const version = random.pick(['2026-07', '2026-10', '2027-04', 'unstable', '', 'v'.repeat(2000)]);
    headers.push(['X-Shopify-API-Version', version]);
    headers.push(['X-Shopify-Webhook-Id', `fuzz-${random.between(0, 1000)}`]);
    headers.push([
      'X-Shopify-Triggered-At',
      random.pick(['2026-11-01T10:00:00.123456789Z', '9999-99-99', '+275760-09-13T00:00:00Z', '']),
    ]);
    return headers;
  },
};
