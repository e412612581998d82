import * as v from 'valibot';
import { customerDraft, type DraftField, draftFields, type Mapped } from '../../masivo/customer';
import { askedFor, noMapping, type StoreSettings } from '../../settings';
import { consentOnly } from '../consent-only';
import { type ShopperDetails, toldValue } from '../details';
import { unreadIn } from '../optional';
import type { Snapshot } from '../source';
import { birthDate, birthDateUnread, cleanEmail, cleanText, gender, localPart } from '../values';
import { Session, statedInCheckout } from './checkout';
import { StripeCustomer } from './customer';
import { metadataValue } from './metadata';
import { consentUnread, statedInMetadata } from './metadata-consent';
import { redactedIn } from './redacted';

export const defaultMapping = noMapping;

/** The customer of a snapshot as Masivo is to have it. */
export function map(snapshot: Snapshot, store: StoreSettings): Mapped {
  if (snapshot.only === 'deletion') return consentOnly(snapshot, store, {});
  if (snapshot.only === 'consent') {
    return consentOnly(snapshot, store, statedInCheckout(v.parse(Session, snapshot.fields)));
  }
  const shopper = v.parse(StripeCustomer, snapshot.fields);
  const mapping = { ...defaultMapping, ...store.mapping };
  const redacted = redactedIn(shopper, mapping, store);
  if (redacted.length > 0) {
    return { kind: 'refused', reason: { code: 'customer-redacted', params: { fields: redacted } } };
  }
  const email = cleanEmail(shopper.email);
  const { address, metadata, preferred_locales } = shopper;
  const name =
    cleanText(shopper.name) ?? cleanText(shopper.individual_name) ?? cleanText(shopper.business_name);
  const born = metadataValue(metadata, mapping.birthDate);
  const isDobUnread = birthDateUnread(born.value);
  const sex = metadataValue(metadata, mapping.gender);
  const isUnread = born.unread || isDobUnread || sex.unread || consentUnread(shopper, store);
  const silence: Readonly<Record<DraftField, boolean>> = {
    name: name === null,
    gender: sex.silent,
    dob: born.silent || isDobUnread,
    email: shopper.email === undefined,
    emailVerified: shopper.email === undefined,
    phone: shopper.phone === undefined,
    country: address === undefined || (address !== null && address.country === undefined),
    locale: preferred_locales === undefined,
    note: shopper.description === undefined,
    // Stripe has none.
    tags: true,
  };
  return customerDraft({
    id: snapshot.customer,
    name: name ?? localPart(email),
    email,
    registeredAt: snapshot.registeredAt,
    gender: gender(sex.value),
    dob: birthDate(born.value),
    tierId: mapping.tierId,
    source: 'stripe',
    store: store.store,
    extras: askedFor(mapping),
    values: {
      phone: cleanText(shopper.phone),
      country: cleanText(address?.country),
      locale: cleanText(preferred_locales?.[0]),
      note: cleanText(shopper.description),
      tags: null,
    },
    consent: statedInMetadata(shopper, snapshot, store),
    silent: draftFields.filter((field) => silence[field]),
    unread: [...new Set([...unreadIn(shopper), ...(isUnread ? ['metadata'] : [])])],
    emailVerified: shopper.email !== undefined && store.emailsVerified === true,
  });
}

/** Names come whole, and the merchant's own fields are the metadata. */
export function details(snapshot: Snapshot): ShopperDetails {
  const { business_name, metadata } = v.parse(StripeCustomer, snapshot.fields);
  return { company: business_name, value: (name) => toldValue(metadataValue(metadata, name)) };
}
