import * as v from 'valibot';
import { customerDraft, type DraftField, draftFields, type Mapped } from '../../masivo/customer';
import { askedFor, type Mapping, noMapping, type StoreSettings } from '../../settings';
import { consentOnly } from '../consent-only';
import { type ShopperDetails, toldValue } from '../details';
import type { Snapshot } from '../source';
import { birthDate, cleanEmail, cleanText, fullName, gender, localPart } from '../values';
import { ShopifyCustomer } from './customer';
import { EventCustomer } from './events/customer';
import { factsOfEvent } from './events/facts';
import { eventMetafield } from './events/metafield';
import type { ShopifyFacts } from './facts';
import { metafield, type ReadMetafield } from './metafield';
import { factsOfWebhook } from './webhook-facts';

export const defaultMapping: Mapping = { ...noMapping, birthDate: 'facts.birth_date' };

const Told = v.variant('form', [
  v.object({ form: v.literal('webhook'), latest: v.number(), customer: ShopifyCustomer }),
  v.object({ form: v.literal('event'), latest: v.number(), customer: EventCustomer }),
]);

/** The customer of a snapshot as Masivo is to have it. */
export function map(snapshot: Snapshot, store: StoreSettings): Mapped {
  if (snapshot.only === 'deletion' || snapshot.only === 'merge') return consentOnly(snapshot, store, {});
  const mapping = { ...defaultMapping, ...store.mapping };
  const facts = factsIn(snapshot, mapping);
  if (snapshot.only === 'consent') return consentOnly(snapshot, store, facts.consent);
  const { address, birthDate: born, gender: sex } = facts;
  const email = cleanEmail(facts.email);
  const name = fullName(facts.firstName, facts.lastName);
  const phone = cleanText(facts.phone) ?? cleanText(address?.phone);
  const silence: Readonly<Record<DraftField, boolean>> = {
    // Half a name is none to replace a whole one with.
    name: name === null || facts.firstName === undefined || facts.lastName === undefined,
    gender: sex.silent,
    dob: born.silent,
    email: facts.email === undefined,
    // Without the e-mail, nobody knows which one it is about.
    emailVerified: facts.email === undefined || facts.emailVerified === undefined,
    // It may be the customer's or the address's: without one of them, nobody knows that there is none. The address's
    // alone is none to replace the customer's with.
    phone: facts.phone === undefined || (phone === null && isSilentOf(address, 'phone')),
    country: isSilentOf(address, 'country'),
    locale: facts.locale === undefined,
    note: facts.note === undefined,
    tags: facts.tags === undefined,
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
      country: cleanText(address?.country),
      locale: cleanText(facts.locale),
      note: cleanText(facts.note),
      tags: cleanText(facts.tags),
    },
    consent: facts.consent,
    silent: draftFields.filter((field) => silence[field]),
    unread: facts.unread,
    emailVerified: !silence.emailVerified && facts.emailVerified === true,
  });
}

const isSilentOf = (address: ShopifyFacts['address'], member: 'phone' | 'country'): boolean =>
  address === undefined || (address !== null && address[member] === undefined);

/** Both forms tell the same of a shopper, under other names. */
export function details(snapshot: Snapshot): ShopperDetails {
  const { firstName, lastName, address, tags } = factsIn(snapshot, defaultMapping);
  return {
    firstName,
    lastName,
    company: address === null ? null : address?.company,
    tags: typeof tags === 'string' ? listed(tags) : tags,
    value: (name) => toldValue(metafieldIn(snapshot, name)),
  };
}

const listed = (tags: string): string[] =>
  tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

function metafieldIn({ fields }: Snapshot, name: string): ReadMetafield {
  const told = v.parse(Told, fields);
  return told.form === 'webhook' ? metafield(told.customer, name) : eventMetafield(told.customer, name);
}

function factsIn({ fields }: Snapshot, mapping: Mapping): ShopifyFacts {
  const told = v.parse(Told, fields);
  switch (told.form) {
    case 'webhook':
      return factsOfWebhook(told.customer, told.latest, mapping);
    case 'event':
      return factsOfEvent(told.customer, told.latest, mapping);
    default:
      return told satisfies never;
  }
}
