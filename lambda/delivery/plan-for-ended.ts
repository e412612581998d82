import { isDeepStrictEqual } from 'node:util';
import { withOwnFields } from '../masivo/own-fields';
import type { Reason } from '../reasons/reason';
import type { StoreName } from '../store-name';
import { changesTo } from './changes';
import { consentToRecord } from './consent-to-record';
import type { CustomerState, KeptSnapshot } from './customer-state';
import { isEnded, merged as together } from './merge';
import type { Outcome } from './outcome';
import { mergedStatements, sameStatements, statesSomething } from './statements';
import { othersRecord, type SyncPlan, type SyncPlanInput, syncTo } from './sync-plan';
import { draftToShow, lastTold } from './told-drafts';

/** Nothing to do in Masivo. */
type Settled = { readonly outcome: Outcome; readonly reason: Reason } & (
  | { readonly kind: 'log' }
  | { readonly kind: 'keep'; readonly state: CustomerState }
);

interface EndedPlanInput extends SyncPlanInput {
  readonly mine: KeptSnapshot;
  readonly replayed: boolean;
}

/**
 * Nothing revives whom the store has deleted or merged into another: what else comes of the shopper changes nothing, but
 * every attempt brings Masivo to show the deletion as long as that is not confirmed. What one who was merged states of
 * consent counts for the one whom the store keeps.
 */
export function planForEnded(known: KeptSnapshot, input: EndedPlanInput): SyncPlan | Settled {
  const { state, mine, store, replayed } = input;
  const { confirmed, newest, uncertain } = state;
  const target = targetOf(known, mine);
  const isKnown =
    isDeepStrictEqual(target.deleted, newest?.deleted) && isDeepStrictEqual(target.merged, newest?.merged);
  const isCarried = !target.merged || (state.mergeCarried && !statesSomething(mine.statements));
  // Masivo has two wallets, which an operator sees to: whichever delivery tells of the merge names them.
  const tellsWallets = mine.only === 'merge' && target.merged && confirmed.masivo === 'holds';
  const isOpen = uncertain || confirmed.masivo === 'migrating';
  if (replayed || isOpen || !isKnown || !isCarried || tellsWallets) {
    return syncTo(target, 'ask', input);
  }
  if (confirmed.masivo === 'holds' && target.deleted) {
    const last = lastTold(state);
    const told = last && withOwnFields(last, store);
    const isShown = told && !changesTo(withOwnFields(draftToShow(target), store), told, [told]);
    const isDue =
      consentToRecord(store, target, confirmed.consent, { others: othersRecord(confirmed) }) !== null;
    if (!isShown || isDue) return syncTo(target, 'ask', input);
    if (mine.only === 'deletion') return { kind: 'log', outcome: 'unchanged', reason: deletedInStore };
  }
  const end = {
    outcome: mine.only === 'merge' ? 'exists' : 'ignored',
    reason: endedReason(target, mine, store),
  } as const;
  return sameStatements(target.statements, known.statements)
    ? { kind: 'log', ...end }
    : { kind: 'keep', ...end, state: { ...state, newest: target } };
}

/**
 * The consent statements of one who was deleted count for nobody, unless a merge that comes later says for whom: so they
 * are kept, in whatever order all that comes. Those of one who was merged already are not its own any more.
 */
function targetOf(known: KeptSnapshot, mine: KeptSnapshot): KeptSnapshot {
  if (isEnded(mine)) return together(known, mine);
  return known.merged ? known : { ...known, statements: mergedStatements(known.statements, mine.statements) };
}

const deletedInStore = { code: 'deleted-in-store' } as const;

/** Why nothing that comes of a shopper counts any more; of a merge, who is kept, and the wallets that Masivo showed. */
export function endedReason(
  { merged }: KeptSnapshot,
  mine: KeptSnapshot,
  { source, store }: StoreName,
  wallets: { readonly own: string | null; readonly kept: string | null } = { own: null, kept: null },
): Reason {
  if (!merged || mine.only === 'deletion') return deletedInStore;
  if (mine.only !== 'merge') return { code: 'merged-into' };
  const params = { customer: merged.into, source, store, wallet: wallets.own, keptWallet: wallets.kept };
  return { code: 'merged-with', params };
}
