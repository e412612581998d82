import * as v from 'valibot';
import { customerDraft, type DraftField, draftFields, type Mapped } from '../../masivo/customer';
import { askedFor, noMapping, type StoreSettings } from '../../settings';
import { consentOnly } from '../consent-only';
import { type ShopperDetails, toldValue } from '../details';
import { unreadIn } from '../optional';
import type { Snapshot } from '../source';
import { birthDate, birthDateUnread, cleanEmail, cleanText, fullName, gender, localPart } from '../values';
import { consentUnread, statedIn } from './consent';
import { WooCustomer } from './customer';
import { metaValue } from './meta-data';

export const defaultMapping = noMapping;

/** The customer of a snapshot as Masivo is to have it. */
export function map(snapshot: Snapshot, store: StoreSettings): Mapped {
  if (snapshot.only === 'deletion') return consentOnly(snapshot, store, {});
  const shopper = v.parse(WooCustomer, snapshot.fields);
  const mapping = { ...defaultMapping, ...store.mapping };
  const email = cleanEmail(shopper.email);
  const { billing, first_name: first, last_name: last, meta_data: list } = shopper;
  const name = fullName(first, last);
  const born = metaValue(list, mapping.birthDate);
  const isDobUnread = birthDateUnread(born.value);
  const sex = metaValue(list, mapping.gender);
  const isUnread = born.unread || isDobUnread || sex.unread || consentUnread(shopper, store);
  const silence: Readonly<Record<DraftField, boolean>> = {
    // Half a name is none to replace a whole one with.
    name: name === null || first === undefined || last === undefined,
    gender: sex.silent,
    dob: born.silent || isDobUnread,
    email: shopper.email === undefined,
    emailVerified: shopper.email === undefined,
    phone: billing === undefined || (billing !== null && billing.phone === undefined),
    country: billing === undefined || (billing !== null && billing.country === undefined),
    // WooCommerce has none of these.
    locale: true,
    note: true,
    tags: true,
  };
  return customerDraft({
    id: snapshot.customer,
    name:
      name ??
      fullName(billing?.first_name, billing?.last_name) ??
      cleanText(billing?.company) ??
      localPart(email),
    email,
    registeredAt: snapshot.registeredAt,
    gender: gender(sex.value),
    dob: birthDate(born.value),
    tierId: mapping.tierId,
    source: store.source,
    store: store.store,
    extras: askedFor(mapping),
    values: {
      phone: cleanText(billing?.phone),
      country: cleanText(billing?.country),
      locale: null,
      note: null,
      tags: null,
    },
    consent: statedIn(shopper, store),
    silent: draftFields.filter((field) => silence[field]),
    unread: [...new Set([...unreadIn(shopper), ...(isUnread ? ['meta_data'] : [])])],
    emailVerified: shopper.email !== undefined && store.emailsVerified === true,
  });
}

/** The merchant's own fields are the `meta_data`. */
export function details(snapshot: Snapshot): ShopperDetails {
  const { first_name, last_name, billing, meta_data } = v.parse(WooCustomer, snapshot.fields);
  return {
    firstName: first_name,
    lastName: last_name,
    company: billing === null ? null : billing?.company,
    value: (name) => toldValue(metaValue(meta_data, name)),
  };
}
