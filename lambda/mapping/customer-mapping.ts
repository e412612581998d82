import type { ShopperDetails } from '../sources/details';
import type { Declaration } from './declaration';

/**
 * The customer as the bridge would send it, and as a mapping returns it. `gender` and `dob` that are absent say nothing,
 * and Masivo keeps what it has; null says that there is none. A phone, a country and tags are in the metadata, also where
 * the store's `mapping.fields` puts them into fields of Masivo's own.
 */
export interface MasivoCustomer {
  /**
   * The bridge's own, as are `email`, `registration_date`, `status`, and `source` and `store` in the metadata. Where the
   * store's `mapping.ownIds` is set, it may be another one than the store's: it is fixed before the customer is brought.
   */
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly registration_date: string;
  readonly status: 'ACTIVE';
  readonly gender?: 'MALE' | 'FEMALE' | null | undefined;
  /** `1990-05-17T00:00:00.000Z` */
  readonly dob?: string | null | undefined;
  /** Counts at the creation: Masivo's API cannot change it later. */
  readonly tier_id?: string | undefined;
  readonly metadata: Readonly<Record<string, string | undefined>>;
}

/** What a mapping is told of the event besides. It cannot be changed. */
export interface MappingEvent {
  /** As the environment's file names them. */
  readonly source: string;
  readonly store: string;
  readonly kind: 'created' | 'updated';
  /** The vendor's customer object, in the vendor's names. */
  readonly body: unknown;
  /** The same under names that all sources share, whichever form the vendor sent. */
  readonly details: ShopperDetails;
}

/** The event ends as ignored. The text stands in lists and logs: it has to be one text in quotes in the mapping. */
export interface Skip {
  readonly skip: string;
}

/**
 * What a mapping returns. Written as the type of a function's result, it has TypeScript refuse a misspelt member of the
 * object that is returned there, as `{ ...customer, teir_id }`. Where a function has no such type of its own, TypeScript
 * lets members through that no customer has.
 */
export type MappingResult = MasivoCustomer | Skip;

/** The default export of `mapping.ts`. Pure: the same event and customer give the same answer, on whatever day. */
export type CustomerMapping = ((event: MappingEvent, customer: MasivoCustomer) => MappingResult) & {
  /** What it reads that a store may not get by itself, where a piece says so. */
  readonly declares?: readonly Declaration[];
};
