import type { BringRun } from './ended';
import type { Outcome } from './outcome';
import { dropped } from './plan';

/** Whether a customer whom Masivo lacks may be created. */
export type Gate =
  /** `counted`: against the store's flood guard. */
  | { readonly kind: 'open'; readonly counted: boolean }
  | { readonly kind: 'shut'; readonly outcome: Outcome; readonly reason: string };

/**
 * A creation pays registration rewards, and stores send updates for shoppers of many years too: only who signed
 * up since the store's go-live is created by a webhook. What the flood guard holds waits for the operator's word.
 * Pure.
 */
export function creationGate({
  plan,
  state,
  store,
  release,
}: Pick<BringRun, 'plan' | 'state' | 'store' | 'release'>): Gate {
  if (release === 'create' || release === 'migrate' || state.masivo === 'migrating') {
    return { kind: 'open', counted: false };
  }
  if (state.masivo === 'held') {
    return state.dropped
      ? { kind: 'shut', outcome: 'ignored', reason: dropped }
      : { kind: 'shut', outcome: 'held', reason: 'the flood guard holds it for the operator' };
  }
  if (!store.creates) {
    return {
      kind: 'shut',
      outcome: 'ignored',
      reason: 'Masivo lacks this customer, and this store creates none',
    };
  }
  const registered = Date.parse(plan.target.customer.registration_date);
  if (store.signupsSince !== undefined && registered < Date.parse(store.signupsSince)) {
    const reason = 'the shopper existed before go-live: bringing those over is the job of the backfill';
    return { kind: 'shut', outcome: 'ignored', reason };
  }
  const letThrough = state.masivo === 'unsure' && state.letThrough;
  return { kind: 'open', counted: store.maxCreationsPerHour !== undefined && !letThrough };
}
