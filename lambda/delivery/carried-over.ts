import type { SharedState } from '../ledger/shared-items';
import { circuit } from '../retry/retry-times';
import type { BreakerState } from './circuit-breaker';

/**
 * Whether a ledger that was restored from an earlier second still lacks what the one that it replaces knew: who was
 * erased since, and which consent was taken back. Until that is carried over, nothing is tried. Pure.
 * @param restoredAt when it was attached.
 */
export const lacksWhatWasCarriedOver = (
  { carriedOver = 0 }: Pick<SharedState, 'carriedOver'>,
  restoredAt: string | undefined,
): boolean => restoredAt !== undefined && carriedOver < Date.parse(restoredAt);

/** All messages wait. */
export const waitingForCarryOver: BreakerState = {
  halfOpen: false,
  hasTested: () => false,
  delayFor: () => ({ why: 'ledger-not-carried-over', ms: circuit.pausedDelayMs, soonOver: false }),
};
