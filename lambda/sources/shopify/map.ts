import * as v from 'valibot';
import { customerDraft, type DraftField, draftFields, type Mapped } from '../../masivo/customer';
import { askedFor, type Mapping, type StoreSettings } from '../../settings';
import { consentOnly } from '../consent-only';
import { unreadIn } from '../optional';
import type { Snapshot } from '../source';
import { birthDate, cleanEmail, cleanText, fullName, gender, localPart } from '../values';
import { statedIn } from './consent';
import { ShopifyCustomer } from './customer';
import { metafield } from './metafield';

export const defaultMapping: Mapping = {
  birthDate: 'facts.birth_date',
  gender: null,
  tierId: null,
  extras: [],
  fields: [],
};

/** The customer of a snapshot as Masivo is to have it. */
export function map(snapshot: Snapshot, store: StoreSettings): Mapped {
  const shopper = v.parse(ShopifyCustomer, snapshot.fields);
  if (snapshot.only === 'consent') return consentOnly(snapshot, store, statedIn(shopper));
  const mapping = { ...defaultMapping, ...store.mapping };
  const email = cleanEmail(shopper.email);
  const address = addressOf(shopper);
  const name = fullName(shopper.first_name, shopper.last_name);
  const phone = cleanText(shopper.phone) ?? cleanText(address?.phone);
  const born = metafield(shopper, mapping.birthDate);
  const sex = metafield(shopper, mapping.gender);
  const silence: Readonly<Record<DraftField, boolean>> = {
    // Half a name is none to replace a whole one with.
    name: name === null || shopper.first_name === undefined || shopper.last_name === undefined,
    gender: sex.silent,
    dob: born.silent,
    phone: phone === null && shopper.phone === undefined,
    country: address === undefined || (address !== null && address.country_code === undefined),
    locale: shopper.locale === undefined,
    note: shopper.note === undefined,
    tags: shopper.tags === undefined,
  };
  return customerDraft({
    id: snapshot.customer,
    name: name ?? cleanText(address?.name) ?? cleanText(address?.company) ?? localPart(email),
    email,
    registeredAt: snapshot.registeredAt,
    gender: gender(sex.value),
    dob: birthDate(born.value),
    tierId: mapping.tierId,
    source: 'shopify',
    store: store.store,
    extras: askedFor(mapping),
    values: {
      phone,
      country: cleanText(address?.country_code),
      locale: cleanText(shopper.locale),
      note: cleanText(shopper.note),
      tags: cleanText(shopper.tags),
    },
    consent: statedIn(shopper),
    silent: draftFields.filter((field) => silence[field]),
    unread: [...new Set([...unreadIn(shopper), ...(born.unread || sex.unread ? ['metafields'] : [])])],
    emailVerified: shopper.verified_email === true,
  });
}

/** Whoever has no address has an empty list of them, and no member for the default one. */
function addressOf(shopper: ShopifyCustomer): ShopifyCustomer['default_address'] {
  const { addresses, default_address } = shopper;
  const hasNone = Array.isArray(addresses) && addresses.length === 0;
  return hasNone && !Object.hasOwn(shopper, 'default_address') ? null : default_address;
}
