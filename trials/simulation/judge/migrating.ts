import type { Entry } from '../models/masivo';
import type { World } from '../world/world';
import type { Expected } from './expected';
import type { Believed } from './ledger-view';
import { type Violation, violation } from './violation';

/** The ledger believes that Masivo was given a customer without rewards and shows it later. Is that so? */
export function judgeMigration(
  { customer: { id }, wasBackfilled, recordsConsent, wasDeleted, isDeletedInStore, isMerged }: Expected,
  entry: Entry | undefined,
  believed: Believed,
  { account, witness }: World,
): Violation[] {
  if (believed.masivo !== 'migrating') return [];
  const isTold = witness.leftOut.has(id) || witness.outcomesOf(id).has('refused');
  // Where no consent is sent, the backfill looks at a few only, and leaves the others to their next event.
  const isUnwatched = wasBackfilled && !recordsConsent;
  if (entry) {
    return isTold || isUnwatched
      ? []
      : [violation('ledger', `${id}: Masivo has it, and the ledger believes that it is still to come`)];
  }
  const migration = account.migration(id);
  // Masivo drops one whose e-mail somebody else has, without a word.
  const isDropped = migration === 'dropped' && isUnwatched;
  const isExplained =
    migration === 'queued' || isDropped || wasDeleted || isTold || isDeletedInStore || isMerged;
  return isExplained ? [] : [violation('migration lost', `${id}: Masivo will never show it`)];
}
