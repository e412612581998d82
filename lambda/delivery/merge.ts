import type { SaidConsent } from '../masivo/consent';
import { type MarketingPurpose, marketingPurposes } from '../settings';
import { compareOrder, type Order } from '../sources/order';
import type { KeptSnapshot, Words } from './customer-state';

/** Each word a shopper said, with its place in the history. */
export function wordsOf(said: SaidConsent, order: Order): Words {
  return fromEntries((purpose) => {
    const yes = said[purpose];
    return yes === undefined ? undefined : { yes, order };
  });
}

export function saidIn(words: Words): SaidConsent {
  const said = marketingPurposes.flatMap((purpose) => {
    const word = words[purpose];
    return word ? [[purpose, word.yes] as const] : [];
  });
  return Object.fromEntries(said);
}

/**
 * The newer snapshot with what only the older one says. A snapshot that is silent on consent takes nothing back,
 * so the last word on each purpose counts, also one in an older snapshot that comes late; and the day on which
 * the shopper was created does not change.
 */
export function merged(newer: KeptSnapshot, older: KeptSnapshot): KeptSnapshot {
  const words = fromEntries((purpose) => {
    const [a, b] = [newer.words[purpose], older.words[purpose]];
    return a && b && compareOrder(b.order, a.order) > 0 ? b : (a ?? b);
  });
  if (newer.dated || !older.dated) return { ...newer, words };
  const { registration_date } = older.customer;
  return { ...newer, words, dated: true, customer: { ...newer.customer, registration_date } };
}

/** The last e-mail the store sent is the one to create with, also when a later snapshot has none. */
export function withKnownEmail(snapshot: KeptSnapshot, other: KeptSnapshot): KeptSnapshot {
  if (snapshot.customer.email !== null || other.customer.email === null) return snapshot;
  const { email, name } = other.customer;
  return { ...snapshot, customer: { ...snapshot.customer, email, name: snapshot.customer.name ?? name } };
}

/** Whether `b` has a word that `a` has not. */
export function sameWords(a: Words, b: Words): boolean {
  return marketingPurposes.every(
    (purpose) => a[purpose]?.yes === b[purpose]?.yes && sameOrder(a[purpose]?.order, b[purpose]?.order),
  );
}

const sameOrder = (a: Order | undefined, b: Order | undefined) =>
  a === b || (a !== undefined && b !== undefined && compareOrder(a, b) === 0);

function fromEntries(wordOn: (purpose: MarketingPurpose) => Words[MarketingPurpose] | undefined): Words {
  const words: Words = {};
  for (const purpose of marketingPurposes) {
    const word = wordOn(purpose);
    if (word) words[purpose] = word;
  }
  return words;
}
