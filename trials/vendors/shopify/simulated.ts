import { type Customer, storyStart, versionOf } from '../../simulation/spec';
import type { TrialVendor, UnsignedEvent } from '../vendor';

export const simulated: TrialVendor['simulated'] = {
  vendorAccount: 'simulated.myshopify.com',
  mapping: { birthDate: 'facts.birth_date', gender: 'facts.gender' },
  tellsVerified: true,
  customerId: (number) => String(7_000_000_001 + number),
  event,
};

function event(customer: Customer, place: number, kind: 'created' | 'updated'): UnsignedEvent {
  const { name, email, phone, note, birthDate, gender, statement, unverified, atMs } = versionOf(
    customer,
    place,
  );
  const [first, ...rest] = name.split(' ');
  const metafield = (key: string, value: string | null) =>
    value === null ? [] : [{ namespace: 'facts', key, value }];
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
    metafields: [...metafield('birth_date', birthDate), ...metafield('gender', gender)],
    ...(statement === undefined
      ? {}
      : { email_marketing_consent: { state: statement ? 'subscribed' : 'unsubscribed' } }),
  };
  return {
    headers: {
      'x-shopify-topic': kind === 'created' ? 'customers/create' : 'customers/update',
      'x-shopify-shop-domain': 'simulated.myshopify.com',
      'x-shopify-webhook-id': `${customer.id}-${place}`,
    },
    body: Buffer.from(JSON.stringify(body)),
  };
}

const iso = (ms: number) => new Date(storyStart + ms).toISOString();
