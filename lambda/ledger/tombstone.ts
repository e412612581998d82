import * as v from 'valibot';
import { normalizedEmail } from '../email';
import type { KeyedHash } from '../secrets/keyed-hash';
import { itemVersions, refuseNewer } from './item-versions';
import type { CustomerName } from './table';

/** Whom a tombstone is of: a customer of a store, or whoever has an e-mail, which an act on the queue has as its HMAC. */
export type Erased = CustomerName | { readonly email: string } | { readonly hmac: string };

/**
 * What an erasure leaves behind, for good: its time, under a key that is an HMAC. Whoever holds an id or an e-mail can
 * ask whether it was erased, and nobody can read either here.
 */
const Tombstone = v.object({ v: v.literal(itemVersions.tombstone), erasedAt: v.number() });

/** @returns when it was erased, epoch ms. @throws NewerItem; and Error for an item that no version of this code wrote. */
export function readTombstone(item: unknown): number {
  refuseNewer(item, 'tombstone');
  return v.parse(Tombstone, item).erasedAt;
}

export const storedTombstone = (erasedAt: number): v.InferOutput<typeof Tombstone> => ({
  v: itemVersions.tombstone,
  erasedAt,
});

/** The HMAC that names a tombstone. The index of e-mails has others: its texts hold no zero byte. */
export async function erasedHmac(erased: Erased, hash: KeyedHash): Promise<string> {
  if ('hmac' in erased) return erased.hmac;
  const parts =
    'email' in erased
      ? ['erased-email', normalizedEmail(erased.email)]
      : ['erased-customer', erased.source, erased.store, erased.customer];
  return hash(parts.join('\0'));
}
