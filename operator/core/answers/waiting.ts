import type { Attention } from '../../../lambda/ledger/customer-item';
import type { CustomerName } from '../../../lambda/ledger/table';
import type { StoreName } from '../../../lambda/store-name';

/** Which waiting customers to list. */
export interface WaitingQuery {
  readonly limit: number;
  /** Undefined means all. */
  readonly kind?: Attention | undefined;
  readonly source?: string | undefined;
  readonly store?: string | undefined;
  /** An earlier page's `next`. */
  readonly before?: string | undefined;
}

/** A page of a list of waiting customers. */
export interface WaitingPage {
  readonly customers: readonly WaitingCustomer[];
  /** Where the next page begins; absent when there is nothing older. */
  readonly next?: string;
}

/** A customer that waits for a decision, without personal data. */
export interface WaitingCustomer extends CustomerName {
  readonly kind: Attention;
  readonly since: string;
  /** The delivery that brought the newest snapshot; its log may have expired. */
  readonly delivery: string | null;
  /** Of the newest snapshot. */
  readonly maskedEmail: string | null;
}

/** Customers that a query selects for a release. */
export interface WaitingSelection {
  readonly customers: readonly CustomerName[];
  readonly counts: readonly (StoreName & { readonly kind: Attention; readonly count: number })[];
  /** True where there are more than can be released at once. */
  readonly more: boolean;
}

/** Whether a customer waits. */
export interface CustomerStanding {
  readonly name: CustomerName;
  /** `dropped` may be created or linked after all; of `decided` nobody has to decide. */
  readonly standing: Attention | 'dropped' | 'decided';
}

/** What became of one release. */
export type Released =
  /** `delivery` is the one in whose log its result appears. */
  | { readonly kind: 'released'; readonly delivery: string; readonly series: number }
  | { readonly kind: 'unknown' | 'not-waiting' };
