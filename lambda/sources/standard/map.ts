import * as v from 'valibot';
import { customerDraft, type DraftField, draftFields, type Mapped } from '../../masivo/customer';
import { askedFor, type Mapping, noMapping, type StoreSettings } from '../../settings';
import { consentOnly } from '../consent-only';
import { type ShopperDetails, toldValue } from '../details';
import { unreadIn } from '../optional';
import type { Snapshot } from '../source';
import { birthDate, birthDateUnread, cleanEmail, cleanText, fullName, gender, localPart } from '../values';
import { statedIn } from './consent';
import { Customer } from './customer';
import { textMember } from './member';

export const defaultMapping: Mapping = { ...noMapping, birthDate: 'birth_date', gender: 'gender' };

/** The customer of a snapshot as Masivo is to have it. */
export function map(snapshot: Snapshot, store: StoreSettings): Mapped {
  if (snapshot.only === 'deletion') return consentOnly(snapshot, store, {});
  const shopper = v.parse(Customer, snapshot.fields);
  const mapping = { ...defaultMapping, ...store.mapping };
  const email = cleanEmail(shopper.email);
  const { name, isPart } = nameOf(shopper);
  const born = textMember(shopper, mapping.birthDate);
  const isDobUnread = birthDateUnread(born.value);
  const sex = textMember(shopper, mapping.gender);
  const verified = shopper.email_verified ?? (shopper.email_verified === undefined && store.emailsVerified);
  const tags = tagsOf(shopper);
  const silence: Readonly<Record<DraftField, boolean>> = {
    // Half a name is none to replace a whole one with.
    name: name === null || isPart,
    gender: sex.silent,
    dob: born.silent || isDobUnread,
    email: shopper.email === undefined,
    // Without the e-mail, nobody knows which one it is about.
    emailVerified: shopper.email === undefined || verified === undefined,
    phone: shopper.phone === undefined,
    country: shopper.country === undefined,
    locale: shopper.locale === undefined,
    // No sender has one.
    note: true,
    tags: tags === undefined,
  };
  return customerDraft({
    id: snapshot.customer,
    name: name ?? localPart(email),
    email,
    registeredAt: snapshot.registeredAt,
    gender: gender(sex.value),
    dob: birthDate(born.value),
    tierId: mapping.tierId,
    source: store.source,
    store: store.store,
    extras: askedFor(mapping),
    values: {
      phone: cleanText(shopper.phone),
      country: cleanText(shopper.country),
      locale: cleanText(shopper.locale),
      note: null,
      tags: cleanText(tags),
    },
    consent: statedIn(shopper),
    silent: draftFields.filter((field) => silence[field]),
    unread: [
      ...unreadIn(shopper),
      ...((born.unread || isDobUnread) && mapping.birthDate !== null ? [mapping.birthDate] : []),
      ...(sex.unread && mapping.gender !== null ? [mapping.gender] : []),
    ],
    emailVerified: !silence.emailVerified && verified === true,
  });
}

function nameOf({ name, first_name: first, last_name: last }: Customer) {
  const whole = cleanText(name);
  if (whole !== null) return { name: whole, isPart: false };
  return { name: fullName(first, last), isPart: first === undefined || last === undefined };
}

/** One tag that cannot be read costs all of them: what is left would take it back. */
const tagsOf = ({ tags }: Customer): string | null | undefined =>
  tags === null ? null : tags?.some((tag) => typeof tag !== 'string') ? undefined : tags?.join(', ');

/** The sender's own fields are further members. */
export function details(snapshot: Snapshot): ShopperDetails {
  const shopper = v.parse(Customer, snapshot.fields);
  const tags = shopper.tags?.filter((tag) => typeof tag === 'string');
  return {
    firstName: shopper.first_name,
    lastName: shopper.last_name,
    tags: tags?.length === shopper.tags?.length ? (shopper.tags === null ? null : tags) : undefined,
    value: (name) => toldValue(textMember(shopper, name)),
  };
}
