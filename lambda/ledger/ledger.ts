import type { CustomerState } from '../delivery/customer-state';
import type { DeliveryRecord } from './delivery-record';
import type { CustomerName } from './table';

/** A customer as the ledger knows it at one moment. */
export interface CustomerEntry {
  readonly name: CustomerName;
  readonly state: CustomerState;
  /** Counts claims: a claim succeeds only on the version it was decided on. 0 where there is no item yet. */
  readonly version: number;
  /** Another attempt holds the customer until then, epoch ms. */
  readonly busyUntil: number | null;
  /** The index key of the e-mail the customer was created with, as far as known. */
  readonly emailKey: string | null;
}

export interface Claim {
  readonly id: string;
  readonly customer: CustomerName;
}

export interface ClaimRequest {
  readonly entry: CustomerEntry;
  readonly delivery: string;
  /** What the next attempt must believe if this one dies before it records anything. */
  readonly believeIfWeDie: CustomerState;
  /** The lease's end, epoch ms: it expires by itself. */
  readonly until: number;
  /** HMAC of the e-mail that this claim may create the customer with; null leaves the index as it is. */
  readonly emailKey: string | null;
}

export type Opened =
  | { readonly kind: 'open'; readonly customer: CustomerEntry; readonly delivery: DeliveryRecord | undefined }
  /** Written by a newer version of this code: only that version may touch it. */
  | { readonly kind: 'newer' };

/**
 * What the deliveries remember. Rejects when DynamoDB cannot be reached, which may pass.
 *
 * A claim writes down what to believe if we die; the record writes down what to believe since we lived. The
 * record is one item, so one atomic write decides both the delivery's fate and the customer's state.
 */
export interface Ledger {
  open(name: CustomerName, delivery: string): Promise<Opened>;
  /** A delivery that never named a customer has only its own record. */
  delivery(id: string): Promise<DeliveryRecord | 'newer' | undefined>;
  /** Undefined when another attempt was faster. */
  claim(request: ClaimRequest): Promise<Claim | undefined>;
  /** Replaces what the next attempt must believe if the claimant dies; the claim goes on. */
  remember(claim: Claim, state: CustomerState): Promise<void>;
  /**
   * Writes a state into the customer's own item and ends the claim, if it still is the last one: for a customer
   * that was claimed for another's delivery, and for states that have to outlive the delivery's record.
   */
  release(claim: Claim, state: CustomerState): Promise<void>;
  /**
   * Writes the delivery's record unless another attempt has changed it since `seenAttempts`.
   * @returns false when it has: read it again.
   */
  record(record: DeliveryRecord, seenAttempts: number): Promise<boolean>;
  /** Customers that were created with this e-mail, other than `self`. May lag a moment behind. */
  customersWithEmail(emailKey: string, self: CustomerName): Promise<readonly CustomerEntry[] | 'newer'>;
}
