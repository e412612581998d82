import * as v from 'valibot';
import type { StatedConsent } from '../../masivo/consent';
import { customerDraft, type Mapped } from '../../masivo/customer';
import type { Mapping, StoreSettings } from '../../settings';
import type { Snapshot } from '../source';
import { birthDate, cleanEmail, cleanText, gender, localPart } from '../values';
import { StripeCustomer } from './customer';

export const defaultMapping: Mapping = { birthDate: null, gender: null, tierId: null, extras: [] };

/** The customer of a snapshot as Masivo is to have it. */
export function map(snapshot: Snapshot, store: StoreSettings): Mapped {
  const shopper = v.parse(StripeCustomer, snapshot.fields);
  const mapping = { ...defaultMapping, ...store.mapping };
  const email = cleanEmail(shopper.email);
  return customerDraft({
    id: snapshot.customer,
    name:
      cleanText(shopper.name) ??
      cleanText(shopper.individual_name) ??
      cleanText(shopper.business_name) ??
      localPart(email),
    email,
    registeredAt: snapshot.registeredAt,
    gender: gender(ownText(shopper.metadata, mapping.gender)),
    dob: birthDate(ownText(shopper.metadata, mapping.birthDate)),
    tierId: mapping.tierId,
    source: 'stripe',
    store: store.store,
    extras: mapping.extras,
    values: {
      phone: cleanText(shopper.phone),
      country: cleanText(shopper.address?.country),
      locale: cleanText(shopper.preferred_locales?.[0]),
      note: cleanText(shopper.description),
      tags: null,
    },
    consent: statedConsent(shopper.metadata ?? {}, store),
  });
}

function ownText(metadata: Record<string, unknown> | null | undefined, key: string | null): string | null {
  const value = metadata && key !== null && Object.hasOwn(metadata, key) ? metadata[key] : null;
  return typeof value === 'string' ? value : null;
}

const granted = new Set(['true', 'yes', '1']);

/**
 * Stripe has no consent of its own: merchants keep it in metadata, under keys that the store's settings name.
 * Every snapshot has the whole metadata, so a key that is not there is no silence but a no.
 */
function statedConsent(metadata: Record<string, unknown>, store: StoreSettings): StatedConsent {
  const keys = store.consent === 'off' ? {} : store.consent.metadataKeys;
  const stated = Object.entries(keys).map(([purpose, key]) => {
    const implied = Object.hasOwn(metadata, key) ? {} : { implied: true as const };
    return [
      purpose,
      { granted: granted.has(ownText(metadata, key)?.trim().toLowerCase() ?? ''), ...implied },
    ] as const;
  });
  return Object.fromEntries(stated);
}
