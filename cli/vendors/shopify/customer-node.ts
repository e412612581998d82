import { isObject, memberOf, parsedJson } from '../../../lambda/json';
import type { Mapping, StoreSettings } from '../../../lambda/settings';
import { metafieldAlias } from '../../../lambda/sources/shopify/events/metafield';
import { defaultMapping } from '../../../lambda/sources/shopify/map';
import { metafieldField, metafieldName } from '../../../lambda/sources/shopify/metafield-name';
import type { ReceivedEvent } from '../../../lambda/sources/source';

/** The query whose JSONL `webhookOf` reads, with only those metafields that the store's mapping reads. */
export function customersQuery(
  mapping: Pick<Mapping, 'birthDate' | 'gender'> & Partial<Pick<Mapping, 'values'>>,
  since: Date | null,
): string {
  const fields = [
    'id firstName lastName locale note tags state verifiedEmail createdAt updatedAt',
    'defaultEmailAddress { emailAddress marketingState marketingUpdatedAt }',
    'defaultPhoneNumber { phoneNumber smsMarketingConsent { state updatedAt } }',
    'defaultAddress { name company phone countryCodeV2 }',
    metafield('birthDate', mapping.birthDate),
    metafield('gender', mapping.gender),
    ...(mapping.values ?? []).map((path) => metafield(metafieldAlias(path), path)),
  ].filter((field) => field !== '');
  const filter = since === null ? '' : `(query: "updated_at:>='${since.toISOString()}'")`;
  return `{ customers${filter} { edges { node { ${fields.join(' ')} } } } }`;
}

function metafield(alias: string, path: string | null): string {
  const name = metafieldName(path);
  return name ? metafieldField(alias, name, 'namespace key value') : '';
}

/**
 * A line of the bulk operation in the form of `customers/create`, so that the source's own parsing and mapping apply. A
 * line that is no customer is passed on as it is: the source says what is wrong with it.
 */
export function webhookOf(
  line: string,
  { vendorAccount, mapping }: StoreSettings,
  readAt: Date,
): ReceivedEvent {
  return {
    headers: { 'x-shopify-topic': 'customers/create', 'x-shopify-shop-domain': vendorAccount },
    body: Buffer.from(bodyOf(line, { ...defaultMapping, ...mapping })),
    receivedAt: readAt,
  };
}

/**
 * Each member goes on as it is, also one of an odd type: what the source does with it, a line and a webhook have in
 * common. A member that the line lacks is left out.
 */
function bodyOf(line: string, mapping: Mapping): string {
  const node = parsedJson(line);
  if (!isObject(node) || typeof node.id !== 'string') return line;
  // Beside today's names are those of older versions, for files that were made with them.
  const [email, phone, address] = [node.defaultEmailAddress, node.defaultPhoneNumber, node.defaultAddress];
  const [olderEmail, olderSms] = [node.emailMarketingConsent, node.smsMarketingConsent];
  const sms = memberOf(phone, 'smsMarketingConsent');
  return JSON.stringify({
    admin_graphql_api_id: node.id,
    email: email === undefined ? node.email : inside(email, 'emailAddress'),
    verified_email: node.verifiedEmail,
    first_name: node.firstName,
    last_name: node.lastName,
    phone: phone === undefined ? node.phone : inside(phone, 'phoneNumber'),
    note: node.note,
    tags:
      Array.isArray(node.tags) && node.tags.every((tag) => typeof tag === 'string')
        ? node.tags.join(', ')
        : node.tags,
    locale: node.locale,
    created_at: node.createdAt,
    updated_at: node.updatedAt,
    default_address: isObject(address)
      ? {
          name: address.name,
          company: address.company,
          phone: address.phone,
          country_code: address.countryCodeV2,
        }
      : address,
    email_marketing_consent:
      choice(memberOf(email, 'marketingState'), memberOf(email, 'marketingUpdatedAt')) ??
      choice(memberOf(olderEmail, 'marketingState'), memberOf(olderEmail, 'consentUpdatedAt')),
    sms_marketing_consent:
      choice(memberOf(sms, 'state'), memberOf(sms, 'updatedAt')) ??
      choice(memberOf(olderSms, 'marketingState'), memberOf(olderSms, 'consentUpdatedAt')),
    metafields: metafieldsOf(node, mapping),
  });
}

/** A member of what Shopify documents as an object. A list is of no type that the source reads, so it says which. */
function inside(value: unknown, name: string): unknown {
  if (isObject(value)) return value[name];
  return value === null ? null : [value];
}

/**
 * Undefined, hence left out of the body, where nothing is stated. Shopify shows `NOT_SUBSCRIBED` for everybody who was
 * never asked, and without a date: that is nobody's statement.
 */
const choice = (state: unknown, at: unknown) =>
  state && (at || String(state).toUpperCase() !== 'NOT_SUBSCRIBED')
    ? { state, consent_updated_at: at }
    : undefined;

/** The aliases under which a line has metafields, with the metafield of each. */
export const aliasesOf = ({ birthDate, gender, values }: Mapping) => [
  ['birthDate', birthDate] as const,
  ['gender', gender] as const,
  ...values.map((path) => [metafieldAlias(path), path] as const),
];

/**
 * Null for an alias says that the shopper has no such metafield. A line without the alias says nothing of it, as a
 * member without a value does. One without any says nothing of metafields.
 */
function metafieldsOf(node: Readonly<Record<string, unknown>>, mapping: Mapping): unknown {
  const aliases = aliasesOf(mapping).flatMap(([alias, path]) => {
    const name = metafieldName(path);
    return name ? [{ found: node[alias], name }] : [];
  });
  if (aliases.every(({ found }) => found === undefined)) return undefined;
  return aliases.map(({ found, name }) => {
    if (found === undefined) return name;
    return found === null ? { ...name, value: null } : found;
  });
}
