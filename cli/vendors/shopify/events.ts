import { askedFor, type StoreSettings } from '../../../lambda/settings';
import { newestVersion } from '../../../lambda/sources/shopify/api-version';
import { metafieldAlias } from '../../../lambda/sources/shopify/events/metafield';
import { shopify } from '../../../lambda/sources/shopify/source';
import { type MetafieldName, metafieldField, metafieldName } from './metafield-name';

/** Changes `shopify.app.toml` and makes Shopify send the events. */
export const deployCommand = 'shopify app deploy';

interface Metafield extends MetafieldName {
  readonly alias: string;
}

/**
 * The query that Shopify runs for each event, with its answer in the event's `data`. It asks for what every app that
 * may read customers is granted, and besides only for what the store's settings use: one field that the app may not
 * read can cost the whole event.
 */
export function eventsQuery(store: StoreSettings): string {
  const { asked, sms } = wantedOf(store);
  const has = (extra: string) => asked.some((each) => each === extra);
  const plain = (['locale', 'note', 'tags'] as const).filter(has);
  const phone = [
    ...(has('phone') ? ['phoneNumber'] : []),
    ...(sms ? ['smsMarketingConsent { state updatedAt }'] : []),
  ];
  const address = [...(has('phone') ? ['phone'] : []), ...(has('country') ? ['countryCodeV2'] : [])];
  const fields = [
    ['id createdAt updatedAt firstName lastName verifiedEmail', ...plain].join(' '),
    'defaultEmailAddress { emailAddress marketingState marketingUpdatedAt }',
    ...(phone.length > 0 ? [`defaultPhoneNumber { ${phone.join(' ')} }`] : []),
    ...(address.length > 0 ? [`defaultAddress { ${address.join(' ')} }`] : []),
    // With the date of its change: a customer's own may not move with it.
    ...metafieldsOf(store).map((each) => metafieldField(each.alias, each, 'value updatedAt')),
  ];
  return [
    'query MasivoCustomer($customerId: ID!) {',
    '  customer(id: $customerId) {',
    ...fields.map((field) => `    ${field}`),
    '  }',
    // The header that names the shop is not signed.
    '  shop { myshopifyDomain }',
    '}',
  ].join('\n');
}

/** The section of `shopify.app.toml`. A deletion has a subscription of its own: a query would find nobody. */
export function eventsSection(uri: string, store: StoreSettings): string {
  const triggers = [
    'customer.*',
    ...metafieldsOf(store).map(
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

function wantedOf({ mapping, consent }: StoreSettings) {
  const all = { ...shopify.defaultMapping, ...mapping };
  return { asked: askedFor(all), sms: consent !== 'off' && consent.smsPurpose !== undefined };
}

function metafieldsOf({ mapping }: StoreSettings): Metafield[] {
  const { birthDate, gender } = { ...shopify.defaultMapping, ...mapping };
  const paths = [...new Set([birthDate, gender])];
  return paths.flatMap((path) => {
    const name = metafieldName(path);
    return path !== null && name ? [{ ...name, alias: metafieldAlias(path) }] : [];
  });
}
