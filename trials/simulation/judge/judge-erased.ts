import { loyaltyPurposes, marketingPurposes } from '../../../lambda/settings';
import {
  type Holding,
  holdingOfItem,
  holdingOfMessage,
  type Needle,
  needleOfId,
  needlesOf,
  textWithoutTasks,
} from '../../held-data';
import type { Entry } from '../models/masivo';
import { isContested } from '../own-ids';
import { type Customer, type Spec, storyStart } from '../spec';
import type { World } from '../world/world';
import { nameIn, shows } from './same-email';
import { type Violation, violation } from './violation';

/** What an erasure writes where Masivo takes no customer without a name. */
const placeholder = 'Erased';

/** Who was erased, by the tombstones; and who should have been. */
export function judgeErasures(world: World): Violation[] {
  const { spec, witness, account, table, queues } = world;
  const erased = spec.customers.filter(({ id }) => witness.erasedAt(id) !== undefined);
  const missing = spec.customers.filter(
    ({ id }) => witness.isToBeErased(id) && witness.erasedAt(id) === undefined,
  );
  const found = missing.map(({ id }) => violation('not erased', `${id}: nothing says that it was`));
  if (erased.length === 0) return found;
  const others = spec.customers.filter((customer) => !erased.includes(customer));
  const holdings = [
    ...table.items().map(holdingOfItem),
    ...queues.events.messages().map(({ body }) => holdingOfMessage('the queue', body)),
    ...queues.deadLetters.messages().map(({ body }) => holdingOfMessage('the DLQ', body)),
    ...account
      .entries()
      .filter(({ id, from }) => from !== 'elsewhere' && !erased.some((customer) => customer.id === id))
      .map((entry) => ({ where: `Masivo's ${entry.id}`, text: JSON.stringify(entry) })),
  ];
  for (const customer of erased) {
    const entry = account.find(customer.id);
    if (entry) found.push(...judgeCopy(customer, entry, world));
    const merged = spec.customers.filter(({ merged }) => spec.customers[merged?.into ?? -1] === customer);
    // An ID that another one may have in Masivo tells of nobody.
    const isAnyones = isContested(spec, customer);
    const needles = [
      ...needlesOf(customer, others).filter(({ what }) => what !== 'id' || !isAnyones),
      ...(isAnyones ? [] : ownIdsOf(customer, spec).map(needleOfId)),
    ];
    found.push(...judgeHoldings(customer, holdings, needles, merged));
    for (const carrier of account.entries())
      if (shows(carrier, nameIn(customer)))
        found.push(violation('still held', `${customer.id} is carried by ${carrier.id} in Masivo`));
  }
  return found;
}

/** Masivo's API cannot empty e-mail, phone, status and wallet. What somebody wrote there later is somebody's. */
function judgeCopy({ id, source, store }: Customer, entry: Entry, world: World): Violation[] {
  const { spec, witness } = world;
  // By which other ID Masivo had it nobody knows after the first erasure: a second one finds nobody there.
  const isHidden = witness.masivoIdOf(id) !== id;
  const erasedAt = (isHidden ? witness.firstErasedAt(id) : witness.erasedAt(id)) ?? 0;
  const { name, gender, dob, metadata, purposes } = entry;
  // It is another store's, of which the store's number is only the same.
  if (metadata.source !== undefined && (metadata.source !== source || metadata.store !== store)) return [];
  const isStranger = entry.from === 'elsewhere' && metadata.source === undefined;
  // Where the shop has numbers of its own, who has the store's by chance is not this person.
  if (spec.traits.ownIds && isStranger && (!witness.isFixed(id) || cameAfter(erasedAt, id, world))) return [];
  const found: Violation[] = [];
  const full = (what: string) => found.push(violation('not erased', `${id}: its ${what} in Masivo`));
  if ((witness.editedAt.get(id) ?? 0) < erasedAt) {
    if (name !== placeholder) full('name');
    if (Object.keys(metadata).length > 0) full('metadata');
  }
  if (gender !== null) full('gender');
  if (dob !== null) full('date of birth');
  if ((witness.consentByHand.get(id)?.at ?? 0) >= erasedAt) return found;
  if (!purposes || marketingPurposes.some((purpose) => purposes[purpose]))
    found.push(violation('marketable unasked', `${id} was erased`));
  else if (loyaltyPurposes.some((purpose) => purposes[purpose])) full('consent');
  return found;
}

/** Whether somebody else brought it into Masivo when it was erased already. */
const cameAfter = (erasedAt: number, id: string, { spec, witness }: World): boolean =>
  spec.steps.some(
    (step) =>
      step.do === 'foreign' && step.id === witness.masivoIdOf(id) && storyStart + step.atMs > erasedAt,
  );

function judgeHoldings(
  customer: Customer,
  holdings: readonly Holding[],
  needles: readonly Needle[],
  merged: readonly Customer[],
): Violation[] {
  return holdings.flatMap((holding) => {
    const { where, text } = holding;
    // The store merged somebody into one who had been erased before: that is all that the event tells.
    const isOfMerge = where !== 'customer' && merged.some(({ id }) => text.includes(id));
    const withoutReasons = isOfMerge ? '' : textWithoutTasks(holding).replaceAll(mergedInto, '');
    const what = needles.flatMap((needle) =>
      needle.pattern.test(needle.what === 'id' ? withoutReasons : text) ? needle.what : [],
    );
    return [...new Set(what)].map((each) =>
      violation('still held', `${each} of ${customer.id}, who was erased, in ${where}`),
    );
  });
}

/** By which it may be in Masivo. */
function ownIdsOf(customer: Customer, spec: Spec): readonly string[] {
  const own = spec.traits.ownIds?.ids[customer.id];
  if (!own) return [];
  return [own.first, ...(own.renamed ? [own.renamed.id] : [])];
}

const mergedInto = /"merged":\{"into":"[^"]*"/g;

/** Whether somebody may rightly be absent because an e-mail of its was erased. */
export function isKeptOut({ customer, emails }: Judged, { witness, account }: World): boolean {
  const times = [...emails].flatMap((email) => witness.emailErasedAt(email) ?? []);
  if (times.length === 0) return false;
  const since = Math.floor((storyStart + customer.registeredMs) / 1000) * 1000;
  const isFromBefore = since < Math.max(...times);
  return isFromBefore || account.entries().some(({ email }) => emails.has(email));
}

interface Judged {
  readonly customer: Customer;
  readonly emails: ReadonlySet<string>;
}

/** Whoever was linked to somebody erased is gone with it. */
export const sharesEmailWithErased = ({ emails }: Judged, { witness }: World): boolean =>
  [...emails].some((email) => witness.emailErasedAt(email) !== undefined);
