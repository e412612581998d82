import type { Release } from '../../lambda/envelope';
import type { CustomerName } from '../../lambda/ledger/table';
import type { ReceivedEvent } from '../../lambda/sources/source';
import type { StoreName } from '../../lambda/store-name';
import type { OperatorAction } from './answers/actions';
import type { BulkOptions, BulkResult } from './answers/bulk';
import type { CensusAnswered } from './answers/census';
import type { DeliveryPage, DeliveryQuery } from './answers/deliveries';
import type { DiscardOptions, DiscardResult } from './answers/discard';
import type { ErasedShop, ErasingShop, HeldOfShop } from './answers/erased-shop';
import type { DeadLettersLookedAt, Erasing, ErasureSubject, ToErase } from './answers/erasure';
import type { ExportedCustomer } from './answers/exported-customer';
import type { InMasivo } from './answers/in-masivo';
import type { MappingComparison } from './answers/mapping';
import type { Overview, Untried } from './answers/overview';
import type { PauseResult } from './answers/pause';
import type { Redriven, RedriveProgress } from './answers/redrive';
import type { Replayed, ReplaySelection } from './answers/replay';
import type { ShownCustomer } from './answers/shown-customer';
import type { ShownDelivery } from './answers/shown-delivery';
import type { OpenTasks, TaskEnded } from './answers/tasks';
import type {
  CustomerStanding,
  Released,
  WaitingPage,
  WaitingQuery,
  WaitingSelection,
} from './answers/waiting';
import type { TaskQuery } from './tasks';

/**
 * Everything an operator can see of one environment and do to it. Console and command line both use this and nothing
 * else, so that they cannot differ.
 */
export interface Operator {
  /** Newest first. Stops after a bounded search, and says how far back it searched. */
  list(query: DeliveryQuery): Promise<DeliveryPage>;
  /** Undefined where the ledger has no such delivery. Revealing personal data is recorded. */
  show(id: string, options?: { readonly reveal?: boolean }): Promise<ShownDelivery | undefined>;
  /** One customer with all that the ledger knows of it; undefined where it knows nothing. */
  customer(name: CustomerName): Promise<ShownCustomer | undefined>;
  /**
   * What Masivo shows of a customer now, and how that differs from the ledger. It costs requests of the account's limit.
   */
  inMasivo(name: CustomerName): Promise<InMasivo>;
  /** What Masivo shows under an ID of its own, which stands in `customer`. It costs requests of the account's limit. */
  inMasivoById(name: CustomerName): Promise<InMasivo>;
  /** As `inMasivo`, for one of many: each request waits for a slot of the environment's rate limit. */
  inMasivoWithinLimit(name: CustomerName): Promise<InMasivo>;
  /** Records that a census of a store is taken. @returns its name, for {@link Operator.census} */
  beginCensus(store: StoreName): Promise<string>;
  /**
   * Explains shoppers of a store's own list, in their order, for a day from its beginning.
   * @param listedSince the vendor itself has listed them then or later; null where a file has
   */
  census(
    census: string,
    store: StoreName,
    listed: readonly ReceivedEvent[],
    listedSince: Date | null,
  ): Promise<CensusAnswered>;
  overview(): Promise<Overview>;
  /** What the ledger does not know yet. */
  untried(): Promise<Untried>;
  /** What `replayAll` would replay: at most `mostReplayed` of them, newest first. */
  selectForReplay(query: Omit<DeliveryQuery, 'limit' | 'before'>): Promise<ReplaySelection>;
  /** The same envelope again with a new series of attempts. */
  replay(id: string): Promise<Replayed>;
  /** One after the other at `perSecond`; deliveries whose log has expired are counted, not an error. */
  replayAll(ids: readonly string[], options: BulkOptions): Promise<BulkResult>;
  /** Customers that wait for a decision, newest first: held by the flood guard, gone from Masivo, not linked, or merged. */
  waiting(query: WaitingQuery): Promise<WaitingPage>;
  /** What `releaseAll` would release: at most `mostReplayed` of them, newest first. */
  selectWaiting(query: Omit<WaitingQuery, 'limit' | 'before'>): Promise<WaitingSelection>;
  /** Whether these customers wait, in this order; unknown ones are left out. */
  standingsOf(customers: readonly CustomerName[]): Promise<readonly CustomerStanding[]>;
  /** Decides on a customer who waits; one who was dropped may be created after all. */
  release(customer: CustomerName, release: Release): Promise<Released>;
  /** One after the other at `perSecond`; customers that do not wait any more are counted, not an error. */
  releaseAll(customers: readonly CustomerName[], release: Release, options: BulkOptions): Promise<BulkResult>;
  /** What operators have to do by the law or for a vendor, due first. */
  tasks(query: TaskQuery): Promise<OpenTasks>;
  /** Ends a task, because somebody has done what it asks for. It is recorded. */
  endTask(id: string): Promise<TaskEnded>;
  /** Ends what a customer had asked to be told, because it was handed over. */
  endDataRequest(customer: CustomerName): Promise<TaskEnded>;
  /** All that the ledger holds on a customer, unmasked; it is recorded. Undefined where it holds nothing. */
  exportCustomer(customer: CustomerName): Promise<ExportedCustomer | undefined>;
  /** Whom an erasure would be of, without personal data. */
  whomToErase(who: ToErase): Promise<readonly ErasureSubject[]>;
  /** Erases these customers for good, and the e-mail if it is known. */
  erase(customers: readonly CustomerName[], email: string | null): Promise<readonly Erasing[]>;
  /** Deletes the dead letters of these customers, and of whoever was erased, one look at each message of the DLQ. */
  deleteDeadLetters(
    customers: readonly CustomerName[],
    email: string | null,
    onProgress?: (looked: number) => void,
  ): Promise<DeadLettersLookedAt>;
  /** How much the ledger holds of a shop. It reads the whole table. */
  heldOfShop(store: StoreName, onProgress?: (read: number) => void): Promise<HeldOfShop>;
  /** Erases what the bridge holds of a shop; one that was stopped goes on. */
  eraseShop(store: StoreName, erasing: ErasingShop): Promise<ErasedShop>;
  /** Moves the DLQ back to the queue with SQS's own move task. */
  redrive(): Promise<Redriven>;
  /**
   * Of the latest move; with `since`, of none that was started before. Undefined where there is none, or SQS does not
   * list it yet.
   */
  redriveProgress(since?: number): Promise<RedriveProgress | undefined>;
  /** Gives refused deliveries up: deletes their messages from the DLQ, and has their logs say so. Once more is no harm. */
  discard(ids: readonly string[], options?: DiscardOptions): Promise<DiscardResult>;
  /** Deletes what is in the DLQ and is no message of the bridge, one look at each message. */
  discardUnreadable(onProgress?: (looked: number) => void): Promise<DeadLettersLookedAt>;
  /** Pauses deliveries of stores as `source/store`, or of all with `*`. */
  pause(stores: readonly string[]): Promise<PauseResult>;
  /** Resumes deliveries, named as for `pause`; those of other stores stay as they are. */
  resume(stores: readonly string[]): Promise<PauseResult>;
  /** Deliveries that today's code and settings map differently from what was sent, newest first. */
  compareMapping(
    query: Omit<DeliveryQuery, 'before'>,
    options?: { readonly reveal?: boolean },
  ): Promise<MappingComparison>;
  /** Records that a store's secret was revoked; the secrets themselves are not in the ledger. */
  recordRevocation(store: string, fingerprint: string): Promise<void>;
  /** Records that a store's existing customers are brought over by a run of this name. */
  recordBackfill(store: string, run: string, resumed: boolean): Promise<void>;
  /** What operators did, newest first: replay, release, reveal, pause, resume, redrive, discard, revoke, backfill, census, erase, done. */
  actions(limit: number): Promise<readonly OperatorAction[]>;
}
