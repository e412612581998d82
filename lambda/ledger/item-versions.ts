import { isObject } from '../json';

/**
 * The newest form of each kind of item that this code can read. A kind's number is raised where the version before
 * could not read its new form: after a rollback that version waits with what it does not know, and reads all other kinds.
 */
export const itemVersions = {
  customer: 1,
  delivery: 1,
  tombstone: 1,
  reservation: 1,
  task: 1,
  action: 1,
  reconciliation: 1,
  /** What workers and operators share: state, counts, slots, marks. */
  shared: 1,
} as const;

/** A newer version of this code wrote the item: it waits for that code. Any other item that cannot be read is a bug. */
export class NewerItem extends Error {
  override readonly name = 'NewerItem';
}

/** @throws NewerItem */
export function refuseNewer(item: unknown, kind: keyof typeof itemVersions): void {
  if (isObject(item) && typeof item.v === 'number' && item.v > itemVersions[kind]) {
    throw new NewerItem(`an item of the kind ${kind}`);
  }
}
