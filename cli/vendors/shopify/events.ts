import type { StoreSettings } from '../../../lambda/settings';
import { newestVersion } from '../../../lambda/sources/shopify/api-version';
import { eventsQuery, mappedMetafields } from '../../../lambda/sources/shopify/events/query';

/** Changes `shopify.app.toml` and makes Shopify send the events. */
export const deployCommand = 'shopify app deploy';

/** The section of `shopify.app.toml`. A deletion has a subscription of its own: a query would find nobody. */
export function eventsSection(uri: string, store: StoreSettings): string {
  const triggers = [
    'customer.*',
    ...mappedMetafields(store).map(
      ({ namespace, key }) => `customer.metafield(namespace: '${namespace}', key: '${key}').value`,
    ),
  ];
  return `[events]
api_version = "${newestVersion}"

[[events.subscription]]
handle = "masivo-customers"
topic = "Customer"
actions = ["create", "update"]
triggers = [${triggers.map((trigger) => JSON.stringify(trigger)).join(', ')}]
uri = ${JSON.stringify(uri)}
query = '''
${eventsQuery(store)}
'''

[[events.subscription]]
handle = "masivo-deletions"
topic = "Customer"
actions = ["delete"]
uri = ${JSON.stringify(uri)}
`;
}
