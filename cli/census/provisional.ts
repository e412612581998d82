import { type StoreName, storeKey } from '../../lambda/store-name';
import type { Overview } from '../../operator/core/answers/overview';

/** Why a census counts shoppers as missing who only wait on the queue. */
export interface ProvisionalReason {
  readonly kind: 'paused' | 'circuit-open' | 'vendor-circuit-open';
  readonly text: string;
}

/** What keeps deliveries of the store on the queue, where the ledger does not know them. Pure. */
export function provisionalReasons(
  { paused, circuit, vendorCircuits = {} }: Pick<Overview, 'paused' | 'circuit' | 'vendorCircuits'>,
  store: StoreName,
): readonly ProvisionalReason[] {
  const key = storeKey(store);
  const reasons: ProvisionalReason[] = [];
  if (paused.includes('*')) reasons.push({ kind: 'paused', text: 'All stores are paused.' });
  else if (paused.includes(key)) reasons.push({ kind: 'paused', text: 'The store is paused.' });
  if (circuit) {
    reasons.push({ kind: 'circuit-open', text: `The circuit breaker of Masivo is open (${circuit.why}).` });
  }
  const ofVendor = vendorCircuits[key];
  if (ofVendor) {
    reasons.push({
      kind: 'vendor-circuit-open',
      text: `The circuit breaker of the store's vendor is open (${ofVendor.why}).`,
    });
  }
  return reasons;
}

/** For people; none where nothing keeps the store's deliveries waiting. Pure. */
export const provisionalLines = (reasons: readonly ProvisionalReason[]): readonly string[] =>
  reasons.length === 0
    ? []
    : [
        `${reasons.map(({ text }) => text).join(' ')} Signups that wait on the queue are counted as missing: the result is provisional.`,
        '',
      ];
