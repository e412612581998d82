import type { Release } from '../envelope';
import type { CustomerDraft } from '../masivo/customer';
import type { Reason } from '../reasons/reason';
import type { StoreSettings } from '../settings';
import { changesTo, needLook } from './changes';
import { consentToRecord } from './consent-to-record';
import {
  type CustomerState,
  type KeptSnapshot,
  knownBeside,
  noDoubt,
  recordedConsent,
  toldBefore,
} from './customer-state';
import { merged, sameStatements, withKnownEmail } from './merge';
import type { Outcome } from './outcome';

/** How a snapshot stands to the newest one the ledger keeps. `same` is this very delivery, come again. */
export type Relation = 'newer' | 'same' | 'older';

export type Plan =
  /** Nothing to do in Masivo and nothing new to keep. */
  | { readonly kind: 'record'; readonly outcome: Outcome; readonly reason: Reason | null }
  /** Nothing to do in Masivo, but something to keep. */
  | {
      readonly kind: 'keep';
      readonly outcome: Outcome;
      readonly reason: Reason | null;
      readonly after: CustomerState;
    }
  | BringPlan;

/** Bring Masivo to show `target`. */
export interface BringPlan {
  readonly kind: 'bring';
  readonly target: KeptSnapshot;
  /** What we last told Masivo, where that is known. */
  readonly previous: CustomerDraft | null;
  /** The target has a consent statement that no earlier snapshot had. */
  readonly newStatement: boolean;
  readonly begin: 'ask' | 'create' | 'change';
}

export interface PlanInput {
  readonly state: CustomerState;
  readonly mine: KeptSnapshot;
  readonly relation: Relation;
  readonly store: StoreSettings;
  /** An operator asked for it: what the ledger believes is not enough. */
  readonly replayed: boolean;
  readonly release: Release | undefined;
}

/**
 * Decides from the ledger alone what an attempt has to do. Every attempt drives Masivo to the newest snapshot
 * known, whichever delivery brought it, and then says what that meant for its own. Pure.
 */
export function planFor({ state, mine, relation, store, replayed, release }: PlanInput): Plan {
  const { known } = state;
  const newest = state.newest ?? mine;
  const target = relation === 'older' ? merged(newest, mine) : merged(mine, newest);
  const previous = toldBefore(state);
  const newStatement = state.newest
    ? !sameStatements(target.statements, newest.statements)
    : Object.keys(target.statements).length > 0;
  const ask: BringPlan = { kind: 'bring', target, previous, newStatement, begin: 'ask' };
  const askWithEmail = { ...ask, target: withKnownEmail(target, relation === 'older' ? mine : newest) };

  if (release === 'drop' && known.masivo === 'held') {
    const after = { ...state, newest: target, known: { masivo: 'held', dropped: true } } as const;
    return { kind: 'keep', outcome: 'ignored', reason: dropped, after };
  }
  if (replayed || state.doubt) return known.masivo === 'holds' ? ask : askWithEmail;

  switch (known.masivo) {
    case 'unknown':
      // The ordinary signup: the store says that it was created just now. Anything else is asked about first,
      // as Masivo's guide "register a customer" recommends, because a second creation pays rewards twice.
      return mine.order.kind === 'created' && mine.customer.email !== null
        ? { ...ask, begin: 'create' }
        : ask;

    case 'holds': {
      if (relation === 'same') return { kind: 'record', outcome: 'unchanged', reason: null };
      const changes = previous && changesTo(target.customer, previous, previous);
      if (changes || (newStatement && consentToRecord(store, target, known.consent))) {
        return changes && needLook(changes) ? ask : { ...ask, begin: 'change' };
      }
      const after = { ...state, newest: target };
      if (relation === 'newer') {
        return { kind: 'keep', outcome: 'unchanged', reason: emailNotice(mine, known.email), after };
      }
      return newStatement ? { kind: 'keep', ...stale, after } : { kind: 'record', ...stale };
    }

    case 'linked': {
      if (relation === 'older') return { kind: 'record', ...stale };
      return { kind: 'keep', outcome: 'exists', reason: carriedByOwner, after: { ...state, newest: mine } };
    }

    case 'waiting':
    case 'held':
    case 'migrating':
      return askWithEmail;

    default:
      return known satisfies never;
  }
}

export const carriedByOwner: Reason = { code: 'linked-to-owner' };

export const dropped: Reason = { code: 'dropped' };

const stale = { outcome: 'stale', reason: { code: 'newer-already-applied' } } as const;

/** PATCH has no e-mail, so a later e-mail of the store cannot reach Masivo: the operator has to know. */
export function emailNotice(target: KeptSnapshot, emailInMasivo: string | null): Reason | null {
  return emailInMasivo !== null && target.customer.email !== emailInMasivo ? { code: 'email-differs' } : null;
}

/** Whether the plan's new consent statement calls for a record that Masivo does not have yet. */
export function owesConsent(
  { newStatement, target }: BringPlan,
  state: CustomerState,
  store: StoreSettings,
): boolean {
  return newStatement && consentToRecord(store, target, recordedConsent(state)) !== null;
}

/**
 * What the next attempt must believe if the one that follows this plan dies half-way: everything it may do has
 * perhaps been done.
 * @param until the end of its lease, epoch ms: none of its calls is sent later.
 */
export function believeIfWeDie(
  plan: BringPlan,
  state: CustomerState,
  store: StoreSettings,
  until: number,
): CustomerState {
  const before = state.doubt ?? noDoubt;
  const { known } = state;
  const { begin, target } = plan;
  const mayCreate = begin !== 'change' && known.masivo !== 'holds' && known.masivo !== 'migrating';
  const mayChange = begin !== 'create';
  return {
    known: knownBeside(state),
    newest: target,
    doubt: {
      ...before,
      created: before.created || mayCreate,
      lostChangeAt: mayChange ? until : before.lostChangeAt,
      consentDue: before.consentDue || owesConsent(plan, state, store),
    },
  };
}
