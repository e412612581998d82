import { storeKey } from '../../lambda/store-name';
import { trialVendor } from '../vendors/registry';
import type { Random } from './random';
import type { Shopper } from './shopper';

const mergedShare = 0.3;
const alsoDeletedShare = 0.5;
/** The kept one's choices are all older then, by more than a store may tell one late. */
const nearest = 4;
const farthest = 40;

/**
 * Now and then a store makes a shopper one with an earlier one, and mostly tells that this one was deleted, too. Both
 * share their e-mails with nobody, and neither is erased or merged twice: the simulation has that.
 */
export function perhapsMerged(shopper: Shopper, earlier: readonly Shopper[], random: Random): Shopper {
  const isOrdinary = !shopper.twin && shopper.deletedAt === undefined;
  if (!isOrdinary || !trialVendor(shopper.source).story.merge || !random.chance(mergedShare)) return shopper;
  const kept = earlier.slice(-farthest, 1 - nearest).findLast((other) => mayKeep(other, shopper, earlier));
  if (!kept) return shopper;
  const last = Math.max(
    ...shopper.versions.map(({ second }) => second),
    ...shopper.choices.map(({ noticedAt }) => Math.ceil(noticedAt / 1000)),
  );
  const at = last + random.between(1, 20);
  const isAlsoDeleted = random.chance(alsoDeletedShare);
  return { ...shopper, merged: { into: kept.id, at }, ...(isAlsoDeleted ? { deletedAt: at } : {}) };
}

const mayKeep = (other: Shopper, shopper: Shopper, earlier: readonly Shopper[]): boolean =>
  storeKey(other) === storeKey(shopper) &&
  !other.twin &&
  !other.erasedBy &&
  other.deletedAt === undefined &&
  !other.merged &&
  !earlier.some(({ twin, merged }) => twin === other.id || merged?.into === other.id);
