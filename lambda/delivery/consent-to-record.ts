import { type ConsentRecord, type Purposes, purposesOf, samePurposes } from '../masivo/consent';
import type { StoreSettings } from '../settings';
import type { KeptSnapshot, Words } from './customer-state';
import { saidIn } from './merge';

/**
 * The consent record that this snapshot calls for, or null where Masivo has it already or nothing was said.
 *
 * Without a record Masivo treats every purpose as allowed (page "privacy"), so a customer whom we create always
 * gets one. One whom somebody else created gets one only when the shopper's own word is in the snapshot.
 * @param must a record is due whatever was recorded before.
 */
export function consentToRecord(
  store: StoreSettings,
  snapshot: KeptSnapshot,
  recorded: Purposes | null,
  must = false,
): ConsentRecord | null {
  if (store.consent === 'off') return null;
  const { words, customer, order } = snapshot;
  const said = saidIn(words);
  if (!must && Object.keys(said).length === 0) return null;
  const purposes = purposesOf(store.consent, said, recorded);
  if (!must && recorded && samePurposes(purposes, recorded)) return null;
  return {
    version: store.consent.version,
    consent_timestamp: new Date(lastWordAt(words) ?? order.at).toISOString(),
    customer_id: customer.id,
    purposes,
  };
}

function lastWordAt(words: Words): number | undefined {
  const times = Object.values(words).map(({ order }) => order.at);
  return times.length > 0 ? Math.max(...times) : undefined;
}
