import { customersQuery, webhookOf } from '../../../cli/vendors/shopify/customer-node';
import { customersPage } from '../../../lambda/sources/shopify/changes-query';
import { eventsQuery } from '../../../lambda/sources/shopify/events/query';
import { wantedSubscription } from '../../../lambda/sources/shopify/subscriptions/plan';
import type { ReceivedEvent } from '../../../lambda/sources/source';
import { storeWith } from '../../support/settings';
import { eventOf, refusalOf, snapshotIn, sourceNamed } from '../../support/sources';

/** What a mapping of one's own sees of a shopper is the same in whichever form the vendor sends it. */
const number = 'custom.loyalty_number';
const store = storeWith('shopify', { mapping: { values: [number] } });

const webhook = (more: object): ReceivedEvent =>
  eventOf(JSON.stringify({ admin_graphql_api_id: 'gid://shopify/Customer/1001', ...more }), {
    'x-shopify-topic': 'customers/update',
  });
const asEvent = (more: object): ReceivedEvent =>
  eventOf(
    JSON.stringify({
      topic: 'Customer',
      action: 'update',
      data: { customer: { id: 'gid://shopify/Customer/1001', ...more } },
    }),
  );
const line = (more: object): ReceivedEvent =>
  webhookOf(
    JSON.stringify({ id: 'gid://shopify/Customer/1001', ...more }),
    store,
    new Date('2026-11-20T00:00:00Z'),
  );
const alias = 'metafield_custom__loyalty_number';
const field = { namespace: 'custom', key: 'loyalty_number', value: '4711' };
const graphQl = {
  firstName: 'Ada',
  lastName: 'Example',
  tags: ['vip', 'b2b'],
  defaultAddress: { company: 'Example Ltd.' },
};

const all = {
  firstName: 'Ada',
  lastName: 'Example',
  company: 'Example Ltd.',
  tags: ['vip', 'b2b'],
  value: '4711',
};
const none = { firstName: null, lastName: null, company: null, tags: null, value: null };
const unsaid = {
  firstName: undefined,
  lastName: undefined,
  company: undefined,
  tags: undefined,
  value: undefined,
};
const emptied = { firstName: null, lastName: null, tags: null, defaultAddress: null };

test.each<[string, string, ReceivedEvent, string, object]>([
  [
    'a webhook of Shopify',
    'shopify',
    webhook({
      first_name: 'Ada',
      last_name: 'Example',
      tags: 'vip, b2b',
      default_address: { company: 'Example Ltd.' },
      metafields: [field],
    }),
    number,
    all,
  ],
  ['one of its Events', 'shopify', asEvent({ ...graphQl, [alias]: field }), number, all],
  ['a line of its list', 'shopify', line({ ...graphQl, [alias]: field }), number, all],
  [
    'a webhook that takes back',
    'shopify',
    webhook({ first_name: null, last_name: null, tags: null, default_address: null, metafields: [] }),
    number,
    none,
  ],
  ['an Event that takes back', 'shopify', asEvent({ ...emptied, [alias]: null }), number, none],
  ['a line that takes back', 'shopify', line({ ...emptied, [alias]: null }), number, none],
  ['a webhook that says nothing', 'shopify', webhook({}), number, unsaid],
  ['an Event that says nothing', 'shopify', asEvent({}), number, unsaid],
  ['a line that says nothing', 'shopify', line({}), number, unsaid],
  [
    'a customer of Stripe',
    'stripe',
    eventOf(
      JSON.stringify({
        id: 'evt_1',
        object: 'event',
        type: 'customer.updated',
        created: 1_793_620_800,
        data: {
          object: {
            id: 'cus_1',
            object: 'customer',
            created: 1_793_620_800,
            business_name: 'Example Ltd.',
            metadata: { loyalty: '4711' },
          },
        },
      }),
    ),
    'loyalty',
    { ...unsaid, company: 'Example Ltd.', value: '4711' },
  ],
  [
    'a customer of WooCommerce',
    'woocommerce',
    eventOf(
      JSON.stringify({
        id: 25,
        role: 'customer',
        first_name: 'Ada',
        last_name: 'Example',
        billing: { company: 'Example Ltd.' },
        meta_data: [{ id: 1, key: 'loyalty', value: 4711 }],
      }),
      { 'x-wc-webhook-topic': 'customer.updated' },
    ),
    'loyalty',
    { ...all, tags: undefined },
  ],
  [
    'a Standard Webhook',
    'standard',
    eventOf(
      JSON.stringify({
        type: 'customer.updated',
        timestamp: '2026-11-20T00:00:00Z',
        data: { id: '1001', first_name: 'Ada', last_name: 'Example', tags: ['vip', 'b2b'], loyalty: '4711' },
      }),
    ),
    'loyalty',
    { ...all, company: undefined },
  ],
])('%s', (_, name, event, key, expected) => {
  const source = sourceNamed(name);
  const details = source.details?.(snapshotIn(source.parse(event, { ...store, source: name })));
  const { firstName, lastName, company, tags } = details ?? {};
  expect({ firstName, lastName, company, tags, value: details?.value(key) }).toEqual(expected);
});

test('the metafields that it reads are asked for, wherever the vendor sends only those', () => {
  const asked = `${alias}: metafield(namespace: "custom", key: "loyalty_number")`;
  expect(customersQuery({ birthDate: null, gender: null, values: [number] }, null)).toContain(asked);
  expect(eventsQuery(store)).toContain(asked);
  expect(customersPage(store)).toContain(asked);
  expect(wantedSubscription('https://hooks.example.com', store).metafieldNamespaces).toEqual([
    'custom',
    'facts',
  ]);
});

test('a company is asked for only where it is named, and is no metafield', () => {
  const named = storeWith('shopify', { mapping: { values: ['company'] } });
  for (const queryOf of [eventsQuery, (of: typeof named) => customersPage(of)]) {
    expect(queryOf(named)).toContain('defaultAddress { company }');
    expect(queryOf(store)).not.toContain('company');
  }
  expect(eventsQuery(named).match(/metafield\(/g)).toHaveLength(1);
  expect(wantedSubscription('https://hooks.example.com', named).metafieldNamespaces).toEqual(['facts']);
});

test('a value that it reads and the vendor has redacted is refused, as one of the settings’', () => {
  const own = storeWith('stripe', { mapping: { values: ['loyalty'] } });
  const event = {
    id: 'evt_1',
    object: 'event',
    type: 'customer.updated',
    created: 1_793_620_800,
    data: {
      object: {
        id: 'cus_1',
        object: 'customer',
        created: 1_793_620_800,
        email: 'ada@example.com',
        metadata: { loyalty: '[redacted]' },
      },
    },
  };
  expect(refusalOf(sourceNamed('stripe'), eventOf(JSON.stringify(event)), own)).toEqual({
    code: 'customer-redacted',
    params: { fields: ['metadata'] },
  });
});
