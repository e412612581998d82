import type { CustomerName } from '../ledger/table';
import type { CustomerDraft } from '../masivo/customer';
import { asMasivoId, type MasivoId } from '../masivo/masivo-id';
import { writtenByBridge } from '../masivo/metadata-of-bridge';
import type { Reason } from '../reasons/reason';
import type { StoreSettings } from '../settings';
import type { CustomerState, KeptSnapshot } from './customer-state';

// The ID that a customer has in Masivo, where the environment's mapping may give it another one than the store's. Pure.

type Store = Pick<StoreSettings, 'mapping'>;

/** By which ID Masivo has a customer, or would have it: the one that is fixed, else the one in the store. */
export const masivoIdOf = (
  { customer }: Pick<CustomerName, 'customer'>,
  { masivoId }: Pick<CustomerState, 'masivoId'>,
): MasivoId => masivoId ?? asMasivoId(customer);

/** By which ID a snapshot would have Masivo know its customer. */
export const askedFor = ({ customer, masivoId }: KeptSnapshot): MasivoId =>
  masivoId ?? asMasivoId(customer.id);

/**
 * A draft as Masivo is to have it. The ledger keeps drafts under the ID in the store, which is in the metadata of whoever
 * has another one: a look in Masivo leads back to the shop by it.
 */
export const underMasivoId = (draft: CustomerDraft, masivoId: MasivoId | undefined): CustomerDraft =>
  masivoId === undefined || masivoId === draft.id
    ? draft
    : {
        ...draft,
        id: masivoId,
        metadata: { ...draft.metadata, [writtenByBridge.storeCustomer]: draft.id },
      };

/** The draft of an event as it is sent: by the ID that is fixed, whatever the mapping gives by now. */
export const draftAsSent = (draft: CustomerDraft, mine: KeptSnapshot, naming: Naming): CustomerDraft =>
  underMasivoId(draft, isFixed(naming) ? masivoIdOf(naming.name, naming.written) : mine.masivoId);

/** Whether Masivo may have a customer under the ID by which the bridge has called it so far. */
export function mayBeInMasivo({ confirmed, uncertain }: CustomerState): boolean {
  if (uncertain?.created) return true;
  switch (confirmed.masivo) {
    case 'holds':
    case 'migrating':
    case 'gone':
    case 'linked':
      return true;
    case 'unlinked':
      // It was given to Masivo, and somebody else had its e-mail.
      return confirmed.rewards === false;
    case 'unknown':
    case 'waiting':
    case 'held':
      return false;
    default:
      return confirmed satisfies never;
  }
}

/** What decides on a customer's ID in Masivo. */
export interface Naming {
  readonly name: CustomerName;
  /** As it was written: what a restore has lost says nothing of the ID. */
  readonly written: CustomerState;
  readonly store: Store;
}

/** By which ID Masivo is asked about a customer from now on. */
export type Named =
  /** As the state says: it is fixed, or the store has no IDs of its own. */
  | { readonly kind: 'as-is' }
  /** It was brought by this ID before anything was fixed. */
  | { readonly kind: 'known'; readonly masivoId: MasivoId }
  /** Nobody was brought yet: the ID has to be reserved. */
  | { readonly kind: 'new'; readonly masivoId: MasivoId }
  /** Nothing that passed through the mapping has come: nobody can say by which ID to ask. */
  | { readonly kind: 'unnamed' };

/** @param target what the attempt is to bring Masivo to; `mine` is the snapshot of the event at hand. */
export function namedFor(
  { name, written, store }: Naming,
  { target, mine }: { readonly target: KeptSnapshot; readonly mine: KeptSnapshot },
): Named {
  if (written.masivoId !== undefined || !store.mapping.ownIds) return { kind: 'as-is' };
  if (mayBeInMasivo(written)) return { kind: 'known', masivoId: asMasivoId(name.customer) };
  return mine.only && target.masivoId === undefined
    ? { kind: 'unnamed' }
    : { kind: 'new', masivoId: askedFor(target) };
}

/**
 * The state of whom nothing names: it was brought by no ID that is known. What a restore may have lost of it is left to
 * the event that names one, and must not be taken for a creation under the ID in the store.
 */
export const neverBrought = ({ uncertain, ...state }: CustomerState): CustomerState => ({
  ...state,
  uncertain: uncertain && { ...uncertain, created: false },
});

/** Whether nothing gives the customer another ID any more. */
const isFixed = ({ written }: Naming): boolean => written.masivoId !== undefined || mayBeInMasivo(written);

/** The notice of an event that would have Masivo know its customer by another ID than the one that is fixed. */
export function masivoIdNotice(naming: Naming, mine: KeptSnapshot): Reason | undefined {
  const { name, written, store } = naming;
  if (!store.mapping.ownIds || mine.only || !isFixed(naming)) return undefined;
  return askedFor(mine) === masivoIdOf(name, written) ? undefined : { code: 'masivo-id-differs' };
}

/** The state after a refusal. Of whom nothing may be in Masivo the ID is free again: another one may be what helps. */
export function freedWhereRefused(state: CustomerState, { mapping }: Store): CustomerState {
  if (!mapping.ownIds || mayBeInMasivo(state)) return state;
  const { masivoId: _, ...free } = state;
  return free;
}
