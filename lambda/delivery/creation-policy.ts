import type { Reason } from '../reasons/reason';
import type { Outcome } from './outcome';
import { isWithoutRewards } from './sync/confirmed';
import type { SyncInput } from './sync/situation';

/** Whether a customer whom Masivo lacks may be created. */
export type CreationDecision =
  /** `counted`: against the store's flood guard. */
  | { readonly kind: 'allow'; readonly counted: boolean }
  | { readonly kind: 'deny'; readonly outcome: Outcome; readonly reason: Reason };

/**
 * A creation pays registration rewards, and stores send updates for shoppers of many years too: only who signed
 * up since the store's go-live is created by a webhook. A signup that does not tell when is none of these: a shop's
 * test notification looks like that. What the flood guard holds waits for the operator.
 * Pure.
 */
export function creationPolicy({
  target,
  state,
  store,
  release,
}: Pick<SyncInput, 'target' | 'state' | 'store' | 'release'>): CreationDecision {
  const { confirmed, uncertain } = state;
  if (release === 'drop') return { kind: 'deny', outcome: 'ignored', reason: { code: 'dropped' } };
  if (release === 'create' || release === 'migrate' || isWithoutRewards(state)) {
    return { kind: 'allow', counted: false };
  }
  if (confirmed.masivo === 'held') {
    return confirmed.dropped
      ? { kind: 'deny', outcome: 'ignored', reason: { code: 'dropped' } }
      : { kind: 'deny', outcome: 'held', reason: { code: 'flood-guard-holds' } };
  }
  if (!store.creates) {
    return { kind: 'deny', outcome: 'ignored', reason: { code: 'store-creates-none' } };
  }
  const { customer, dated } = target;
  if (store.signupsSince !== undefined) {
    if (!dated) {
      return { kind: 'deny', outcome: 'ignored', reason: { code: 'creation-date-unknown' } };
    }
    if (Date.parse(customer.registration_date) < Date.parse(store.signupsSince)) {
      return { kind: 'deny', outcome: 'ignored', reason: { code: 'before-go-live' } };
    }
  }
  return { kind: 'allow', counted: store.maxCreationsPerHour !== undefined && !uncertain?.counted };
}
