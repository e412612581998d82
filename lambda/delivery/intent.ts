import * as v from 'valibot';
import { Reason } from '../reasons/reason';
import { type CustomerState, nothingUncertain, shownBy } from './customer-state';
import { outcomes } from './outcome';
import { afterRestore } from './restored';

/**
 * What an attempt is about to do, written with its claim before its first request. If it dies, this is all that the
 * next attempt has to know: everything named here has perhaps been done, or may still land.
 */
export const Intent = v.object({
  /** The claim's id. Only its owner confirms it. */
  claim: v.string(),
  /** The delivery, backfill run or act that it works for. */
  by: v.string(),
  /** The lease's end, epoch ms: no request is sent later. */
  until: v.number(),
  /** It may create the customer. */
  creates: v.boolean(),
  /** It may send a change or a consent record. */
  overwrites: v.boolean(),
  /** It owes a consent record for what it was told by the store. */
  consentDue: v.boolean(),
  /** It may give the customer to Masivo without rewards. */
  migrates: v.exactOptional(v.literal(true)),
});
export type Intent = v.InferOutput<typeof Intent>;

/** What a claim announces: the part of an intent that is decided by what is to be done. */
export type Plans = Pick<Intent, 'creates' | 'overwrites' | 'consentDue' | 'migrates'>;

/** How the last claim on a customer ended: enough to write its delivery's log, should that be missing. */
export const LastAttempt = v.object({
  /** The attempt's id, which the delivery's log names too. */
  attempt: v.string(),
  /** When it ended, epoch ms. */
  at: v.number(),
  delivery: v.string(),
  series: v.number(),
  outcome: v.picklist(outcomes),
  reason: v.nullable(Reason),
  walletId: v.exactOptional(v.string()),
  retryAfterMs: v.exactOptional(v.number()),
});
export type LastAttempt = v.InferOutput<typeof LastAttempt>;

/**
 * The state after an attempt that died with this intent, or stalled beyond its lease: all that it may have done is
 * uncertain, and its last request may land for `lateLandingMs` after the lease's end. Pure.
 */
export function afterDeath(state: CustomerState, intent: Intent, lateLandingMs: number): CustomerState {
  const { confirmed } = state;
  const before = state.uncertain ?? nothingUncertain;
  const orders = confirmed.masivo === 'migrating' ? confirmed.orders : 0;
  return {
    ...state,
    confirmed: intent.migrates ? { masivo: 'migrating', since: intent.until, orders: orders + 1 } : confirmed,
    uncertain: {
      ...before,
      created: before.created || intent.creates,
      overwrites: before.overwrites || intent.overwrites,
      landsUntil: Math.max(before.landsUntil ?? 0, shownBy(intent.until, lateLandingMs)),
      consentDue: before.consentDue || intent.consentDue,
    },
  };
}

/** What the ledger has of a customer. */
interface Entry {
  readonly state: CustomerState;
  readonly intent: Intent | null;
  /** Of an item that is as it was restored: when the restored table was attached, epoch ms. */
  readonly restoredAt?: number;
}

/** The truth about a customer as it was written: what an intent that nobody confirmed may have done is uncertain. */
export function stateAsWritten(
  { state, intent }: Pick<Entry, 'state' | 'intent'>,
  lateLandingMs: number,
): CustomerState {
  return intent ? afterDeath(state, intent, lateLandingMs) : state;
}

/** The truth about a customer as it is read: what may have been done since it was restored is uncertain, too. */
export function stateOf(entry: Entry, lateLandingMs: number): CustomerState {
  const state = stateAsWritten(entry, lateLandingMs);
  return entry.restoredAt === undefined ? state : afterRestore(state, entry.restoredAt, lateLandingMs);
}

/** Whether another attempt holds the customer at this time, epoch ms. */
export const isBusy = ({ intent }: { readonly intent: Intent | null }, at: number): boolean =>
  intent !== null && intent.until > at;

export const intentOf = (plans: Plans, claim: string, by: string, until: number): Intent => ({
  ...plans,
  claim,
  by,
  until,
});
