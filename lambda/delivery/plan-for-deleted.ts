import { isDeepStrictEqual } from 'node:util';
import { withOwnFields } from '../masivo/own-fields';
import type { Reason } from '../reasons/reason';
import { changesTo } from './changes';
import { consentToRecord } from './consent-to-record';
import type { KeptSnapshot } from './customer-state';
import type { Outcome } from './outcome';
import { othersRecord, type SyncPlan, type SyncPlanInput, syncTo } from './sync-plan';
import { draftToShow, lastTold } from './told-drafts';

interface DeletedPlanInput extends SyncPlanInput {
  readonly mine: KeptSnapshot;
  readonly replayed: boolean;
}

/**
 * Nothing revives whom the store has deleted: what else comes of the shopper changes nothing, but every attempt brings
 * Masivo to show the deletion as long as that is not confirmed.
 */
export function planForDeleted(
  target: KeptSnapshot,
  input: DeletedPlanInput,
): SyncPlan | { readonly kind: 'log'; readonly outcome: Outcome; readonly reason: Reason } {
  const { state, mine, store, replayed } = input;
  const { confirmed, newest, uncertain } = state;
  const isKnown = isDeepStrictEqual(target.deleted, newest?.deleted);
  if (replayed || uncertain || !isKnown || confirmed.masivo === 'migrating')
    return syncTo(target, 'ask', input);
  if (confirmed.masivo === 'holds') {
    const last = lastTold(state);
    const told = last && withOwnFields(last, store);
    const isShown = told && !changesTo(withOwnFields(draftToShow(target), store), told, [told]);
    const isDue =
      consentToRecord(store, target, confirmed.consent, { others: othersRecord(confirmed) }) !== null;
    if (!isShown || isDue) return syncTo(target, 'ask', input);
    if (mine.only === 'deletion') return { kind: 'log', outcome: 'unchanged', reason: deletedInStore };
  }
  return { kind: 'log', outcome: 'ignored', reason: deletedInStore };
}

const deletedInStore = { code: 'deleted-in-store' } as const;
