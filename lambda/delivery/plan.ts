import type { Release } from '../envelope';
import type { CustomerDraft } from '../masivo/customer';
import type { StoreSettings } from '../settings';
import { changesTo, needLook } from './changes';
import { consentToRecord } from './consent-to-record';
import { type CustomerState, type KeptSnapshot, recordedConsent, type Unsure } from './customer-state';
import { sameWords, withKnownEmail, withLastWords } from './merge';
import type { Outcome } from './outcome';

/** How a snapshot stands to the newest one the ledger keeps. `same` is this very delivery, come again. */
export type Relation = 'newer' | 'same' | 'older';

export type Plan =
  /** Nothing to do in Masivo and nothing new to keep. */
  | { readonly kind: 'record'; readonly outcome: Outcome; readonly reason: string | null }
  /** Nothing to do in Masivo, but this snapshot is the newest now. */
  | {
      readonly kind: 'keep';
      readonly outcome: Outcome;
      readonly reason: string | null;
      readonly after: CustomerState;
    }
  | BringPlan;

/** Bring Masivo to show `target`. */
export interface BringPlan {
  readonly kind: 'bring';
  readonly target: KeptSnapshot;
  /** What we last told Masivo, where that is known. */
  readonly previous: CustomerDraft | null;
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
  const newest = 'newest' in state ? state.newest : mine;
  const target = relation === 'older' ? withLastWords(newest, mine) : withLastWords(mine, newest);
  const ask: BringPlan = {
    kind: 'bring',
    target,
    previous: state.masivo === 'unknown' ? null : newest.customer,
    begin: 'ask',
  };
  const askWithEmail = { ...ask, target: withKnownEmail(target, relation === 'older' ? mine : newest) };
  if (replayed && release !== 'drop') return askWithEmail;

  switch (state.masivo) {
    case 'unknown':
      // The ordinary signup: the store says that it was created just now. Anything else is asked about first,
      // as Masivo's guide "register a customer" recommends, because a second creation pays rewards twice.
      return mine.order.kind === 'created' && mine.customer.email !== null
        ? { ...ask, begin: 'create' }
        : ask;

    case 'holds': {
      if (relation === 'same') return { kind: 'record', outcome: 'unchanged', reason: null };
      const changes = changesTo(target.customer, newest.customer, newest.customer);
      if (changes || consentToRecord(store, target, state.consent)) {
        return changes && needLook(changes) ? ask : { ...ask, begin: 'change' };
      }
      const after = { ...state, newest: target };
      if (relation === 'newer') {
        return { kind: 'keep', outcome: 'unchanged', reason: emailNotice(mine, state.email), after };
      }
      return sameWords(target.words, newest.words)
        ? { kind: 'record', ...stale }
        : { kind: 'keep', ...stale, after };
    }

    case 'waiting':
    case 'unsure':
    case 'migrating':
      return askWithEmail;

    case 'held':
      if (release !== 'drop') return askWithEmail;
      return {
        kind: 'keep',
        outcome: 'ignored',
        reason: dropped,
        after: { masivo: 'held', newest: target, dropped: true },
      };

    case 'linked': {
      if (relation === 'older') return { kind: 'record', ...stale };
      const reason = 'another customer has this e-mail and carries this id';
      return { kind: 'keep', outcome: 'exists', reason, after: { ...state, newest: mine } };
    }

    default:
      return state satisfies never;
  }
}

export const dropped = 'the operator dropped it when the flood guard held it';

const stale = { outcome: 'stale', reason: 'a newer snapshot was already applied' } as const;

export const emailDiffers = 'e-mail differs in Masivo';

/** PATCH has no e-mail, so a later e-mail of the store cannot reach Masivo: the operator has to know. */
export function emailNotice(target: KeptSnapshot, emailInMasivo: string | null): string | null {
  return emailInMasivo !== null && target.customer.email !== emailInMasivo ? emailDiffers : null;
}

/**
 * What the next attempt must believe if the one that follows this plan dies half-way: everything it may do has
 * perhaps been done.
 * @param until the end of its lease, epoch ms: none of its calls is sent later.
 */
export function believeIfWeDie(plan: BringPlan, state: CustomerState, until: number): Unsure {
  const before = state.masivo === 'unsure' ? state : undefined;
  const mayCreate = plan.begin !== 'change' && state.masivo !== 'holds';
  const mayChange = state.masivo !== 'unknown' || plan.begin !== 'create';
  return {
    ...before,
    masivo: 'unsure',
    newest: plan.target,
    created: before?.created === true || mayCreate,
    lostChangeAt: mayChange ? until : (before?.lostChangeAt ?? null),
    consent: recordedConsent(state),
    consentDue: before?.consentDue === true || state.masivo === 'holds',
    letThrough: before?.letThrough === true,
  };
}
