import { type CustomerState, nothingUncertain, unknownCustomer } from '../../lambda/delivery/customer-state';
import { stateAsWritten } from '../../lambda/delivery/intent';
import { masivoIdOf, mayBeInMasivo } from '../../lambda/delivery/masivo-id';
import { mergedStatements, sameStatements } from '../../lambda/delivery/statements';
import type { CustomerItem } from '../../lambda/ledger/customer-item';
import type { CustomerName } from '../../lambda/ledger/table';
import type { MasivoId } from '../../lambda/masivo/masivo-id';
import { type Settings, storeOf } from '../../lambda/settings';

// What of a replaced ledger's customer must not be forgotten by the restored one. Pure.

/** Somebody whom the restored ledger does not know, and Masivo may have. */
export const perhapsCreated: CustomerState = {
  ...unknownCustomer,
  uncertain: { ...nothingUncertain, created: true },
};

/** By which ID Masivo may have somebody; undefined where it can be no other one than the store's. */
export function fixedSince(
  name: CustomerName,
  { packed }: CustomerItem,
  settings: Settings,
): MasivoId | undefined {
  const state = stateAsWritten(packed, settings.masivo.lateLandingMs);
  const store = storeOf(settings, name.source, name.store);
  const mayDiffer = state.masivoId !== undefined || store?.mapping.ownIds === true;
  return mayDiffer && mayBeInMasivo(state) ? masivoIdOf(name, state) : undefined;
}

/**
 * The state with what the shopper stated since, that the store deleted the shopper or merged it into another, and that an
 * operator knows; undefined where it says all of it.
 */
export function statedSince(state: CustomerState, later: CustomerState): CustomerState | undefined {
  const { newest } = state;
  const { newest: known, mergeDecided } = later;
  if (!newest || !known) return undefined;
  const statements = mergedStatements(newest.statements, known.statements);
  const hasEndedSince =
    (newest.deleted === undefined && known.deleted !== undefined) ||
    (newest.merged === undefined && known.merged !== undefined);
  const isDecidedSince = mergeDecided === true && !state.mergeDecided;
  if (sameStatements(statements, newest.statements) && !hasEndedSince && !isDecidedSince) return undefined;
  const after = {
    ...newest,
    statements,
    ...(known.deleted ? { deleted: known.deleted } : {}),
    // Its next event has the kept one carry it once more.
    ...(known.merged ? { merged: known.merged } : {}),
  };
  return { ...state, newest: after, ...(mergeDecided ? { mergeDecided } : {}) };
}
