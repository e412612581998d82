import type { UnsignedEvent } from '../vendor';

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

/** One line of JSON, as Shopify sends it. */
export const full: UnsignedEvent = {
  headers: {
    'x-shopify-api-version': '2026-07',
    'x-shopify-event-id': '00000000-0000-4000-8000-000000000001',
    'x-shopify-shop-domain': 'bench-shop.myshopify.com',
    'x-shopify-topic': 'customers/create',
    'x-shopify-triggered-at': '2026-11-02T08:30:01.123456789Z',
    'x-shopify-webhook-id': '00000000-0000-4000-8000-000000000002',
    'user-agent': 'Shopify-Captain-Hook',
  },
  body: Buffer.from(JSON.stringify(shopifyCustomer)),
};
