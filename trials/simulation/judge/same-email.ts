import type { Customer, Version } from '../spec';
import type { World } from '../world/world';
import type { Expected } from './expected';
import type { Believed } from './ledger-view';
import { type Violation, violation } from './violation';

/** Whether a customer is rightly not in Masivo because somebody else has its e-mail, and its delivery says so. */
export function isUnlinked(
  { customer, versions, emails }: Expected,
  believed: Believed,
  world: World,
): boolean {
  const { spec, account, witness } = world;
  if (believed.masivo !== 'unlinked' || !witness.outcomesOf(customer.id).has('unlinked')) return false;
  const newest = versions.at(-1)?.email;
  // Where the store has taken it back, any that it had may be the last that was known.
  const taken = account.entries().find(({ email }) => (newest ? email === newest : emails.has(email)));
  // Whoever had it may have been deleted since: only an operator would tell.
  if (!taken) return witness.deleted.size > 0;
  const others = spec.customers.filter((other) => other !== customer);
  // Only an operator links anybody to a customer whom a store has deleted.
  const isDeleted = (other: Customer) =>
    spec.steps.some((step) => step.do === 'store deletion' && spec.customers[step.customer] === other);
  return (
    !mayBeLinked(versions, world) ||
    others.some((other) => isDoubtful(other, taken.email) || (isDeleted(other) && other.id === taken.id))
  );
}

/** Nobody is linked whom settings and stores do not allow to be, unless an operator says so. */
export function judgeLinks(
  { customer, versions, isMerged, mergedFrom }: Expected,
  believed: Believed,
  world: World,
): Violation[] {
  // The store itself has made them one.
  if (isMerged || mergedFrom.length > 0) return [];
  const name = nameIn(customer);
  const isLinked =
    believed.masivo === 'linked' || world.account.entries().some((entry) => shows(entry, name));
  const wasVerified = versions.some((version) => mayBeLinked([version], world));
  return isLinked && !wasVerified && !world.witness.linkedByHand.has(customer.id)
    ? [violation('linked unasked', `${customer.id}: neither settings, stores nor operators link it`)]
    : [];
}

const mayBeLinked = (versions: readonly Version[], { spec }: World): boolean =>
  spec.traits.sameEmail !== 'refuse' && versions.findLast(({ email }) => email)?.unverified !== true;

/** Had this customer the e-mail first, nobody would be linked to it, or not at every moment. */
const isDoubtful = ({ versions }: Customer, taken: string): boolean =>
  versions.some(({ email }) => email === taken) &&
  versions.some(({ email, unverified }) => unverified === true || email !== taken);

/** A customer as others carry it. */
export const nameIn = ({ source, store, id }: Customer): string => `${source}/${store}/${id}`;

interface WithMetadata {
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Whether somebody in Masivo shows this id among those of the same person. */
export const shows = ({ metadata: { linked } }: WithMetadata, name: string): boolean =>
  typeof linked === 'string' && linked.split(' ').includes(name);

/** Masivo shows the last fifty ids and a count: of more, only the ledger has all. */
export const showsNotAll = ({ metadata }: WithMetadata): boolean => metadata.linked_count !== undefined;
