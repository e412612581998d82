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
  mine,
  state,
  store,
  release,
}: Pick<BringRun, 'plan' | 'mine' | 'state' | 'store' | 'release'>): Gate {
  const { known, doubt } = state;
  if (release === 'drop') return { kind: 'shut', outcome: 'ignored', reason: dropped };
  if (release === 'create' || release === 'migrate' || known.masivo === 'migrating') {
    return { kind: 'open', counted: false };
  }
  if (known.masivo === 'held') {
    return known.dropped
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
  const { customer, dated, order } = plan.target;
  if (store.signupsSince !== undefined) {
    if (!dated && order.kind === 'updated' && mine.order.kind === 'updated') {
      const reason = 'the store does not say when this shopper was created, so it is not taken for a signup';
      return { kind: 'shut', outcome: 'ignored', reason };
    }
    if (Date.parse(customer.registration_date) < Date.parse(store.signupsSince)) {
      const reason = 'the shopper existed before go-live: bringing those over is the job of the backfill';
      return { kind: 'shut', outcome: 'ignored', reason };
    }
  }
  return { kind: 'open', counted: store.maxCreationsPerHour !== undefined && !doubt?.letThrough };
}
