import type { Reason } from '../../reasons/reason';
import { endedReason } from '../plan-for-ended';
import type { Situation } from './situation';

/**
 * Why an attempt ended for somebody whom the store has deleted or merged.
 * @param own the wallet that Masivo showed of the customer itself
 */
export function endedFor({ input, progress }: Situation, own: string | null): Reason {
  const { target, mine, store } = input;
  const { carried } = progress;
  return endedReason(target, mine, store, { own, kept: carried?.kind === 'carried' ? carried.wallet : null });
}
