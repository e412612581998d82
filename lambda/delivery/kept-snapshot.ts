import type { Mapped } from '../masivo/customer';
import type { Snapshot } from '../sources/source';
import type { KeptSnapshot } from './customer-state';
import { statementsOf } from './statements';

/**
 * An event's snapshot as the ledger keeps it. Pure.
 * @param delivery what brought it: a delivery, or a backfill's run.
 */
export function keptSnapshot(
  delivery: string,
  snapshot: Snapshot,
  mapped: Extract<Mapped, { kind: 'customer' }>,
): KeptSnapshot {
  const { customer, masivoId, silent } = mapped;
  const isFallback = silent.includes('name') && customer.name !== null;
  const isFallbackPhone = silent.includes('phone') && customer.metadata.phone !== undefined;
  // A null name tells by itself that there is none: no store says that a shopper has no name.
  const unsaid = silent.filter((field) => field !== 'name' && !(field === 'phone' && isFallbackPhone));
  return {
    delivery,
    order: snapshot.order,
    customer,
    ...(masivoId === undefined ? {} : { masivoId }),
    statements: statementsOf(mapped.consent, snapshot),
    dated: snapshot.dated,
    ...(snapshot.only ? { only: snapshot.only } : {}),
    ...(snapshot.only === 'deletion' ? { deleted: snapshot.order } : {}),
    ...(snapshot.mergedInto === undefined
      ? {}
      : { merged: { into: snapshot.mergedInto, order: snapshot.order } }),
    ...(unsaid.length > 0 ? { asOf: Object.fromEntries(unsaid.map((field) => [field, null])) } : {}),
    ...(isFallback ? { fallbackName: true } : {}),
    ...(isFallbackPhone ? { fallbackPhone: true } : {}),
    ...(mapped.emailVerified ? { emailVerified: true } : {}),
  };
}
