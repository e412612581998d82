import * as v from 'valibot';
import { CustomerState, noDoubt } from '../delivery/customer-state';
import { longestSeriesMs } from '../retry/retry-times';
import { type DeliveryRecord, itemVersion } from './delivery-record';
import type { CustomerEntry } from './ledger';
import { unpack } from './packed';
import type { CustomerName } from './table';

/** A customer's item: the last claim, and what to believe should that claim never have been recorded. */
const CustomerItem = v.object({
  v: v.literal(itemVersion),
  version: v.number(),
  /** Packed. */
  state: v.pipe(
    v.instance(Uint8Array),
    v.transform((packed) => unpack(packed).value),
    CustomerState,
  ),
  claim: v.object({ id: v.string(), delivery: v.string(), until: v.number() }),
  ownerKey: v.exactOptional(v.string()),
  listedAt: v.exactOptional(v.string()),
});
export type CustomerItem = v.InferOutput<typeof CustomerItem>;

/** @throws Error for an item that no version of this code wrote: that is a bug. */
export const readCustomer = (item: unknown): CustomerItem => v.parse(CustomerItem, item);

/**
 * What is believed of a customer: what the claimant recorded, or, where it recorded nothing, what it wrote down
 * for that case, once its lease is over.
 *
 * Records of deliveries expire, customers do not: of a claim that old, every attempt has long ended, so nothing
 * of it can still land or is still owed. Then Masivo is asked, and that is all.
 */
export function entryOf(
  name: CustomerName,
  item: CustomerItem | undefined,
  claimant: DeliveryRecord | undefined,
  now: Date,
): CustomerEntry {
  if (!item) {
    return {
      name,
      state: { known: { masivo: 'unknown' }, newest: null, doubt: null },
      version: 0,
      busyUntil: null,
      emailKey: null,
    };
  }
  const recorded = claimant?.claim === item.claim.id ? claimant.after : undefined;
  const isOld = now.getTime() - item.claim.until > longestSeriesMs;
  const fallback = isOld && item.state.doubt ? { ...item.state, doubt: noDoubt } : item.state;
  return {
    name,
    state: recorded ?? fallback,
    version: item.version,
    busyUntil: recorded ? null : item.claim.until,
    emailKey: item.ownerKey ?? null,
  };
}
