import { parse, visit } from 'graphql';
import { eventsSection } from '../../../../cli/vendors/shopify/events';
import { eventsQuery } from '../../../../lambda/sources/shopify/events/query';
import { shopify } from '../../../../lambda/sources/shopify/source';
import { fixture } from '../../../support/fixtures';
import { storeWith } from '../../../support/settings';
import { eventOf, snapshotIn } from '../../../support/sources';
import { usualStore, wholeStore } from './schema/asked';
import { faultsIn } from './schema/faults';

const uri = 'https://hooks.example.com/webhooks/shopify';

describe('the query of the Events', () => {
  test('of a usual store asks for no phone and no address', () => {
    expect(eventsQuery(usualStore)).toBe(`query MasivoCustomer($customerId: ID!) {
  customer(id: $customerId) {
    id createdAt updatedAt firstName lastName verifiedEmail
    defaultEmailAddress { emailAddress marketingState marketingUpdatedAt }
    metafield_facts__birth_date: metafield(namespace: "facts", key: "birth_date") { value updatedAt }
  }
  shop { myshopifyDomain }
}`);
  });

  // An object costs one point, its scalars none, and no connection is asked for. Shopify takes 100.
  test.each([usualStore, wholeStore])('costs few of the hundred points', (store) => {
    const objects: string[] = [];
    visit(parse(eventsQuery(store)), {
      Field: ({ name, selectionSet }) => void (selectionSet && objects.push(name.value)),
    });
    expect(objects.length).toBeLessThanOrEqual(10);
    expect(faultsIn(eventsQuery(store))).toEqual([]);
  });

  test('asks for all that an event of the whole store is read for', () => {
    const store = storeWith('shopify', { mapping: wholeStore.mapping });
    const snapshot = snapshotIn(shopify.parse(eventOf(fixture('shopify/event-customer-update.json')), store));
    const mapped = shopify.map(snapshot, store);
    // The fixture has no metafield for the gender.
    expect(mapped).toMatchObject({ kind: 'customer', silent: ['gender'], unread: [] });
    for (const name of ['locale', 'note', 'tags', 'phoneNumber', 'smsMarketingConsent', 'countryCodeV2']) {
      expect(eventsQuery(wholeStore)).toContain(name);
    }
  });
});

test('the section has the query, a trigger for each metafield, and a subscription for deletions alone', () => {
  expect(eventsSection(uri, wholeStore)).toBe(`[events]
api_version = "2026-10"

[[events.subscription]]
handle = "masivo-customers"
topic = "Customer"
actions = ["create", "update"]
triggers = ["customer.*", "customer.metafield(namespace: 'facts', key: 'birth_date').value", "customer.metafield(namespace: 'custom', key: 'gender').value"]
uri = "https://hooks.example.com/webhooks/shopify"
query = '''
${eventsQuery(wholeStore)}
'''

[[events.subscription]]
handle = "masivo-deletions"
topic = "Customer"
actions = ["delete"]
uri = "https://hooks.example.com/webhooks/shopify"
`);
});
