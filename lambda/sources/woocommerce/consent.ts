import type { Stated, StatedConsent } from '../../masivo/consent';
import type { StoreSettings } from '../../settings';
import type { WooCustomer } from './customer';
import { metaValue } from './meta-data';

/** What plugins write; the settings can name other texts. */
const granting = ['true', 'yes', '1'];

/** The keys of `meta_data` that hold consent, with what a yes is. */
function consentKeys({ consent }: StoreSettings) {
  const keys = consent === 'off' ? {} : consent.metadataKeys;
  return Object.entries(keys).map(([purpose, named]) => ({
    purpose,
    ...(typeof named === 'string' ? { key: named, granted: granting } : named),
  }));
}

/** A key that is not there: what the body said before is taken back, and nothing that was stated elsewhere. */
const lacking: Stated = { granted: false, implied: true, unasked: true };

/**
 * WooCommerce has no consent to marketing of its own: plugins keep it in `meta_data`, under keys that the store's
 * settings name. Every body has all keys; one without the list says nothing.
 */
export function statedIn({ meta_data: list }: WooCustomer, store: StoreSettings): StatedConsent {
  return Object.fromEntries(
    consentKeys(store).flatMap(({ purpose, key, granted }) => {
      const { value, silent, absent, unread } = metaValue(list, key);
      if (silent && !unread) return [];
      const says = comparable(value);
      // A value that is no text is no yes.
      return [
        [purpose, absent ? lacking : { granted: says !== '' && granted.map(comparable).includes(says) }],
      ];
    }),
  );
}

const comparable = (text: string | null): string => (text ?? '').trim().toLowerCase();

/** Whether a value is of a form that says nothing. */
export const consentUnread = ({ meta_data: list }: WooCustomer, store: StoreSettings): boolean =>
  consentKeys(store).some(({ key }) => metaValue(list, key).unread);
