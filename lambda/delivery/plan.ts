import { isDeepStrictEqual } from 'node:util';
import { withOwnFields } from '../masivo/own-fields';
import type { Reason } from '../reasons/reason';
import { changesTo, needLook } from './changes';
import { consentToRecord } from './consent-to-record';
import {
  type CustomerState,
  hasUnknownRecord,
  isFromElsewhere,
  type KeptSnapshot,
  knownConsent,
} from './customer-state';
import { emailNotice } from './email-notice';
import { isEnded, merged, withKnownEmail } from './merge';
import type { Outcome } from './outcome';
import type { Owner } from './owner';
import { planForEnded } from './plan-for-ended';
import { staysUnlinked } from './sync/confirmed';
import { type SyncPlan, type SyncPlanInput, statesAnew, syncTo } from './sync-plan';
import { draftToShow, lastTold, withNewest } from './told-drafts';

export type Plan =
  /** Nothing to do in Masivo and nothing new to keep: the log is all. */
  | { readonly kind: 'log'; readonly outcome: Outcome; readonly reason: Reason | null }
  /** Nothing to do in Masivo, but something to keep. */
  | {
      readonly kind: 'keep';
      readonly outcome: Outcome;
      readonly reason: Reason | null;
      readonly state: CustomerState;
    }
  | SyncPlan;

export interface PlanInput extends SyncPlanInput {
  readonly mine: KeptSnapshot;
  /** Nothing but the order of arrival tells which is newer. */
  readonly tie: boolean;
  /** An operator asked for it: what the ledger holds is not enough. */
  readonly replayed: boolean;
  /** Of a linked customer: who carries its id now. */
  readonly owner?: Extract<Owner, { kind: 'there' | 'gone' }>;
}

/**
 * Decides from the ledger alone what an attempt has to do. Every attempt drives Masivo to the newest snapshot
 * known, whichever delivery brought it, and then says what that meant for its own. Pure.
 */
export function planFor(input: PlanInput): Plan {
  const { state, mine, relation, tie, replayed } = input;
  const { confirmed, uncertain } = state;
  const newest = state.newest ?? mine;
  if (isEnded(newest) || isEnded(mine)) return planForEnded(newest, input);
  const isOlder = relation === 'older' || mine.only;
  const target = isOlder ? merged(newest, mine, tie) : merged(mine, newest, tie);
  const ask = () => syncTo(target, 'ask', input);
  const askWithEmail = () =>
    syncTo(withKnownEmail(target, relation === 'older' ? mine : newest), 'ask', input);

  if (replayed || uncertain) return confirmed.masivo === 'holds' ? ask() : askWithEmail();

  switch (confirmed.masivo) {
    case 'unknown':
      // The ordinary signup: the store says that it was created just now. Anything else is asked about first,
      // as Masivo's guide "register a customer" recommends, because a second creation pays rewards twice.
      return mine.order.kind === 'created' && mine.customer.email !== null
        ? syncTo(target, 'create', input)
        : ask();

    case 'holds':
      return planForExisting(target, confirmed.email, input);

    case 'linked': {
      if (relation === 'older') return planForStale(target, state);
      return planForLinked(withNewest(state, withKnownEmail(target, newest)), input.owner);
    }

    case 'unlinked':
      return planForUnlinked(confirmed, withKnownEmail(target, newest), input) ?? askWithEmail();

    case 'gone':
    case 'waiting':
    case 'held':
    case 'migrating':
      return askWithEmail();

    default:
      return confirmed satisfies never;
  }
}

/** Where nobody carries its id any more, the customer waits for an operator, as its owner does. */
function planForLinked(state: CustomerState, owner: PlanInput['owner']): Plan {
  if (owner?.kind === 'gone') {
    const confirmed = { masivo: 'gone', dropped: false, since: owner.since } as const;
    return { kind: 'keep', outcome: 'gone', reason: { code: 'gone' }, state: { ...state, confirmed } };
  }
  const { confirmed: before } = state;
  const confirmed = owner && before.masivo === 'linked' ? { ...before, owner: owner.name } : before;
  const reason = { code: 'linked-to-owner' } as const;
  return { kind: 'keep', outcome: 'exists', reason, state: { ...state, confirmed } };
}

/** Undefined where Masivo has to be asked. */
function planForUnlinked(
  confirmed: Extract<CustomerState['confirmed'], { masivo: 'unlinked' }>,
  target: KeptSnapshot,
  { state, relation }: PlanInput,
): Plan | undefined {
  const after = withNewest(state, target);
  if (confirmed.dropped)
    return { kind: 'keep', outcome: 'ignored', reason: { code: 'dropped' }, state: after };
  if (!staysUnlinked(confirmed, target)) return undefined;
  return relation === 'older'
    ? planForStale(target, state)
    : { kind: 'keep', outcome: 'unlinked', reason: confirmed.reason, state: after };
}

/** Masivo has the customer, as it was last told. */
function planForExisting(target: KeptSnapshot, email: string | null, input: PlanInput): Plan {
  const { state, mine, relation, store } = input;
  if (relation === 'same') {
    return { kind: 'log', outcome: 'unchanged', reason: emailNotice(target, mine, email) };
  }
  if (relation === 'older' && mine.only) return { kind: 'log', ...stale };
  const last = lastTold(state);
  // Masivo had it from elsewhere: what it shows is not known.
  if (!last && !target.only) return syncTo(target, 'ask', input);
  const newOn = statesAnew(target, input);
  const told = last && withOwnFields(last, store);
  const changes = told && changesTo(withOwnFields(draftToShow(target), store), told, [told]);
  const madeElsewhere = isFromElsewhere(state);
  const isDue =
    newOn.length > 0 && consentToRecord(store, target, knownConsent(state), { madeElsewhere }) !== null;
  if (changes || isDue) {
    // What Masivo's record has beyond the shopper's statement is kept, so it has to be seen.
    const mustLook = (changes && needLook(changes)) || (isDue && hasUnknownRecord(state));
    return syncTo(target, mustLook ? 'ask' : 'change', input);
  }
  const after = withNewest(state, target);
  if (relation === 'newer') {
    return { kind: 'keep', outcome: 'unchanged', reason: emailNotice(target, mine, email), state: after };
  }
  return planForStale(target, state);
}

/**
 * An older body that changes nothing may still be the newest to say something: that there is no birth date, say, of
 * which a newer one was silent. It is kept, so that a body from before it cannot bring the value back.
 */
function planForStale(target: KeptSnapshot, state: CustomerState): Plan {
  return isDeepStrictEqual(target, state.newest)
    ? { kind: 'log', ...stale }
    : { kind: 'keep', ...stale, state: withNewest(state, target) };
}

const stale = { outcome: 'stale', reason: { code: 'newer-already-applied' } } as const;
