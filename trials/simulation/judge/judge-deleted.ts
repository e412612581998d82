import { loyaltyPurposes, marketingPurposes } from '../../../lambda/settings';
import type { Entry } from '../models/masivo';
import { storeTraitsOf, consent as terms } from '../settings';
import { storyStart } from '../spec';
import { byHand, editedName } from '../steps';
import type { World } from '../world/world';
import type { Expected } from './expected';
import { judgeBelief, judgeNoConsent, judgePresence } from './judge-entry';
import type { Believed } from './ledger-view';
import { type Violation, violation } from './violation';
import type { Witness } from './witness';

/** Whom the store has deleted: it shows a state that it once had, when it was deleted, and allows no marketing. */
export function judgeDeleted(
  expected: Expected,
  entry: Entry,
  believed: Believed,
  { spec, witness }: World,
): Violation[] {
  const { customer, versions, newest, recordsConsent, foreign, wasEdited } = expected;
  const { id, deletedMs = 0 } = customer;
  const found = [
    ...judgePresence(expected, entry),
    ...judgeBelief({ ...expected, newest: undefined }, entry, believed),
  ];
  const { deleted_in_store, source, store } = entry.metadata;
  const day = new Date(storyStart + deletedMs).toISOString().slice(0, 10);
  if (deleted_in_store !== day) found.push(violation('stale', `${id}: not marked as deleted`));
  if (source !== customer.source || store !== customer.store)
    found.push(violation('stale', `${id}: its origin`));
  const names = [...versions, ...(newest ? [newest] : [])].map(({ name }) => name);
  const isOthers = foreign === 'id' || (wasEdited && entry.name === editedName);
  if (!names.includes(entry.name) && !isOthers) found.push(violation('stale', `${id}: name`));
  const { purposes } = entry;
  if (wasRecordedAfterEnd(expected, entry, witness)) return found;
  if (!recordsConsent) return [...found, ...judgeNoConsent(expected, entry)];
  if (!purposes || marketingPurposes.some((purpose) => purposes[purpose])) {
    return [...found, violation('marketable unasked', `${id} was deleted in its store`)];
  }
  const isWithdrawn = storeTraitsOf(spec.traits, customer).whenDeleted === 'withdraw';
  const isAsSettings = loyaltyPurposes.every(
    (purpose) => purposes[purpose] === (!isWithdrawn && terms.loyalty[purpose]),
  );
  return isAsSettings ? found : [...found, violation('consent wrong', `${id}: loyalty purposes`)];
}

/** Somebody has recorded a consent by hand since the store told of the end. */
function wasRecordedAfterEnd(
  { customer, toldEndAt }: Expected,
  { consent }: Entry,
  { consentByHand }: Witness,
): boolean {
  const at = consentByHand.get(customer.id)?.at;
  return consent?.version === byHand && at !== undefined && at >= toldEndAt;
}
