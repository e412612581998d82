import { began, type Shopper, versionOf } from '../../chaos/shopper';
import type { TrialVendor, UnsignedEvent } from '../vendor';

export const story: TrialVendor['story'] = {
  customerId: (number) => String(7_000_000_000_000 + number),
  event,
};

function event(shopper: Shopper, index: number, second: number): UnsignedEvent {
  const version = versionOf(shopper, index);
  const [first, ...rest] = version.name.split(' ');
  const body = {
    admin_graphql_api_id: `gid://shopify/Customer/${shopper.id}`,
    created_at: iso(began / 1000),
    updated_at: iso(second),
    first_name: first,
    last_name: rest.join(' '),
    email: version.email,
    phone: version.phone,
    ...(version.word === undefined
      ? {}
      : { email_marketing_consent: { state: version.word ? 'subscribed' : 'unsubscribed' } }),
  };
  return {
    body: Buffer.from(JSON.stringify(body)),
    headers: {
      'X-Shopify-Topic': index === 0 ? 'customers/create' : 'customers/update',
      'X-Shopify-Shop-Domain': 'chaos.myshopify.com',
      'X-Shopify-Webhook-Id': `${shopper.id}-${index}`,
      // Shopify's clock ticks finer than its `updated_at`.
      'X-Shopify-Triggered-At': new Date(second * 1000 + index * 10).toISOString(),
    },
  };
}

const iso = (second: number) => new Date(second * 1000).toISOString().replace('.000Z', 'Z');
