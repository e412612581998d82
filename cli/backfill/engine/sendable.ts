import * as v from 'valibot';
import type { CustomerState, KeptSnapshot } from '../../../lambda/delivery/customer-state';
import { fixMasivoId, type ToFix } from '../../../lambda/delivery/fix-masivo-id';
import { stateAsWritten } from '../../../lambda/delivery/intent';
import { underMasivoId } from '../../../lambda/delivery/masivo-id';
import type { CustomerEntry } from '../../../lambda/ledger/ledger';
import type { CustomerName } from '../../../lambda/ledger/table';
import { type CustomerDraft, NewCustomer } from '../../../lambda/masivo/customer';
import { type BackfillDeps, Interrupted, newerLedger } from './deps';

/** A customer of the store as it is sent to Masivo, which may have another ID for it. */
export interface Sendable {
  /** The ID in the store. */
  readonly customer: string;
  readonly sent: NewCustomer;
}

/** By the store's settings or the mapping. A migration takes no tier, and Masivo's API cannot set one later. */
export const hasTier = ({ tier_id: tier }: Pick<CustomerDraft, 'tier_id'>): boolean => tier !== undefined;

/** As deliveries fix by which ID Masivo has a customer. */
export async function fixedFor(
  entry: CustomerEntry,
  toFix: ToFix,
  deps: Pick<BackfillDeps, 'store' | 'ledger' | 'settings'>,
): Promise<CustomerState | 'id-taken'> {
  const { name } = entry;
  const written = stateAsWritten(entry, deps.settings.masivo.lateLandingMs);
  const fixed = await fixMasivoId({ name, written, store: deps.store }, toFix, deps);
  switch (fixed.kind) {
    case 'fixed':
      return fixed.state;
    case 'unnamed':
      // A list has whole customers.
      return toFix.state;
    case 'taken':
      return 'id-taken';
    case 'newer':
      throw new Interrupted(newerLedger);
    default:
      return fixed satisfies never;
  }
}

/** What is sent is what the ledger was told, under the ID that is fixed. */
export function sendableOf(
  name: CustomerName,
  { masivoId }: CustomerState,
  { customer }: KeptSnapshot,
): Sendable {
  // A migration carries no metadata.
  return { customer: name.customer, sent: v.parse(NewCustomer, underMasivoId(customer, masivoId)) };
}
