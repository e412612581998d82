import type { MasivoId } from '../masivo/masivo-id';
import type { KeyedHash } from '../secrets/keyed-hash';
import { itemVersions } from './item-versions';

/**
 * For whom an ID in Masivo is reserved. The ID may be a number that people know each other by, and it outlasts an
 * erasure: so its key and its owner are HMACs, as those of tombstones.
 */
export const storedReservation = (reservedFor: string) => ({ v: itemVersions.reservation, reservedFor });

/** The HMAC that names a reservation. */
export const masivoIdHmac = (id: MasivoId, hash: KeyedHash): Promise<string> =>
  hash(['masivo-id', id].join('\0'));
