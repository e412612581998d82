import * as v from 'valibot';
import { type StoreName, storeKey } from '../store-name';

const OpenCircuit = v.object({
  /**
   * `down`: no or failing answers; `throttled`: 429; `denied`: our credentials are refused;
   * `missing`: it does not show customers it had. */
  why: v.picklist(['down', 'throttled', 'denied', 'missing']),
  /** Nobody attempts anything before, epoch ms; then the circuit is half-open, and one worker tries. */
  until: v.number(),
  /** How many tries in a row found it still so. */
  level: v.number(),
});
export type OpenCircuit = v.InferOutput<typeof OpenCircuit>;

/** What is held of a shop is erased: what came in before this is neither delivered nor kept. */
const ErasedShop = v.object({
  /** When an operator confirmed it, epoch ms. */
  at: v.number(),
  /** Not done yet: meanwhile nothing of the store is attempted, whatever is resumed. */
  open: v.exactOptional(
    v.object({
      /** The store was not paused before: it is resumed at the end. */
      resumes: v.boolean(),
      /** Since when that holds, epoch ms. What was under way then has to end before anything is deleted. */
      since: v.number(),
    }),
  ),
  /** All is deleted, and the store is still to be resumed. */
  resumes: v.exactOptional(v.literal(true)),
});
export type ErasedShop = v.InferOutput<typeof ErasedShop>;

/** Each is an attribute of the shared state under this and its name. */
export const erasedShopPrefix = 'erased|';

/** What all workers share about calls to Masivo and to vendors: one small item, read once per batch. */
export const SharedState = v.object({
  /** The circuits that are open, by the API: `masivo`, or a store that is read from, as `source/store`. */
  // What a newer version wrote here is read as far as it is understood: nothing that lasts rests on it.
  circuits: v.optional(v.record(v.string(), v.fallback(v.optional(OpenCircuit), undefined)), {}),
  /** What the operator has paused: `*`, or stores as `source/store`. */
  paused: v.optional(v.array(v.string()), []),
  /** Shops whose data was erased, as `source/store`. */
  erasedShops: v.optional(v.record(v.string(), ErasedShop)),
  /** Of a restored ledger: when erasures and consents were last carried over into it, epoch ms. */
  carriedOver: v.optional(v.number()),
});
export type SharedState = v.InferOutput<typeof SharedState>;

/** Whether nothing of this store may be attempted, because what is held of it is being erased. */
export const isBeingErased = ({ erasedShops }: SharedState, store: StoreName): boolean =>
  erasedShops?.[storeKey(store)]?.open !== undefined;

/** Slots that are wanted of the rate limit that all workers share. */
export interface SlotRequest {
  readonly name: string;
  readonly slots: number;
  /** From one slot to the next. */
  readonly intervalMs: number;
  /** Epoch ms: no slot is before it. */
  readonly now: number;
  /** Epoch ms: nothing is reserved if the first slot would be after it. */
  readonly latest: number;
  /** Further ms that are reserved behind the slots, but only where the first slot is `now`: nobody waits for one. */
  readonly moreWhenIdleMs?: number;
}

export type ReservedSlot =
  /** The first of the slots in epoch ms; the others follow at the interval. */
  | {
      readonly kind: 'reserved';
      readonly first: number;
      /** `moreWhenIdleMs` are reserved, too. */
      readonly more?: true;
    }
  /** Nothing is reserved: the next slot that nobody has, in epoch ms, is after `latest`. */
  | { readonly kind: 'too-late'; readonly nextFree: number };

/** Messages that one function attempts now, or did when it died. */
export interface AttemptMark {
  /** Names the mark; an id that nobody else has. */
  readonly id: string;
  /** Epoch ms: a mark that is still there after this was left by a function that died. */
  readonly until: number;
  /** 0 for messages that are attempted together; else which try alone of its only message this is. */
  readonly tryAlone: number;
  /** Short names of the messages, at least one. */
  readonly messages: readonly string[];
}

/** A customer whom the ledger holds and Masivo did not show, epoch ms. */
const MissingCustomer = v.object({ name: v.string(), first: v.number(), last: v.number() });
export type MissingCustomer = v.InferOutput<typeof MissingCustomer>;

export const MissingCustomers = v.object({
  /** Those seen last come first. */
  customers: v.optional(v.array(MissingCustomer), []),
  /** Counts the writes. */
  revision: v.optional(v.number(), 0),
});
export type MissingCustomers = v.InferOutput<typeof MissingCustomers>;

export interface SharedItems {
  sharedState(): Promise<SharedState>;
  /** Opens the circuit of an API, or closes it, unless somebody changed it since it read `seen`. @returns whether it was set. */
  setCircuit(api: string, circuit: OpenCircuit | null, seen: OpenCircuit | undefined): Promise<boolean>;
  /**
   * Takes up to `want` of the `limit` that all workers share under this name. Counted once, also where the AWS client
   * repeats it because its answer was lost. One that rejects may have been counted.
   * @param expiresAt when the count may be forgotten.
   * @returns how many were granted.
   */
  take(name: string, want: number, limit: number, expiresAt: Date): Promise<number>;
  missing(): Promise<MissingCustomers>;
  /** @returns false where somebody wrote since `revision`. */
  setMissing(customers: readonly MissingCustomer[], revision: number, expiresAt: Date): Promise<boolean>;
  /** Writes a mark down. @returns all marks that are there, this one included. */
  beginAttempts(mark: AttemptMark): Promise<readonly AttemptMark[]>;
  /** Takes these messages off these marks; a mark without messages is gone. Many marks take several writes. */
  endAttempts(marks: readonly AttemptMark[]): Promise<void>;
  /** Since when the oldest open task of operators waits, epoch ms. */
  oldestTask(): Promise<number | undefined>;
  /** Reserves slots that nobody else has: from the next free one of this name, or from now. */
  reserveSlots(request: SlotRequest): Promise<ReservedSlot>;
}
