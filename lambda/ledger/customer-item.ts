import * as v from 'valibot';
import { CustomerState } from '../delivery/customer-state';
import { type DeliveryRecord, itemVersion } from './delivery-record';
import type { CustomerEntry } from './ledger';
import type { CustomerName } from './table';

/** A customer's item: the last claim, and what to believe should that claim never have been recorded. */
export const CustomerItem = v.object({
  v: v.literal(itemVersion),
  version: v.number(),
  source: v.string(),
  store: v.string(),
  customer: v.string(),
  state: CustomerState,
  claim: v.object({ id: v.string(), delivery: v.string(), until: v.number() }),
  ownerKey: v.exactOptional(v.string()),
  listedAt: v.exactOptional(v.string()),
});
export type CustomerItem = v.InferOutput<typeof CustomerItem>;

/**
 * What is believed of a customer: what the claimant recorded, or, where it recorded nothing, what it wrote down
 * for that case, once its lease is over.
 */
export function entryOf(
  name: CustomerName,
  item: CustomerItem | undefined,
  claimant: DeliveryRecord | undefined,
): CustomerEntry {
  if (!item) return { name, state: { masivo: 'unknown' }, version: 0, busyUntil: null, emailKey: null };
  const recorded = claimant?.claim === item.claim.id ? claimant.after : undefined;
  return {
    name,
    state: recorded ?? item.state,
    version: item.version,
    busyUntil: recorded ? null : item.claim.until,
    emailKey: item.ownerKey ?? null,
  };
}
