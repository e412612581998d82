import type { ListedCustomer } from '../../cli/backfill/engine/readers/reader';
import { type Envelope, envelopeOf } from '../../lambda/envelope';
import { sources } from '../../lambda/sources/registry';
import { type Customer, storyStart, type Version } from './spec';

/** A webhook as ingress hands it on. Each version of a customer is one event, whenever it comes. */
export function envelopeFor(customer: Customer, version: number, receivedAt: Date): Envelope {
  const source = sources.get(customer.source);
  if (!source) throw new Error(`There is no source ${customer.source}`);
  const { headers, body } = webhookOf(customer, version);
  const request = { headers, body: Buffer.from(body) };
  return envelopeOf({ source, store: customer.store, request, secret: 'simulated', receivedAt });
}

/** A customer as the store's list has it, for the backfill. */
export function listed(customer: Customer, version: number, readAt: Date): ListedCustomer {
  const { headers, body } = webhookOf(customer, version, 'updated');
  return { event: { headers, body: Buffer.from(body), receivedAt: readAt }, cursor: customer.id };
}

function webhookOf(customer: Customer, place: number, kind = place === 0 ? 'created' : 'updated') {
  const version = customer.versions[place];
  if (!version) throw new Error(`${customer.id} has no version ${place}`);
  return customer.source === 'shopify'
    ? shopifyWebhook(customer, version, place, kind)
    : { headers: {}, body: JSON.stringify(stripeEvent(customer, version, place, kind)) };
}

const iso = (ms: number) => new Date(storyStart + ms).toISOString();

function shopifyWebhook(customer: Customer, version: Version, place: number, kind: string) {
  const { name, email, phone, note, birthDate, gender, statement, atMs } = version;
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
    body: JSON.stringify(body),
  };
}

function stripeEvent(customer: Customer, version: Version, place: number, kind: string) {
  const { name, email, phone, note, birthDate, gender, statement, atMs } = version;
  return {
    id: `evt_${customer.id}${place}`,
    object: 'event',
    type: kind === 'created' ? 'customer.created' : 'customer.updated',
    created: Math.floor((storyStart + atMs) / 1000),
    livemode: true,
    data: {
      object: {
        id: customer.id,
        object: 'customer',
        created: Math.floor((storyStart + customer.registeredMs) / 1000),
        name,
        email,
        phone,
        description: note,
        metadata: {
          ...(birthDate === null ? {} : { birth_date: birthDate }),
          ...(gender === null ? {} : { gender }),
          ...(statement === undefined ? {} : { newsletter: statement ? 'yes' : 'no' }),
        },
      },
    },
  };
}
