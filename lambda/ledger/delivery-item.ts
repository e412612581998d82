import * as v from 'valibot';
import { DeliveryRecord } from './delivery-record';
import { refuseNewer } from './item-versions';
import { pack, unpack } from './packed';

/**
 * A delivery's own attributes as they are stored: how it went is readable in the AWS console and on its command
 * line, what holds a shopper's data is packed.
 */
export function storedDelivery({ body, ...record }: DeliveryRecord): Record<string, unknown> {
  const { v: version, signedWith, series, reason, discarded, attempts, attemptCount, ...rest } = record;
  return {
    ...{ v: version, signedWith, series, reason, attempts, attemptCount },
    ...(discarded ? { discarded } : {}),
    packed: pack(rest, body),
  };
}

const Stored = v.looseObject({ packed: v.instance(Uint8Array) });

/** @throws NewerItem; and Error for an item that no version of this code wrote: that is a bug. */
export function readDelivery(item: unknown): DeliveryRecord {
  refuseNewer(item, 'delivery');
  const { packed, ...readable } = v.parse(Stored, item);
  const { value, bytes } = unpack(packed);
  return v.parse(DeliveryRecord, { ...v.parse(v.looseObject({}), value), ...readable, body: bytes });
}
