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
  const stated = consentKeys(store).flatMap(({ purpose, key, granted }) => {
    const { value, silent, absent, unread } = metadataValue(metadata, key);
    // A value that is no text is no yes.
    if (silent && !unread) return [];
    const grants = (text: string | null) =>
      text !== null && granted.some((each) => comparable(each) === comparable(text));
    const isRepeated = isSameAsBefore(snapshot, key, (before) => grants(before) === grants(value));
    return [[purpose, statedAs(grants(value), absent, isRepeated, snapshot)] as const];
  });
  return Object.fromEntries(stated);
}

/**
 * A value that this event did not change, or that grants what the value before it granted, is no new statement: what
 * the shopper chose in Checkout since is newer. So a repeated yes is as old as the customer, and a repeated no only
 * takes back what metadata said before.
 */
function statedAs(granted: boolean, absent: boolean, repeated: boolean, snapshot: Snapshot): Stated {
  if (granted) return repeated ? { granted, at: snapshot.registeredAt.getTime() } : { granted };
  if (absent) return { granted, implied: true, unasked: true };
  return repeated ? { granted, implied: true } : { granted };
}

/**
 * Stripe names every value that an update replaced; null for a key that was not there. An update that names none tells
 * of no change.
 */
function isSameAsBefore(
  { previous, kind }: Snapshot,
  key: string,
  saysTheSame: (before: string) => boolean,
): boolean {
  if (previous === undefined) return kind === 'updated';
  if (!isObject(previous.metadata) || !Object.hasOwn(previous.metadata, key)) return true;
  const before = previous.metadata[key];
  return typeof before === 'string' && saysTheSame(before);
}

/** The metadata keys that hold consent, with what a yes is. */
export function consentKeys({ consent }: StoreSettings) {
  const keys = consent === 'off' ? {} : consent.metadataKeys;
  return Object.entries(keys).map(([purpose, named]) => ({
    purpose,
    ...(typeof named === 'string' ? { key: named, granted: granting } : named),
  }));
}

/** Whether a key of the store's settings has a value that is no text. */
export function consentUnread({ metadata }: StripeCustomer, store: StoreSettings): boolean {
  return consentKeys(store).some(({ key }) => metadataValue(metadata, key).unread);
}

const comparable = (text: string) => text.trim().toLowerCase();
