import { loyaltyPurposes } from '../../../lambda/settings';
import type { Entry } from '../models/masivo';
import { consent as terms } from '../settings';
import { type Spec, storyStart } from '../spec';
import { byHand, editedName } from '../steps';
import type { World } from '../world/world';
import { type Expected, fieldsOf } from './expected';
import type { Believed } from './ledger-view';
import { type Violation, violation } from './violation';

/** A customer in Masivo against what the story asks for, and against what the ledger believes. */
export function judgeEntry(expected: Expected, entry: Entry, believed: Believed, world: World): Violation[] {
  // Nobody asked Masivo about it before it was held, and now it waits for an operator.
  if (entry.from === 'elsewhere' && believed.masivo === 'held') return [];
  return [
    ...judgePresence(expected, entry),
    ...judgeFields(expected, entry, world),
    ...(isConsentOfHand(expected, entry)
      ? []
      : expected.recordsConsent
        ? [...judgeConsent(expected, entry, world), ...judgeRecord(expected, entry)]
        : judgeNoConsent(expected, entry)),
    ...judgeBelief(expected, entry, believed),
  ];
}

export function judgePresence(
  { customer: { id }, emails, mayCreate, wasBackfilled, wasBroughtBack }: Expected,
  entry: Entry,
): Violation[] {
  if (entry.from === 'elsewhere') return [];
  const found: Violation[] = [];
  if (!emails.has(entry.email)) found.push(violation('stale', `${id}: an e-mail that it never had`));
  // Who was released without rewards after a deletion is there without them.
  if (entry.from === 'post' && !mayCreate && !wasBackfilled && !wasBroughtBack)
    found.push(violation('reward unasked', `${id} is for no webhook to create`));
  return found;
}

/** Only the backfill brings a customer by an ID by which nobody has asked Masivo before. */
const isMigratedOver = ({ wasBackfilled, foreign }: Expected, { traits }: Spec): boolean =>
  traits.ownIds !== undefined && wasBackfilled && foreign === 'id';

function judgeFields(expected: Expected, entry: Entry, { spec, witness }: World): Violation[] {
  const { customer, newest, newestWhole, foreign, wasEdited, wasDeleted, wasBackfilled } = expected;
  const { lagsBehindChanges = false, showsMetadata } = spec.traits.masivo;
  // What a backfill sends of somebody whom Masivo has already changes nothing there until the next event.
  if (!newest || isMigratedOver(expected, spec)) return [];
  const either = newestWhole.map((whole) => fieldsOf(expected, newest, whole));
  const fields = fieldsOf(expected, newest, undefined);
  // A look that lags behind a change may hide what there is to change: that none does is assumed.
  const lagging = lagsBehindChanges
    ? customer.versions.map((version) => fieldsOf(expected, version, version))
    : [];
  const stale = (field: string) => violation('stale', `${customer.id}: ${field}`);
  const found: Violation[] = [];
  const names = [fields, ...lagging].map(({ name }) => name);
  if (!names.includes(entry.name) && !(wasEdited && entry.name === editedName)) found.push(stale('name'));
  // What somebody else wrote is not wiped where the store has nothing.
  for (const field of ['dob', 'gender'] as const) {
    const may = [...either, ...lagging].map((each) => each[field]);
    const mayStay = may.includes(null) && foreign === 'id';
    if (!may.includes(entry[field]) && !mayStay) found.push(stale(field));
  }
  const { linked: _, linked_count: __, vip, ...metadata } = entry.metadata;
  // A migration carries none; the customer's next event brings it.
  const isBare = wasBackfilled && Object.keys(metadata).length === 0;
  // What Masivo does not show cannot be kept beside what is sent.
  if (!showsMetadata) return found;
  const wanted: readonly Readonly<Record<string, unknown>>[] = [fields, ...lagging].map(
    (each) => each.metadata,
  );
  for (const key of new Set([...Object.keys(fields.metadata), ...Object.keys(metadata)])) {
    const isWanted = wanted.some((each) => each[key] === metadata[key]);
    if (!isWanted && !isBare) found.push(stale(`metadata.${key}`));
  }
  if (witness.edited.has(customer.id) && !wasDeleted && vip === undefined && !lagsBehindChanges) {
    found.push(violation('erased', `${customer.id}: what somebody wrote in Masivo`));
  }
  return found;
}

const isConsentOfHand = (
  { isConsentByHand }: Pick<Expected, 'isConsentByHand'>,
  { consent }: Pick<Entry, 'consent'>,
): boolean => isConsentByHand && consent?.version === byHand;

function judgeConsent(expected: Expected, entry: Entry, { spec }: World): Violation[] {
  const { customer, statement, statements, versions, isConsentOpen } = expected;
  const { id } = customer;
  if (versions.length === 0) return [];
  const { purposes, from } = entry;
  // Whom somebody else created gets a record only when the shopper speaks. That a body lacks a statement is none. Where
  // Masivo shows no metadata, one who was to be created when something went wrong is taken for ours.
  const mayBeOurs = !spec.traits.masivo.showsMetadata && spec.faults.length > 0;
  if (from === 'elsewhere' && statements.length === 0)
    return purposes && !mayBeOurs ? [violation('consent unasked', `${id} was brought by somebody else`)] : [];
  if (isConsentOpen && purposes && statements.some(({ granted }) => granted === purposes.email_marketing))
    return [];
  const wanted = statement ?? false;
  // A statement that was kept of one whom nothing named yet may have expired, and whom the ledger knows a list tells nothing.
  if (!purposes && wanted && from === 'elsewhere' && isMigratedOver(expected, spec)) return [];
  if (!purposes)
    return [violation(wanted ? 'consent lost' : 'marketable unasked', `${id} has no consent record`)];
  const { email_marketing, push_notifications, link_tracking } = purposes;
  if (push_notifications || link_tracking || (email_marketing && !wanted)) {
    return [violation('marketable unasked', `${id}: its last statement is no yes`)];
  }
  return wanted && !email_marketing ? [violation('consent lost', `${id}: its last statement is a yes`)] : [];
}

export const judgeNoConsent = ({ customer: { id } }: Expected, { purposes, consent }: Entry): Violation[] =>
  purposes && consent?.version !== byHand
    ? [violation('consent unasked', `${id}: its store sends no consent`)]
    : [];

/** What a consent record says besides marketing: the store's terms, and when the shopper last spoke of it. */
function judgeRecord(
  { customer: { id }, versions, statements, wasBackfilled, isConsentOpen }: Expected,
  { purposes, consent }: Entry,
): Violation[] {
  if (!purposes || !consent || isConsentOpen) return [];
  const wrong = (what: string) => violation('consent wrong', `${id}: ${what}`);
  const found: Violation[] = [];
  const isAsTerms = loyaltyPurposes.every((purpose) => purposes[purpose] === terms.loyalty[purpose]);
  if (!isAsTerms) found.push(wrong('loyalty purposes'));
  if (consent.version !== terms.version) found.push(wrong('version of the terms'));
  // A list without times counts as of its own answer.
  if (wasBackfilled) return found;
  const stated = statements
    .filter(({ granted }) => granted || !purposes.email_marketing)
    .map(({ at, told }) => at ?? told);
  const silent = purposes.email_marketing ? [] : versions.map(({ atMs }) => storyStart + atMs);
  const seconds = [...stated, ...silent].map((at) => Math.floor(at / 1000));
  if (!seconds.includes(Math.floor(Date.parse(consent.consent_timestamp) / 1000))) found.push(wrong('time'));
  return found;
}

export function judgeBelief(
  { customer, newest, isConsentByHand }: Expected,
  { purposes, email: shown, consent }: Entry,
  { masivo, email, emailMarketing, newestName, isUncertain }: Believed,
): Violation[] {
  const { id } = customer;
  const found: Violation[] = [];
  if (
    masivo === 'held' ||
    masivo === 'waiting' ||
    masivo === 'linked' ||
    masivo === 'unlinked' ||
    masivo === 'gone'
  ) {
    found.push(violation('ledger', `${id}: Masivo has it, and the ledger believes ${masivo}`));
  }
  if (masivo === 'unknown' && !isUncertain) {
    found.push(violation('ledger', `${id}: Masivo has it, and the ledger knows nothing`));
  }
  if (masivo !== 'holds' || isUncertain) return found;
  if (email !== shown.toLowerCase()) {
    found.push(violation('ledger', `${id}: another e-mail than the ledger believes`));
  }
  const isOfHand = isConsentOfHand({ isConsentByHand }, { consent });
  if (emailMarketing !== null && emailMarketing !== purposes?.email_marketing && !isOfHand) {
    found.push(violation('ledger', `${id}: another consent record than the ledger believes`));
  }
  if (newest && newestName !== null && newestName !== newest.name) {
    found.push(violation('ledger', `${id}: another newest snapshot than the ledger believes`));
  }
  return found;
}
