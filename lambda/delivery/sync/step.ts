import type { Failure, MasivoCustomer } from '../../masivo/answer';
import type { Consent } from '../../masivo/consent';
import type { CustomerChanges, NewCustomer } from '../../masivo/customer';
import type { Reason } from '../../reasons/reason';
import type { Call } from '../../retry/retry-policy';
import type { CustomerState } from '../customer-state';
import type { Outcome } from '../outcome';
import type { Progress } from './situation';

/** What an attempt does next. Each step but the last three is one call, whose answer goes into the progress. */
export type Step =
  | { readonly do: 'find' }
  /** With its consent record, where the account takes it there. */
  | { readonly do: 'create'; readonly customer: NewCustomer; readonly consent?: Consent }
  | { readonly do: 'migrate'; readonly customer: NewCustomer }
  | { readonly do: 'change'; readonly changes: CustomerChanges }
  | { readonly do: 'record-consent'; readonly record: Consent }
  /** Asks the flood guard whether one more creation may be counted in this hour. */
  | { readonly do: 'count-creation' }
  /** Notes a customer whom Masivo no longer shows. */
  | { readonly do: 'see-missing' }
  /** Asks the ledger whether the e-mail was erased: before anybody is created with it, or linked by it. */
  | { readonly do: 'look-for-erasure'; readonly email: string }
  /** Adds this id to the customer who has the e-mail already. */
  | { readonly do: 'link'; readonly email: string }
  /** Looks in the ledger for whoever carries this id by its e-mail already. */
  | { readonly do: 'look-for-carrier' }
  /** Takes its id, links and statements along to the customer whom the store keeps of two. */
  | { readonly do: 'carry'; readonly into: string }
  /** Masivo had the customer from elsewhere: that is claimed before anything is sent to it. */
  | { readonly do: 'found-elsewhere'; readonly shown: MasivoCustomer }
  /** A release is to bring a customer whom the ledger holds, and who is gone: from here on as for all who are gone. */
  | { readonly do: 'found-gone'; readonly state: CustomerState }
  | { readonly do: 'end'; readonly result: AttemptResult };

/** How an attempt ended, and the truth about its customer since. */
export interface AttemptResult {
  readonly outcome: Outcome;
  readonly reason: Reason | null;
  readonly state: CustomerState;
  readonly walletId?: string;
  /** Not to be tried again before, in ms: Masivo's `Retry-After`, or something else worth waiting for. */
  readonly retryAfterMs?: number;
}

/** A step that asks somebody for something. */
export type CallStep = Exclude<Step, { do: 'end' | 'found-elsewhere' | 'found-gone' }>;

/** What came of a step. */
export type Taken =
  | { readonly kind: 'learned'; readonly learned: Partial<Progress> }
  | { readonly kind: 'failed'; readonly call: Call; readonly failure: Failure };
