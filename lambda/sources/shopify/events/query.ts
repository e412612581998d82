import { askedFor, type StoreSettings } from '../../../settings';
import { defaultMapping } from '../map';
import { companyValue, type MetafieldName, metafieldField, metafieldName } from '../metafield-name';
import { metafieldAlias } from './metafield';

interface Metafield extends MetafieldName {
  readonly alias: string;
}

/**
 * The fields of a customer that an Event is read for, one line each. They are what every app that may read customers is
 * granted, and besides only what the store's settings use: one field that the app may not read can cost the whole
 * event.
 */
export function customerFields(store: StoreSettings): readonly string[] {
  const { asked, sms, company } = wantedOf(store);
  const has = (extra: string) => asked.some((each) => each === extra);
  const plain = (['locale', 'note', 'tags'] as const).filter(has);
  const phone = [
    ...(has('phone') ? ['phoneNumber'] : []),
    ...(sms ? ['smsMarketingConsent { state updatedAt }'] : []),
  ];
  const address = [
    ...(company ? ['company'] : []),
    ...(has('phone') ? ['phone'] : []),
    ...(has('country') ? ['countryCodeV2'] : []),
  ];
  return [
    ['id createdAt updatedAt firstName lastName verifiedEmail', ...plain].join(' '),
    'defaultEmailAddress { emailAddress marketingState marketingUpdatedAt }',
    ...(phone.length > 0 ? [`defaultPhoneNumber { ${phone.join(' ')} }`] : []),
    ...(address.length > 0 ? [`defaultAddress { ${address.join(' ')} }`] : []),
    // With the date of its change: a customer's own may not move with it.
    ...mappedMetafields(store).map((each) => metafieldField(each.alias, each, 'value updatedAt')),
  ];
}

/** The query that Shopify runs for each event, with its answer in the event's `data`. */
export function eventsQuery(store: StoreSettings): string {
  return [
    'query MasivoCustomer($customerId: ID!) {',
    '  customer(id: $customerId) {',
    ...customerFields(store).map((field) => `    ${field}`),
    '  }',
    // The header that names the shop is not signed.
    '  shop { myshopifyDomain }',
    '}',
  ].join('\n');
}

function wantedOf({ mapping, consent }: StoreSettings) {
  const all = { ...defaultMapping, ...mapping };
  return {
    asked: askedFor(all),
    sms: consent !== 'off' && consent.smsPurpose !== undefined,
    company: all.values.includes(companyValue),
  };
}

/** The metafields that the store's mapping reads, each with its alias in the query. */
export function mappedMetafields({ mapping }: StoreSettings): readonly Metafield[] {
  const { birthDate, gender, values } = { ...defaultMapping, ...mapping };
  const paths = [...new Set([birthDate, gender, ...values])];
  return paths.flatMap((path) => {
    const name = metafieldName(path);
    return path !== null && name ? [{ ...name, alias: metafieldAlias(path) }] : [];
  });
}
