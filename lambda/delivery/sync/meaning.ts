import type { Held } from '../../masivo/answer';
import type { Outcome } from '../outcome';
import type { Progress, SyncInput } from './sync-input';

/** A creation of ours landed, in this attempt or before. Pure. */
export function createdByUs({ state }: SyncInput, { created }: Progress): boolean {
  return created !== 'no' || state.uncertain?.created === true;
}

/**
 * Whether it was us who brought this customer to Masivo: a creation of ours may have landed, or Masivo lacked the
 * customer when it was asked before, and shows now the metadata that only the bridge writes. Masivo may leave
 * metadata out of its answers, so that it is missing says nothing.
 */
export function isOurs(input: SyncInput, progress: Progress, { customer }: Held): boolean {
  const { source, store } = customer.metadata ?? {};
  const own = input.target.customer.metadata;
  const { masivo } = input.state.confirmed;
  const wasLacking = masivo === 'held' || masivo === 'waiting' || masivo === 'gone';
  return createdByUs(input, progress) || (wasLacking && source === own.source && store === own.store);
}

/** What it means for the delivery at hand that Masivo shows the target. */
export function whatShownMeans(input: SyncInput, progress: Progress): Outcome {
  const outcome = outcomeForTarget(input, progress);
  const isOlder = input.target.delivery !== input.mine.delivery;
  return isOlder && (outcome === 'updated' || outcome === 'unchanged') ? 'stale' : outcome;
}

function outcomeForTarget(input: SyncInput, progress: Progress): Outcome {
  if (createdByUs(input, progress)) return 'created';
  const { confirmed, uncertain } = input.state;
  if (confirmed.masivo === 'migrating' || input.firstContact) return 'exists';
  if (progress.change !== 'none' || progress.consent !== null) return 'updated';
  // It shows a change whose answer was lost: that one, if it is this delivery's.
  const isOwnChange = uncertain?.overwrites === true && input.target.delivery === input.mine.delivery;
  return confirmed.masivo === 'holds' && isOwnChange ? 'updated' : 'unchanged';
}
