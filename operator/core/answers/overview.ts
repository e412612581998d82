import type { Outcome } from '../../../lambda/delivery/outcome';
import type { OpenCircuit } from '../../../lambda/ledger/shared-items';
import type { ReconciledStore } from './reconciliation';

/** How an environment stands. */
export interface Overview {
  /** Of what is deployed: the version in package.json when it was built. */
  readonly version: string;
  /** The hash of the environment's own mapping there; null where it has none. */
  readonly mapping: string | null;
  /** Per hour of the last day, oldest first: deliveries by their outcome now, by time of receipt. */
  readonly hours: readonly { readonly from: string; readonly counts: Partial<Record<Outcome, number>> }[];
  /** True where more were received than are counted. */
  readonly atLeast: boolean;
  /** Of those that are refused: how many an operator has discarded. */
  readonly discarded: number;
  /** How many customers wait for a decision, and how many tasks are open. */
  readonly undecided: {
    readonly held: number;
    readonly gone: number;
    readonly unlinked: number;
    readonly merged: number;
    readonly tasks: number;
    readonly atLeast: boolean;
  };
  readonly oldestWaiting: { readonly id: string; readonly receivedAt: string } | null;
  readonly queue: { readonly waiting: number; readonly inFlight: number };
  readonly untried: Untried;
  readonly deadLetters: number;
  /** Undefined while the circuit is closed. */
  readonly circuit: OpenCircuit | undefined;
  /** Stores whose vendor cannot be read from at this moment, as `source/store`; left out where there is none. */
  readonly vendorCircuits?: Readonly<Record<string, OpenCircuit>>;
  readonly paused: readonly string[];
  /** Each configured store by itself. */
  readonly stores: readonly StoreHealth[];
  /** The stores whose vendors are asked what has changed. */
  readonly reconciled: readonly ReconciledStore[];
}

/** How one store stands, as far as the index's entries tell. Where the overview says `atLeast`, so do these numbers. */
export interface StoreHealth {
  /** `source/store`. */
  readonly store: string;
  /** When its newest delivery of the last day was received; null where there was none. */
  readonly lastDeliveryAt: string | null;
  /** Deliveries that are tried again. */
  readonly retrying: number;
  /** Deliveries of the last day that were refused, without those that were discarded since. */
  readonly refused: number;
  /** Customers that wait for a decision. */
  readonly undecided: number;
  /** Tasks that are open. */
  readonly tasks: number;
}

/** Accepted and not tried yet: on the queue, and in no list of deliveries. By SQS's counts, which are approximate. */
export interface Untried {
  readonly messages: number;
  /** True where more deliveries are retried than are counted: some of the messages are theirs. */
  readonly atMost: boolean;
  /** How long the oldest message on the queue has waited, which may be one that was tried; null where unknown. */
  readonly oldestMs: number | null;
}
