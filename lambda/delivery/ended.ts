import type { Release } from '../envelope';
import type { Failure, Held } from '../masivo/answer';
import type { Masivo } from '../masivo/client';
import type { Purposes } from '../masivo/consent';
import type { Reason } from '../reasons/reason';
import { type Call, verdictOn } from '../retry/retry-policy';
import type { StoreSettings } from '../settings';
import { type CustomerState, type Doubt, type KeptSnapshot, knownBeside, noDoubt } from './customer-state';
import type { Outcome } from './outcome';
import { type BringPlan, emailNotice, owesConsent } from './plan';

/** How an attempt ended, and what the ledger is to believe of the customer from now on. */
export interface Ended {
  readonly outcome: Outcome;
  readonly reason: Reason | null;
  readonly after: CustomerState;
  readonly walletId?: string;
  /** Not to be tried again before, in ms: Masivo's `Retry-After`, or something else worth waiting for. */
  readonly retryAfterMs?: number;
}

/** What became of trying to give this shopper's id to the customer who has the e-mail already. */
export type Linked =
  | { readonly kind: 'linked'; readonly owner: string }
  | { readonly kind: 'no-owner' }
  | { readonly kind: 'refused'; readonly reason: Reason }
  | { readonly kind: 'retry'; readonly reason: Reason; readonly retryAfterMs?: number };

export interface BringDeps {
  readonly masivo: Masivo;
  readonly linkToOwnerOf: (email: string) => Promise<Linked>;
  /** Counts a creation against the store's flood guard; false when this hour's are used up. */
  readonly mayCreateOneMore: () => Promise<boolean>;
  /** Replaces what the next attempt must believe if this one dies. */
  readonly remember: (state: CustomerState) => Promise<void>;
  readonly lateLandingMs: number;
  readonly now: () => Date;
}

/** One attempt that holds its customer's claim and drives Masivo to `plan.target`. */
export interface BringRun {
  readonly plan: BringPlan;
  readonly state: CustomerState;
  readonly mine: KeptSnapshot;
  readonly store: StoreSettings;
  readonly release: Release | undefined;
  readonly deps: BringDeps;
}

/** What this attempt has done, or may have done, beyond what earlier ones left in doubt. */
type NewDoubt = Partial<Omit<Doubt, 'lostChangeAt'>> & {
  readonly changeLost?: boolean;
  /** The consent record that is in since this attempt. */
  readonly consent?: Purposes;
};

/** What is known stays known; what this attempt leaves open is in doubt. */
export function inDoubt(run: BringRun, more: NewDoubt = {}): CustomerState {
  const { state, plan, store, deps } = run;
  const before = state.doubt ?? noDoubt;
  const known = knownBeside(state);
  const conflictSince = more.conflictSince ?? before.conflictSince;
  return {
    known: known.masivo === 'holds' && more.consent ? { ...known, consent: more.consent } : known,
    newest: plan.target,
    doubt: {
      created: before.created || more.created === true,
      lostChangeAt: more.changeLost ? deps.now().getTime() : before.lostChangeAt,
      consentDue: before.consentDue || more.consentDue === true || owesConsent(plan, state, store),
      letThrough: before.letThrough || more.letThrough === true,
      ...(conflictSince === undefined ? {} : { conflictSince }),
    },
  };
}

/** A call that failed ends the attempt; `more` is what came before it. */
export function failed(run: BringRun, call: Call, failure: Failure, more: NewDoubt = {}): Ended {
  const verdict = verdictOn(call, failure);
  const maybe = verdict.kind !== 'refuse' && verdict.landed === 'maybe';
  const after = inDoubt(run, {
    ...more,
    created: more.created === true || (call === 'create' && maybe),
    changeLost: more.changeLost === true || ((call === 'change' || call === 'consent') && maybe),
    consentDue: more.consentDue === true || call === 'consent',
  });
  switch (verdict.kind) {
    case 'refuse':
      return { outcome: 'refused', reason: verdict.reason, after };
    case 'ask':
      return { outcome: 'retry', reason: { code: 'outcome-unclear' }, after };
    case 'retry': {
      const wait = verdict.afterMs === undefined ? {} : { retryAfterMs: verdict.afterMs };
      return { outcome: 'retry', reason: verdict.reason, after, ...wait };
    }
    default:
      return verdict satisfies never;
  }
}

/** Masivo shows `target` now; `outcome` is what that means for the delivery whose snapshot it is. */
export function shown(run: BringRun, held: Held, outcome: Outcome, consent: Purposes | null): Ended {
  const { target } = run.plan;
  const late = target.delivery !== run.mine.delivery && (outcome === 'updated' || outcome === 'unchanged');
  const email = held.customer.email?.toLowerCase() ?? null;
  return {
    outcome: late ? 'stale' : outcome,
    reason: late ? { code: 'newer-applied' } : emailNotice(target, email),
    after: { known: { masivo: 'holds', email, consent }, newest: target, doubt: null },
    ...(held.walletId === null ? {} : { walletId: held.walletId }),
  };
}
