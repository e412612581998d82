/** What stores send of one shopper: a signup, and soon after it an update that changes nothing we map. */
export interface ShopperEvents {
  readonly created: SampleEvent;
  readonly unchanged: SampleEvent;
  readonly updated: SampleEvent;
}

export interface SampleEvent {
  /** The shopper's id. */
  readonly customer: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The account that these events come from. */
export const account = 'acme.myshopify.com';

/** Larger than a new shopper's usual body: with an address, which Shopify writes twice. About 1.7 KB. */
export function shopperEvents(number: number, at: Date): ShopperEvents {
  const id = String(7_000_000_000_000 + number * 7919);
  const time = (seconds: number) => new Date(at.getTime() + seconds * 1000).toISOString();
  const event = (topic: string, seconds: number, lastName: string): SampleEvent => ({
    customer: id,
    headers: {
      'x-shopify-topic': `customers/${topic}`,
      'x-shopify-shop-domain': account,
      'x-shopify-api-version': '2026-07',
      'x-shopify-webhook-id': uuidLike(number, seconds),
      'x-shopify-triggered-at': time(seconds).replace('Z', '482193Z'),
      'x-shopify-event-id': uuidLike(number + 500_000, seconds),
    },
    body: Buffer.from(JSON.stringify(customer(id, number, lastName, time(0), time(seconds)))),
  });
  return {
    created: event('create', 0, 'Exampleton'),
    unchanged: event('update', 2, 'Exampleton'),
    updated: event('update', 4, 'Samplesworth'),
  };
}

function customer(id: string, number: number, lastName: string, createdAt: string, updatedAt: string) {
  const firstName = 'Wilhelmina';
  const address = {
    id: 9_000_000_000_000 + number * 104_729,
    customer_id: Number(id),
    first_name: firstName,
    last_name: lastName,
    company: null,
    address1: `${number % 997} Example Avenue`,
    address2: 'Apartment 12',
    city: 'Sampleville',
    province: 'Ontario',
    country: 'Canada',
    zip: 'K2P 2L8',
    phone: '+15555550100',
    name: `${firstName} ${lastName}`,
    province_code: 'ON',
    country_code: 'CA',
    country_name: 'Canada',
    default: true,
  };
  return {
    id: Number(id),
    created_at: createdAt.replace('.000Z', '+00:00'),
    updated_at: updatedAt.replace('.000Z', '+00:00'),
    first_name: firstName,
    last_name: lastName,
    state: 'enabled',
    note: null,
    verified_email: true,
    multipass_identifier: null,
    tax_exempt: false,
    email: `wilhelmina.exampleton.${number}@example.com`,
    phone: '+15555550100',
    currency: 'CAD',
    addresses: [address],
    tax_exemptions: [],
    admin_graphql_api_id: `gid://shopify/Customer/${id}`,
    default_address: address,
  };
}

/** As unlike each other as real ones, so that they compress no better, and the same in every run. */
function uuidLike(number: number, salt: number): string {
  const hex = Array.from({ length: 4 }, (_, index) =>
    (Math.imul(number * 31 + salt * 17 + index + 1, 2_654_435_761) >>> 0).toString(16).padStart(8, '0'),
  ).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
