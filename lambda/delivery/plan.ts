import type { CustomerDraft } from '../masivo/customer';
import { changesTo } from './changes';
import type { CustomerState, KeptSnapshot } from './customer-state';
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
  /** Bring Masivo to show `target`. */
  | {
      readonly kind: 'bring';
      readonly target: KeptSnapshot;
      /** What we last told Masivo, where that is known. */
      readonly previous: CustomerDraft | null;
      readonly begin: 'ask' | 'create' | 'change';
    };

export interface PlanInput {
  readonly state: CustomerState;
  readonly mine: KeptSnapshot;
  readonly relation: Relation;
  /** An operator asked for it: what the ledger believes is not enough. */
  readonly replayed: boolean;
}

/**
 * Decides from the ledger alone what an attempt has to do. Every attempt drives Masivo to the newest snapshot
 * known, whichever delivery brought it, and then says what that meant for its own. Pure.
 */
export function planFor({ state, mine, relation, replayed }: PlanInput): Plan {
  switch (state.masivo) {
    case 'unknown':
      // The ordinary signup: the store says that it was created just now. Anything else is asked about first,
      // as Masivo's guide "register a customer" recommends, because a second creation pays rewards twice.
      return mine.order.kind === 'created' && mine.customer.email !== null && !replayed
        ? { kind: 'bring', target: mine, previous: null, begin: 'create' }
        : { kind: 'bring', target: mine, previous: null, begin: 'ask' };

    case 'holds': {
      if (replayed) return bring(relation, mine, state.newest, 'ask');
      if (relation === 'older') return stale;
      if (relation === 'same') return { kind: 'record', outcome: 'unchanged', reason: null };
      const changes = changesTo(mine.customer, state.newest.customer, state.newest.customer);
      const after = { ...state, newest: mine };
      if (!changes) return { kind: 'keep', outcome: 'unchanged', reason: null, after };
      // PATCH replaces metadata as a whole, so what others put there has to be seen first.
      return bring(relation, mine, state.newest, changes.metadata ? 'ask' : 'change');
    }

    case 'unsure':
      return bring(relation, mine, state.newest, 'ask');

    case 'waiting':
      return bring(relation, withKnownEmail(mine, state.newest), withKnownEmail(state.newest, mine), 'ask');

    case 'linked':
      if (relation === 'older') return stale;
      if (replayed) return bring(relation, mine, state.newest, 'ask');
      return {
        kind: 'keep',
        outcome: 'exists',
        reason: 'another customer has this e-mail and carries this id',
        after: { ...state, newest: mine },
      };

    default:
      return state satisfies never;
  }
}

const stale = { kind: 'record', outcome: 'stale', reason: 'a newer snapshot was already applied' } as const;

function bring(relation: Relation, mine: KeptSnapshot, newest: KeptSnapshot, begin: 'ask' | 'change'): Plan {
  const target = relation === 'older' ? newest : mine;
  return { kind: 'bring', target, previous: newest.customer, begin };
}

/** The first e-mail the store sent is the one to create with, whichever snapshot brought it. */
function withKnownEmail(snapshot: KeptSnapshot, other: KeptSnapshot): KeptSnapshot {
  if (snapshot.customer.email !== null || other.customer.email === null) return snapshot;
  const { email, name } = other.customer;
  return { ...snapshot, customer: { ...snapshot.customer, email, name: snapshot.customer.name ?? name } };
}

/** What the next attempt must believe if the one that follows this plan dies half-way. */
export function believeIfWeDie(plan: Plan & { kind: 'bring' }, state: CustomerState): CustomerState {
  const before = state.masivo === 'unsure' ? state : undefined;
  const sent = plan.begin === 'change' ? 'change' : before?.sent === 'change' ? 'change' : 'create';
  return { ...before, masivo: 'unsure', newest: plan.target, sent };
}
