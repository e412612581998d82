import type { CustomerDraft, DraftField } from '../masivo/customer';
import { draftFields } from '../masivo/customer';
import { type Extra, extras, isExtra } from '../settings';
import { compareOrder, type Order } from '../sources/order';
import type { KeptSnapshot } from './customer-state';
import { mergedStatements } from './statements';

/**
 * The newer snapshot with what only the older one has. What a body is silent about stays as the newest body has it
 * that does say something of it, also one that comes late. Its last statement on each channel counts, and the day on
 * which the shopper was created does not change.
 * @param tie which of the two is the newer one is not known, but only which came last.
 */
export function merged(newer: KeptSnapshot, older: KeptSnapshot, tie = false): KeptSnapshot {
  const follows = !tie && compareOrder(newer.order, older.order) === 0;
  const statements = mergedStatements(newer.statements, older.statements, follows);
  const deleted = firstOf(newer.deleted, older.deleted, (order) => order);
  const together = firstOf(newer.merged, older.merged, ({ order }) => order);
  const kept = {
    statements,
    ...(deleted ? { deleted } : {}),
    ...(together ? { merged: together } : {}),
  };
  if (newer.only && older.only) {
    const only = deleted ? 'deletion' : together ? 'merge' : 'consent';
    return { ...(compareOrder(newer.order, older.order) >= 0 ? newer : older), ...kept, only };
  }
  // Who has told anything but consent, a deletion or a merge tells more of a shopper, whichever is newer.
  if (newer.only || older.only) return { ...(newer.only ? older : newer), ...kept };

  const fromOlder = new Set(draftFields.filter((field) => isOlders(field, newer, older)));
  const sourceOf = (field: DraftField) => (fromOlder.has(field) ? older : newer);
  const { asOf: _, fallbackName: __, fallbackPhone: ___, emailVerified: ____, ...snapshot } = newer;
  const { email } = sourceOf('email').customer;
  const verifying = verifyingOf(email, newer, older);
  const asOf = asOfIn(newer.order, (field) => {
    const source = field === 'emailVerified' ? verifying : sourceOf(field);
    return source ? orderOf(source, field) : null;
  });
  const isDated = newer.dated || !older.dated;
  return {
    ...snapshot,
    ...kept,
    dated: newer.dated || older.dated,
    customer: {
      ...newer.customer,
      registration_date: (isDated ? newer : older).customer.registration_date,
      name: sourceOf('name').customer.name,
      email,
      gender: sourceOf('gender').customer.gender,
      dob: sourceOf('dob').customer.dob,
      metadata: mergedMetadata(newer.customer.metadata, (extra) => sourceOf(extra).customer.metadata[extra]),
    },
    ...(Object.keys(asOf).length > 0 ? { asOf } : {}),
    ...(sourceOf('name').fallbackName ? { fallbackName: true } : {}),
    ...(sourceOf('phone').fallbackPhone ? { fallbackPhone: true } : {}),
    ...(verifying?.emailVerified ? { emailVerified: true } : {}),
  };
}

/** A shopper is deleted or merged once: of several events about it the first one tells when. */
const firstOf = <T>(a: T | undefined, b: T | undefined, orderIn: (each: T) => Order): T | undefined =>
  a && b ? (compareOrder(orderIn(a), orderIn(b)) <= 0 ? a : b) : (a ?? b);

/** Whether its store is done with the shopper: nothing else that comes of it counts any more. */
export const isEnded = ({ deleted, merged: together }: KeptSnapshot): boolean =>
  deleted !== undefined || together !== undefined;

type AsOf = NonNullable<KeptSnapshot['asOf']>;

/** As of when a snapshot has a field; null where nobody ever said anything of it. */
function orderOf({ asOf, order, customer }: KeptSnapshot, field: DraftField): Order | null {
  if (field === 'name' && customer.name === null) return null;
  const at = asOf?.[field];
  return at === undefined ? order : at;
}

function isOlders(field: DraftField, newer: KeptSnapshot, older: KeptSnapshot): boolean {
  const [a, b] = [orderOf(newer, field), orderOf(older, field)];
  if (b === null) return false;
  if (a === null) return true;
  const isFallback = isFallbackIn(newer, field);
  if (isFallback !== isFallbackIn(older, field)) return isFallback;
  return compareOrder(b, a) > 0;
}

/** Which of them says last whose this e-mail is. What was said of another one says nothing of it. */
function verifyingOf(
  email: string | null,
  newer: KeptSnapshot,
  older: KeptSnapshot,
): KeptSnapshot | undefined {
  const orderIn = (snapshot: KeptSnapshot) =>
    snapshot.customer.email === email ? orderOf(snapshot, 'emailVerified') : null;
  const [a, b] = [orderIn(newer), orderIn(older)];
  if (b && (!a || compareOrder(b, a) > 0)) return older;
  return a ? newer : undefined;
}

const isFallbackIn = ({ fallbackName, fallbackPhone }: KeptSnapshot, field: DraftField): boolean =>
  (field === 'name' && fallbackName === true) || (field === 'phone' && fallbackPhone === true);

/** What equals the snapshot's own order is left out. */
function asOfIn(own: Order, orderOn: (field: DraftField) => Order | null): AsOf {
  const asOf: AsOf = {};
  for (const field of draftFields) {
    const at = orderOn(field);
    // A null name tells it by itself.
    if (at === null ? field !== 'name' : at.at !== own.at || at.tie !== own.tie || at.kind !== own.kind) {
      asOf[field] = at;
    }
  }
  return asOf;
}

function mergedMetadata(
  metadata: CustomerDraft['metadata'],
  textOf: (extra: Extra) => string | undefined,
): CustomerDraft['metadata'] {
  const others = Object.entries(metadata).filter(([key]) => !isExtra(key));
  const told = extras.flatMap((extra) => {
    const value = textOf(extra);
    return value === undefined ? [] : [[extra, value] as const];
  });
  return Object.fromEntries([...others, ...told]);
}

/** The last e-mail the store sent is the one to create with, also when a later snapshot has none. */
export function withKnownEmail(snapshot: KeptSnapshot, other: KeptSnapshot): KeptSnapshot {
  const { email } = other.customer;
  if (snapshot.customer.email !== null || email === null) return snapshot;
  const { emailVerified: _, ...rest } = snapshot;
  return {
    ...rest,
    customer: { ...snapshot.customer, email },
    ...(other.emailVerified ? { emailVerified: true } : {}),
  };
}
