import { askedFor, type Mapping, type StoreSettings } from '../../settings';
import type { StripeCustomer } from './customer';
import { metadataValue } from './metadata';
import { consentKeys } from './metadata-consent';

/**
 * Stripe's redaction jobs replace personal data by this, in customers and also in events that were stored or are sent
 * again (https://docs.stripe.com/privacy/redaction). It is no value: written to Masivo it would overwrite one.
 */
const placeholder = /^\s*(\[redacted\]\s*)+$/i;

const isRedacted = (value: string | null | undefined): boolean =>
  typeof value === 'string' && placeholder.test(value);

/** Stripe's names of the members with placeholders, of those that this store's mapping reads. */
export function redactedIn(shopper: StripeCustomer, mapping: Mapping, store: StoreSettings): string[] {
  const asked = askedFor(mapping);
  const keys = [
    mapping.birthDate,
    mapping.gender,
    ...mapping.values,
    ...consentKeys(store).map(({ key }) => key),
  ];
  const read: Readonly<Record<string, readonly (string | null | undefined)[]>> = {
    email: [shopper.email],
    name: [shopper.name],
    individual_name: [shopper.individual_name],
    business_name: [shopper.business_name],
    phone: asked.includes('phone') ? [shopper.phone] : [],
    'address.country': asked.includes('country') ? [shopper.address?.country] : [],
    preferred_locales: asked.includes('locale') ? (shopper.preferred_locales ?? []) : [],
    description: asked.includes('note') ? [shopper.description] : [],
    metadata: keys.map((key) => metadataValue(shopper.metadata, key).value),
  };
  return Object.entries(read).flatMap(([member, values]) => (values.some(isRedacted) ? [member] : []));
}
