import * as v from 'valibot';
import type { StatedConsent } from '../../masivo/consent';
import { customerDraft, type Mapped } from '../../masivo/customer';
import type { Mapping, StoreSettings } from '../../settings';
import type { Snapshot } from '../source';
import { birthDate, cleanEmail, cleanText, fullName, gender, localPart } from '../values';
import { metafield, ShopifyCustomer } from './customer';

export const defaultMapping: Mapping = {
  birthDate: 'facts.birth_date',
  gender: null,
  tierId: null,
  extras: [],
};

/** The customer of a snapshot as Masivo is to have it. */
export function map(snapshot: Snapshot, store: StoreSettings): Mapped {
  const shopper = v.parse(ShopifyCustomer, snapshot.fields);
  const mapping = { ...defaultMapping, ...store.mapping };
  const email = cleanEmail(shopper.email);
  const address = shopper.default_address;
  return customerDraft({
    id: snapshot.customer,
    name:
      fullName(shopper.first_name, shopper.last_name) ??
      cleanText(address?.name) ??
      cleanText(address?.company) ??
      localPart(email),
    email,
    registeredAt: snapshot.registeredAt,
    gender: gender(metafield(shopper, mapping.gender)),
    dob: birthDate(metafield(shopper, mapping.birthDate)),
    tierId: mapping.tierId,
    source: 'shopify',
    store: store.store,
    extras: mapping.extras,
    values: {
      phone: cleanText(shopper.phone) ?? cleanText(address?.phone),
      country: cleanText(address?.country_code),
      locale: cleanText(shopper.locale),
      note: cleanText(shopper.note),
      tags: cleanText(shopper.tags),
    },
    consent: statedConsent(shopper),
  });
}

/** Only `subscribed` is a yes; `pending` waits for the shopper's confirmation, which is no yet. */
function statedConsent(shopper: ShopifyCustomer): StatedConsent {
  const state = shopper.email_marketing_consent?.state;
  if (typeof state === 'string')
    return { email_marketing: { granted: state.toLowerCase() === 'subscribed' } };
  const accepts = shopper.accepts_marketing;
  return typeof accepts === 'boolean' ? { email_marketing: { granted: accepts } } : {};
}
