import type { Ledger } from '../../ledger/ledger';
import type { Masivo } from '../../masivo/client';
import type { Missing } from '../missing-customers';
import type { CarrierResult, CarryResult, LinkResult } from './situation';

/** All that a sync reaches. */
export interface SyncDeps {
  readonly ledger: Pick<Ledger, 'claim' | 'confirm'>;
  /** None of its calls lasts beyond `until`. */
  readonly masivo: Masivo;
  readonly now: () => Date;
  readonly newId: () => string;
  /** The end of this attempt's leases, epoch ms. */
  readonly until: number;
  /** HMAC of an e-mail. Rejects where its key cannot be read. */
  readonly emailKey: (email: string) => Promise<string | null>;
  /** Counts a creation against the store's flood guard; false when this hour's are used up. */
  readonly countCreation: () => Promise<boolean>;
  /** Notes a customer whom Masivo no longer shows. */
  readonly seeMissing: () => Promise<Missing>;
  /** When an e-mail was erased, epoch ms. */
  readonly emailErasedAt: (email: string) => Promise<number | null>;
  readonly linkToOwner: (email: string) => Promise<LinkResult>;
  /** Who carries its id by its e-mail already, though nothing has confirmed that. */
  readonly lookForCarrier: () => Promise<CarrierResult>;
  /** @param into the id of the same store that it was merged into */
  readonly carryMerged: (into: string) => Promise<CarryResult>;
}
