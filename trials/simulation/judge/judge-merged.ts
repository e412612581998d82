import type { Entry } from '../models/masivo';
import { byHand, editedName } from '../steps';
import type { World } from '../world/world';
import type { Expected } from './expected';
import { judgeBelief, judgeNoConsent, judgePresence } from './judge-entry';
import type { Believed } from './ledger-view';
import { nameIn, shows, showsNotAll } from './same-email';
import { type Violation, violation } from './violation';

/** Whom the store has merged into another, and Masivo has still: it shows a state that it once had. */
export function judgeMerged(
  expected: Expected,
  entry: Entry,
  believed: Believed,
  { witness }: World,
): Violation[] {
  const { customer, versions, statements, recordsConsent, foreign, wasEdited } = expected;
  const { id } = customer;
  const found = [
    ...judgePresence(expected, entry),
    ...judgeBelief({ ...expected, newest: undefined }, entry, believed),
  ];
  const isOthers = foreign === 'id' || (wasEdited && entry.name === editedName);
  if (!versions.some(({ name }) => name === entry.name) && !isOthers) {
    found.push(violation('stale', `${id}: name`));
  }
  if (entry.consent?.version === byHand && witness.consentByHand.has(id)) return found;
  if (!recordsConsent) return [...found, ...judgeNoConsent(expected, entry)];
  const { purposes, from } = entry;
  const isUnasked = from !== 'elsewhere' && (!purposes || purposes.email_marketing);
  return isUnasked && !statements.some(({ granted }) => granted)
    ? [...found, violation('marketable unasked', `${id}: nothing that it stated is a yes`)]
    : found;
}

/** Whom the store keeps of two carries the other's id. What a list alone has brought gets no metadata yet. */
export function judgeMergedFrom(
  { customer: { id }, mergedFrom, wasBackfilled, foreign, isMerged }: Expected,
  entry: Entry,
  { spec }: World,
): Violation[] {
  if (wasBackfilled || foreign === 'id' || isMerged || !spec.traits.masivo.showsMetadata) return [];
  return mergedFrom
    .filter((other) => !shows(entry, nameIn(other)) && !showsNotAll(entry))
    .map((other) => violation('link lost', `${id} does not carry ${other.id}, which was merged into it`));
}
