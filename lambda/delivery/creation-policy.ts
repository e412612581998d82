import type { BringRun } from './ended';
import type { Outcome } from './outcome';
import { dropped } from './plan';

/** Whether a customer whom Masivo lacks may be created. */
export type CreationDecision =
  /** `counted`: against the store's flood guard. */
  | { readonly kind: 'allow'; readonly counted: boolean }
  | { readonly kind: 'deny'; readonly outcome: Outcome; readonly reason: string };

/**
 * A creation pays registration rewards, and stores send updates for shoppers of many years too: only who signed
 * up since the store's go-live is created by a webhook. What the flood guard holds waits for the operator.
 * Pure.
 */
export function creationPolicy({
  plan,
  mine,
  state,
  store,
  release,
}: Pick<BringRun, 'plan' | 'mine' | 'state' | 'store' | 'release'>): CreationDecision {
  const { known, doubt } = state;
  if (release === 'drop') return { kind: 'deny', outcome: 'ignored', reason: dropped };
  if (release === 'create' || release === 'migrate' || known.masivo === 'migrating') {
    return { kind: 'allow', counted: false };
  }
  if (known.masivo === 'held') {
    return known.dropped
      ? { kind: 'deny', outcome: 'ignored', reason: dropped }
      : { kind: 'deny', outcome: 'held', reason: 'the flood guard holds it for the operator' };
  }
  if (!store.creates) {
    return {
      kind: 'deny',
      outcome: 'ignored',
      reason: 'Masivo lacks this customer, and this store creates none',
    };
  }
  const { customer, dated, order } = plan.target;
  if (store.signupsSince !== undefined) {
    if (!dated && order.kind === 'updated' && mine.order.kind === 'updated') {
      const reason = 'the store does not say when this shopper was created, so it is not taken for a signup';
      return { kind: 'deny', outcome: 'ignored', reason };
    }
    if (Date.parse(customer.registration_date) < Date.parse(store.signupsSince)) {
      const reason = 'the shopper existed before go-live: bringing those over is the job of the backfill';
      return { kind: 'deny', outcome: 'ignored', reason };
    }
  }
  return { kind: 'allow', counted: store.maxCreationsPerHour !== undefined && !doubt?.letThrough };
}
