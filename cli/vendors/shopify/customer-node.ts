import * as v from 'valibot';
import type { Mapping, StoreSettings } from '../../../lambda/settings';
import type { ReceivedEvent } from '../../../lambda/sources/source';

const text = v.nullish(v.string());
const Metafield = v.nullish(v.object({ namespace: text, key: text, value: text }));

const Older = v.nullish(v.object({ marketingState: text, consentUpdatedAt: text }));

/** A customer of the Admin GraphQL API: the fields that the webhook's body has, too. */
const Node = v.object({
  id: v.string(),
  firstName: text,
  lastName: text,
  verifiedEmail: v.nullish(v.boolean()),
  defaultEmailAddress: v.nullish(
    v.object({ emailAddress: text, marketingState: text, marketingUpdatedAt: text }),
  ),
  defaultPhoneNumber: v.nullish(
    v.object({
      phoneNumber: text,
      smsMarketingConsent: v.nullish(v.object({ state: text, updatedAt: text })),
    }),
  ),
  // The names of older versions, for files that were made with them.
  email: text,
  phone: text,
  emailMarketingConsent: Older,
  smsMarketingConsent: Older,
  note: text,
  tags: v.nullish(v.array(v.string())),
  locale: text,
  createdAt: text,
  updatedAt: text,
  defaultAddress: v.nullish(v.object({ name: text, company: text, phone: text, countryCodeV2: text })),
  birthDate: Metafield,
  gender: Metafield,
});

/** The query whose JSONL `webhookOf` reads, with only those metafields that the store's mapping reads. */
export function customersQuery(mapping: Pick<Mapping, 'birthDate' | 'gender'>, since: Date | null): string {
  const fields = [
    'id firstName lastName locale note tags state verifiedEmail createdAt updatedAt',
    'defaultEmailAddress { emailAddress marketingState marketingUpdatedAt }',
    'defaultPhoneNumber { phoneNumber smsMarketingConsent { state updatedAt } }',
    'defaultAddress { name company phone countryCodeV2 }',
    metafield('birthDate', mapping.birthDate),
    metafield('gender', mapping.gender),
  ].filter((field) => field !== '');
  const filter = since === null ? '' : `(query: "updated_at:>='${since.toISOString()}'")`;
  return `{ customers${filter} { edges { node { ${fields.join(' ')} } } } }`;
}

function metafield(alias: string, path: string | null): string {
  const dot = path?.indexOf('.') ?? -1;
  if (path === null || dot < 1) return '';
  const [namespace, key] = [path.slice(0, dot), path.slice(dot + 1)].map((part) => JSON.stringify(part));
  return `${alias}: metafield(namespace: ${namespace}, key: ${key}) { namespace key value }`;
}

/**
 * A line of the bulk operation in the form of `customers/create`, so that the source's own parsing and mapping apply. A
 * line that is no customer is passed on as it is: the source says what is wrong with it.
 */
export function webhookOf(line: string, { vendorAccount }: StoreSettings, readAt: Date): ReceivedEvent {
  return {
    headers: { 'x-shopify-topic': 'customers/create', 'x-shopify-shop-domain': vendorAccount },
    body: Buffer.from(bodyOf(line)),
    receivedAt: readAt,
  };
}

function bodyOf(line: string): string {
  const node = v.safeParse(v.pipe(v.string(), v.parseJson(), Node), line);
  if (!node.success) return line;
  const customer = node.output;
  const address = customer.defaultAddress;
  const { defaultEmailAddress: email, emailMarketingConsent, smsMarketingConsent } = customer;
  const sms = customer.defaultPhoneNumber?.smsMarketingConsent;
  return JSON.stringify({
    admin_graphql_api_id: customer.id,
    email: email?.emailAddress ?? customer.email,
    verified_email: customer.verifiedEmail,
    first_name: customer.firstName,
    last_name: customer.lastName,
    phone: customer.defaultPhoneNumber?.phoneNumber ?? customer.phone,
    note: customer.note,
    tags: customer.tags?.join(', '),
    locale: customer.locale,
    created_at: customer.createdAt,
    updated_at: customer.updatedAt,
    default_address: address && {
      name: address.name,
      company: address.company,
      phone: address.phone,
      country_code: address.countryCodeV2,
    },
    email_marketing_consent:
      choice(email?.marketingState, email?.marketingUpdatedAt) ??
      choice(emailMarketingConsent?.marketingState, emailMarketingConsent?.consentUpdatedAt),
    sms_marketing_consent:
      choice(sms?.state, sms?.updatedAt) ??
      choice(smsMarketingConsent?.marketingState, smsMarketingConsent?.consentUpdatedAt),
    metafields: [customer.birthDate, customer.gender].filter((field) => field != null),
  });
}

/**
 * Undefined, hence left out of the body, where nothing is stated. Shopify shows `NOT_SUBSCRIBED` for everybody who was
 * never asked, and without a date: that is nobody's statement.
 */
const choice = (state: string | null | undefined, at: string | null | undefined) =>
  state && (at || state.toUpperCase() !== 'NOT_SUBSCRIBED') ? { state, consent_updated_at: at } : undefined;
