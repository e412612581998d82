import type { Release } from '../../../lambda/envelope';
import type { CustomerName } from '../../../lambda/ledger/table';
import type { ToldReason } from '../told-reason';
import type { OperatorAction } from './actions';
import type { DeliverySummary } from './deliveries';
import type { ToldStatement } from './shown-delivery';
import type { WaitingCustomer } from './waiting';

/** All that the ledger knows of one customer, without personal data. */
export interface ShownCustomer extends CustomerName {
  /** How the customer stands, in one sentence. */
  readonly standing: string;
  readonly maskedEmail: string | null;
  /** The ID in Masivo, where the environment's mapping gave the customer another one than the store's. */
  readonly masivoId: string | null;
  /** Set where the customer waits for a decision. */
  readonly waiting: WaitingCustomer | null;
  /** The customer who carries this ID in Masivo. */
  readonly owner: CustomerName | null;
  /** The customer into whom the store merged this one. */
  readonly mergedInto: CustomerName | null;
  /** Customers whose IDs this one carries, as `source/store/id`. */
  readonly links: readonly string[];
  /** The last statement on each channel. */
  readonly consent: readonly ToldStatement[];
  /** Newest first. */
  readonly timeline: readonly CustomerEvent[];
  /** True where there are older deliveries than the timeline has. */
  readonly more: boolean;
  /** Set where operators did more than was looked through: what they did since then is in the timeline. */
  readonly actsSince: string | null;
}

/** One thing that happened to a customer, or that was stated. */
export type CustomerEvent = { readonly at: string } & (
  | {
      readonly kind: 'delivery';
      readonly delivery: Pick<
        DeliverySummary,
        'id' | 'outcome' | 'reason' | 'discarded' | 'attemptCount' | 'latencyMs' | 'nextTryAt'
      >;
      /** The fields in which its snapshot differs from the one before; null where it was not the newest one. */
      readonly changed: readonly string[] | null;
      /** Its snapshot is the first that the ledger still has: it differs from none. */
      readonly isFirst: boolean;
    }
  /** `at` is when the shopper made it; `delivery` brought it, and is null where its log has expired. */
  | { readonly kind: 'consent'; readonly statement: ToldStatement; readonly delivery: string | null }
  /** The customer `owner` carries this ID from then on. */
  | { readonly kind: 'link'; readonly owner: CustomerName; readonly delivery: string }
  /** `standing` is the customer's from then on, as the ledger has it now. */
  | { readonly kind: 'since'; readonly standing: string; readonly reason: ToldReason | null }
  /** The store deleted the shopper. */
  | { readonly kind: 'deletion' }
  /** The store made the shopper one with the customer `into`, whose ID it keeps. */
  | { readonly kind: 'merge'; readonly into: CustomerName }
  /** An operator or the store had the person erased: nothing else is kept of the customer. */
  | { readonly kind: 'erasure' }
  | { readonly kind: 'act'; readonly action: OperatorAction }
  /** A decision whose record names how many customers it was on, and not this one. */
  | { readonly kind: 'release'; readonly release: Release; readonly delivery: string }
);
