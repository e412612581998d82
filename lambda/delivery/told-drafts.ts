import type { CustomerDraft } from '../masivo/customer';
import { writtenByBridge } from '../masivo/metadata-of-bridge';
import type { CustomerState, KeptSnapshot } from './customer-state';

// What Masivo was told of a customer, or may have been: only that is ours to take back. Pure.

/** Masivo's metadata key for the day on which the store deleted the shopper: its API cannot change a status. */
const deletedKey = writtenByBridge.deleted;

/** What a customer who is in Masivo is to show: a name that the store never gave is for its creation alone. */
export function draftToShow({ customer, fallbackName, deleted }: KeptSnapshot): CustomerDraft {
  const draft = fallbackName ? { ...customer, name: null } : customer;
  if (!deleted) return draft;
  const day = new Date(deleted.at).toISOString().slice(0, 10);
  return { ...draft, metadata: { ...draft.metadata, [deletedKey]: day } };
}

/**
 * Masivo was not told of the deletion yet. The consent record that comes with it is sent whatever was recorded before:
 * somebody may have allowed marketing there by hand, and nothing that comes later takes it back.
 */
export const isDeletionNew = (target: KeptSnapshot, told: CustomerDraft | null): boolean =>
  target.deleted !== undefined && told?.metadata[deletedKey] === undefined;

/** It tells nothing that Masivo is to show of the customer. */
export const isSilent = ({ only, deleted }: KeptSnapshot): boolean => only !== undefined && !deleted;

/** The newest snapshot's draft, where it has one. */
const newestDraft = ({ newest }: CustomerState): CustomerDraft | null =>
  newest && !isSilent(newest) ? draftToShow(newest) : null;

/** The draft that Masivo is known to have been told last; null where there is none. */
export function lastTold(state: CustomerState): CustomerDraft | null {
  const { confirmed } = state;
  if (confirmed.masivo !== 'holds') return null;
  return confirmed.told === undefined ? newestDraft(state) : confirmed.told;
}

/** Every draft that Masivo was told, or may have been: what it shows of these is ours to take back. */
export function everTold(state: CustomerState): readonly CustomerDraft[] {
  const { confirmed, uncertain } = state;
  const told = lastTold(state);
  const newest = newestDraft(state);
  return [
    ...(told ? [told] : []),
    ...(confirmed.masivo === 'gone' ? (confirmed.told ?? []) : []),
    ...(uncertain?.told ?? []),
    ...(uncertain && newest && !(told && same(newest, told)) ? [newest] : []),
  ];
}

// A customer whose requests are lost again and again changes a few times meanwhile, not dozens of times.
const keptDrafts = 8;

/** The state with another newest snapshot: what Masivo was told before is kept beside it. */
export function withNewest(state: CustomerState, newest: KeptSnapshot): CustomerState {
  const { confirmed, uncertain } = state;
  const before = newestDraft(state);
  if (before && same(before, draftToShow(newest))) return { ...state, newest };
  return {
    ...state,
    newest,
    confirmed: confirmed.masivo === 'holds' ? { ...confirmed, told: lastTold(state) } : confirmed,
    uncertain: uncertain && before ? { ...uncertain, told: added(uncertain.told, before) } : uncertain,
  };
}

function added(drafts: readonly CustomerDraft[], draft: CustomerDraft): CustomerDraft[] {
  return [...drafts.filter((each) => !same(each, draft)), draft].slice(-keptDrafts);
}

const same = (a: CustomerDraft, b: CustomerDraft) => comparable(a) === comparable(b);

// Drafts have their members in one order, and metadata in that of a store's settings, which may change.
const comparable = ({ metadata, ...draft }: CustomerDraft) =>
  JSON.stringify([draft, Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))]);
