import { type ConsentRecord, type Purposes, purposesOf, samePurposes } from '../masivo/consent';
import type { StoreSettings } from '../settings';
import type { ConsentStatements, KeptSnapshot } from './customer-state';
import { consentIn } from './statements';

/**
 * The consent record that this snapshot calls for, or null where Masivo has it already or nothing was stated.
 *
 * Without a record Masivo treats every purpose as allowed (page "privacy"), so a customer that we create always
 * gets one. One that somebody else created gets one only when the shopper's own statement is in the snapshot.
 * @param must a record is due whatever was recorded before.
 */
export function consentToRecord(
  store: StoreSettings,
  snapshot: KeptSnapshot,
  recorded: Purposes | null,
  must = false,
): ConsentRecord | null {
  if (store.consent === 'off') return null;
  const { statements, customer, order } = snapshot;
  const stated = consentIn(statements);
  if (!must && Object.keys(stated).length === 0) return null;
  const purposes = purposesOf(store.consent, stated, recorded);
  if (!must && recorded && samePurposes(purposes, recorded)) return null;
  return {
    version: store.consent.version,
    consent_timestamp: new Date(lastStatementAt(statements) ?? order.at).toISOString(),
    customer_id: customer.id,
    purposes,
  };
}

function lastStatementAt(statements: ConsentStatements): number | undefined {
  const times = Object.values(statements).map(({ order }) => order.at);
  return times.length > 0 ? Math.max(...times) : undefined;
}
