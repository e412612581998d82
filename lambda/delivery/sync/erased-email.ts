import type { KeptSnapshot } from '../customer-state';
import type { LinkResult, Situation } from './situation';

/** Somebody with this e-mail was erased. Pure. */
export const isEmailErased = ({ progress }: Situation): boolean => typeof progress.emailErasedAt === 'number';

/** What came of looking for the e-mail's owner; null before. Nobody is linked any more by an erased e-mail. Pure. */
export const ownerFound = (situation: Situation): LinkResult | null =>
  isEmailErased(situation) ? { kind: 'no-owner' } : situation.progress.owner;

/**
 * Its e-mail was erased, and the snapshot or the shopper is from before: a message that waited, a replay, another store's
 * customer. Who was given to Masivo already is not taken back by it. Pure.
 */
export function isFromBeforeErasure({ input, progress }: Situation): boolean {
  const { emailErasedAt } = progress;
  const { target, state } = input;
  if (typeof emailErasedAt !== 'number' || state.confirmed.masivo === 'migrating') return false;
  return isFromBefore(target, emailErasedAt);
}

/** Whether the snapshot is from before this time, epoch ms, or its shopper was created in the store before. Pure. */
export const isFromBefore = ({ order, customer }: KeptSnapshot, erasedAt: number): boolean =>
  Math.min(order.at, Date.parse(customer.registration_date)) < erasedAt;
