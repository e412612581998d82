import type { CustomerName } from '../../../lambda/ledger/table';

/** Whom an erasure is to be of. */
export type ToErase = { readonly customer: CustomerName } | { readonly email: string };

/** A customer who would be erased, without personal data. */
export interface ErasureSubject extends CustomerName {
  /** `erased`: it was before, or is being erased. `unknown`: the ledger has no item of it. */
  readonly inMasivo: 'yes' | 'maybe' | 'no' | 'unknown' | 'erased';
  /** Whose log would be deleted; at most so many are counted. */
  readonly deliveries: number;
  /** The same person in other stores (`source/store/id`), who is not erased with it. */
  readonly linkedWith: readonly string[];
}

/** An erasure on the queue. `delivery` is the one in whose log its end appears. */
export interface Erasing {
  readonly name: CustomerName;
  readonly delivery: string;
}

export interface DeadLettersLookedAt {
  readonly looked: number;
  readonly deleted: number;
}
