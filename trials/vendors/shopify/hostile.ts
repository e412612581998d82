import type { TrialVendor } from '../vendor';

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
  other: {
    body: JSON.stringify({
      topic: 'Customer',
      action: 'update',
      handle: 'masivo-customers',
      fields_changed: {
        added: [],
        updated: ["customer[id: 'gid://shopify/Customer/1'].firstName"],
        removed: [],
      },
      query_variables: { customerId: 'gid://shopify/Customer/706405506930370084' },
      errors: [{ message: 'Access denied', path: ['customer', 'note'] }],
      data: {
        customer: {
          id: 'gid://shopify/Customer/706405506930370084',
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
        },
        shop: { myshopifyDomain: 'fuzz.myshopify.com' },
      },
    }),
    headers: [
      ['Shopify-Topic', 'Customer'],
      ['Shopify-Shop-Domain', 'fuzz.myshopify.com'],
      ['Shopify-API-Version', '2026-10'],
    ],
  },
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
    headers.push(['X-Shopify-Webhook-Id', `fuzz-${random.between(0, 1000)}`]);
    headers.push([
      'X-Shopify-Triggered-At',
      random.pick(['2026-11-01T10:00:00.123456789Z', '9999-99-99', '+275760-09-13T00:00:00Z', '']),
    ]);
    return headers;
  },
};
