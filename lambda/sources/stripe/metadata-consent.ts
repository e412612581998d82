import { isObject } from '../../json';
import type { Stated, StatedConsent } from '../../masivo/consent';
import type { StoreSettings } from '../../settings';
import type { Snapshot } from '../source';
import type { StripeCustomer } from './customer';
import { metadataValue } from './metadata';

/** Merchants write what they like; the settings can name other texts. */
const granting = ['true', 'yes', '1'];

/**
 * Customers have no consent of their own at Stripe: merchants keep it in metadata, under keys that the store's settings
 * name. Every snapshot has the whole metadata, so a key that is not there is no silence but a no. A snapshot without
 * the metadata says nothing.
 */
export function statedInMetadata(
  { metadata }: StripeCustomer,
  snapshot: Snapshot,
  store: StoreSettings,
): StatedConsent {
  const keys = store.consent === 'off' ? {} : store.consent.metadataKeys;
  const stated = Object.entries(keys).flatMap(([purpose, named]) => {
    const { key, granted } = typeof named === 'string' ? { key: named, granted: granting } : named;
    const { value, silent, absent, unread } = metadataValue(metadata, key);
    // A value that is no text is no yes.
    if (silent && !unread) return [];
    const isGranted = value !== null && granted.some((text) => comparable(text) === comparable(value));
    return [[purpose, statedAs(isGranted, absent, isRepeated(snapshot, key), snapshot)] as const];
  });
  return Object.fromEntries(stated);
}

/**
 * A value that this event did not change is no new statement: what the shopper chose in Checkout since is newer. So a
 * repeated yes is as old as the customer, and a repeated no only takes back what metadata said before.
 */
function statedAs(granted: boolean, absent: boolean, repeated: boolean, snapshot: Snapshot): Stated {
  if (granted) return repeated ? { granted, at: snapshot.registeredAt.getTime() } : { granted };
  return absent || repeated ? { granted, implied: true } : { granted };
}

/** Stripe names every value that an update replaced; null for a key that was not there. */
function isRepeated({ previous }: Snapshot, key: string): boolean {
  if (previous === undefined) return false;
  return !(isObject(previous.metadata) && Object.hasOwn(previous.metadata, key));
}

const comparable = (text: string) => text.trim().toLowerCase();
