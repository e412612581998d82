import type { Ledger, Opened } from '../ledger/ledger';
import type { CustomerName } from '../ledger/table';
import type { MasivoId } from '../masivo/masivo-id';
import type { Settings } from '../settings';
import { customerKey } from '../store-name';
import type { CustomerState, KeptSnapshot } from './customer-state';
import { stateAsWritten } from './intent';
import { masivoIdOf, mayBeInMasivo, type Naming, namedFor } from './masivo-id';

export type Fixed =
  /** With the ID in it: whatever is written of the customer from now on fixes it. */
  | { readonly kind: 'fixed'; readonly state: CustomerState }
  /** Nothing says by which ID Masivo would have it, so it is not asked. */
  | { readonly kind: 'unnamed' }
  /** Another customer has the ID in Masivo, or may get it. */
  | { readonly kind: 'taken' }
  /** Written by a newer version of this code. */
  | { readonly kind: 'newer' };

export interface ToFix {
  /** The state that the attempt is about to write. */
  readonly state: CustomerState;
  readonly target: KeptSnapshot;
  /** The snapshot of the event at hand. */
  readonly mine: KeptSnapshot;
}

interface FixDeps {
  readonly ledger: Pick<Ledger, 'open' | 'reserveMasivoId'>;
  readonly settings: Settings;
}

/**
 * Fixes by which ID Masivo has a customer. It is reserved first, for good, and stands in the customer's item with the
 * next write, which comes before the first request that changes anything in Masivo. Doing it again changes nothing. Only
 * at stores with IDs of their own it costs anything, and only until it is fixed.
 */
export async function fixMasivoId(
  naming: Naming,
  { state, ...snapshots }: ToFix,
  deps: FixDeps,
): Promise<Fixed> {
  const named = namedFor(naming, snapshots);
  switch (named.kind) {
    case 'as-is':
      return { kind: 'fixed', state };
    case 'unnamed':
      return named;
    case 'known':
      return { kind: 'fixed', state: { ...state, masivoId: named.masivoId } };
    case 'new': {
      const { masivoId } = named;
      const reserved = await reserve(masivoId, naming.name, deps);
      return reserved === 'reserved' ? { kind: 'fixed', state: { ...state, masivoId } } : { kind: reserved };
    }
    default:
      return named satisfies never;
  }
}

/** Reserves an ID for one customer; others who have it, or may get it, keep it. */
async function reserve(
  id: MasivoId,
  owner: CustomerName,
  { ledger, settings }: FixDeps,
): Promise<'reserved' | 'taken' | 'newer'> {
  // Who has the same ID in its store has no reservation where it came without: the ledger knows it by that.
  const others = await Promise.all(
    settings.stores
      .map(({ source, store }) => ({ source, store, customer: id }))
      .filter((name) => customerKey(name) !== customerKey(owner))
      .map((name) => ledger.open(name, nobodysDelivery)),
  );
  if (others.some(({ kind }) => kind === 'newer')) return 'newer';
  const isTaken = others.some((other) => hasId(id, other, settings));
  return !isTaken && (await ledger.reserveMasivoId(id, owner)) ? 'reserved' : 'taken';
}

/** Whoever was erased may have left an account without a person: nobody else is to get it. */
function hasId(id: MasivoId, other: Opened, { masivo }: Settings): boolean {
  if (other.kind === 'newer' || other.kind === 'erased') return true;
  const state = stateAsWritten(other.customer, masivo.lateLandingMs);
  return masivoIdOf(other.customer.name, state) === id && mayBeInMasivo(state);
}

/** The customers are looked up, and no delivery of theirs. */
const nobodysDelivery = 'masivo-id';
