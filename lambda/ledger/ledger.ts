import type { CustomerState } from '../delivery/customer-state';
import type { Intent, LastAttempt } from '../delivery/intent';
import type { MasivoId } from '../masivo/masivo-id';
import type { DeliveryRecord } from './delivery-record';
import type { CustomerName } from './table';
import type { Task, TaskSubject } from './task';
import type { Erased } from './tombstone';

/** A customer as the ledger knows it at one moment. */
export interface CustomerEntry {
  readonly name: CustomerName;
  readonly state: CustomerState;
  /** What another attempt is about to do: it holds the customer until `intent.until`. */
  readonly intent: Intent | null;
  /** How the last attempt that claimed this customer ended. */
  readonly last: LastAttempt | null;
  /** Counts writes; 0 where there is no item yet. */
  readonly version: number;
  /** The index key of the e-mail that the customer has in Masivo, or was about to get, as far as known. */
  readonly emailKey: string | null;
  /**
   * Of an item that is as it was restored from an earlier second: when the restored table was attached, epoch ms. What
   * was written after that second is lost.
   */
  readonly restoredAt?: number;
}

/** A customer that an attempt holds until it confirms what came of its intent, or the lease ends. */
export interface Claim {
  readonly intent: Intent;
  readonly entry: CustomerEntry;
}

export type Opened =
  | {
      readonly kind: 'open';
      readonly customer: CustomerEntry;
      readonly delivery: DeliveryRecord | undefined;
      /** When the e-mail that was asked about was erased, epoch ms; only looked up for whoever has no item. */
      readonly emailErasedAt?: number;
    }
  /** Erased at this time, epoch ms: nothing of the customer is stored or sent. */
  | {
      readonly kind: 'erased';
      readonly at: number;
      readonly customer: CustomerEntry;
      readonly delivery: DeliveryRecord | undefined;
    }
  /** Written by a newer version of this code: only that version may touch it. */
  | { readonly kind: 'newer' };

/**
 * The truth about customers, and the log of deliveries. Rejects when DynamoDB cannot be reached, which may pass.
 *
 * Each write of a customer is one item, on condition that nobody wrote it since it was read. A write whose answer was
 * lost and which the AWS client repeats is recognised by its id.
 */
export interface Ledger {
  /** @param email of the event at hand: whether it was erased is read with the customer's own tombstone. */
  open(name: CustomerName, delivery: string, email?: string | null): Promise<Opened>;
  /** A delivery's log; undefined where there is none, or none any more. */
  delivery(id: string): Promise<DeliveryRecord | 'newer' | undefined>;
  /** When this customer or e-mail was erased, epoch ms. */
  erasedAt(erased: Erased): Promise<number | undefined>;
  /**
   * Writes down what is about to be done before it is done.
   * @param emailKey HMAC of the e-mail that the customer may be created with; null leaves the index as it is.
   * @returns undefined when somebody was faster.
   */
  claim(
    entry: CustomerEntry,
    state: CustomerState,
    intent: Intent,
    emailKey?: string | null,
  ): Promise<Claim | undefined>;
  /**
   * Writes down what came of a claim, and ends it.
   * @returns undefined when the lease was over and somebody else has claimed the customer: then it is theirs to say.
   */
  confirm(claim: Claim, state: CustomerState, last: LastAttempt | null): Promise<CustomerEntry | undefined>;
  /** Writes a state for which nothing has to be done in Masivo. @returns false when somebody was faster. */
  keep(
    entry: CustomerEntry,
    state: CustomerState,
    last: LastAttempt | null,
    emailKey?: string | null,
  ): Promise<boolean>;
  /**
   * Writes a delivery's log unless another attempt has changed it since `seenAttempts`.
   * @returns false when it has: read it again.
   */
  record(record: DeliveryRecord, seenAttempts: number): Promise<boolean>;
  /** Writes the tombstones of an erasure at this time, epoch ms. */
  writeTombstones(erased: readonly Erased[], at: number): Promise<void>;
  /**
   * Deletes the logs of a customer's deliveries, as far as the index has them, which lags by moments.
   * @returns false where there was no time for all.
   */
  deleteDeliveries(name: CustomerName, isTimeLeft: () => boolean): Promise<boolean>;
  /** Deletes the item of a customer that this claim holds. @returns false when somebody else has claimed it. */
  deleteCustomer(claim: Claim): Promise<boolean>;
  /**
   * Reserves an ID in Masivo for a customer, for good: the reservation outlasts an erasure. It may be done again.
   * @returns false where another customer has it.
   */
  reserveMasivoId(id: MasivoId, owner: CustomerName): Promise<boolean>;
  /** Writes down a task for an operator, unless it is open already. */
  writeTask(task: Task): Promise<void>;
  deleteTask(task: TaskSubject): Promise<void>;
  /** The HMAC that names whom a task or a tombstone is of. */
  subjectOf(erased: Erased): Promise<string>;
  /** Customers that have this e-mail in Masivo, or may have got it, other than `self`. May lag a moment behind. */
  customersWithEmail(emailKey: string, self: CustomerName): Promise<readonly CustomerEntry[] | 'newer'>;
  /** Customers of whom a store told this e-mail, and who have none in Masivo. May lag a moment behind. */
  customersToldWithEmail(emailKey: string): Promise<readonly CustomerName[]>;
}
