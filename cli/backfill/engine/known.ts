import { isOfBackfill } from '../../../lambda/delivery/backfill-run';
import type { CustomerState } from '../../../lambda/delivery/customer-state';
import type { BackfillReason } from '../../../lambda/reasons/backfill';

/** What a state in the ledger means for the backfill. */
export type Standing =
  /** The customer can be sent to Masivo. */
  | { readonly kind: 'free' }
  /** The backfill `run` marked it, at `since` (epoch ms), and it is not finished. */
  | { readonly kind: 'marked'; readonly since: number; readonly run: string }
  /** Deliveries or the operator decide on it. */
  | { readonly kind: 'known'; readonly reason: BackfillReason };

/** Pure. */
export function standingOf({ confirmed, newest, uncertain, erasing }: CustomerState): Standing {
  if (erasing !== undefined) return { kind: 'known', reason: { code: 'erased' } };
  // Only its delivery knows what is left to do.
  if (newest?.deleted) return { kind: 'known', reason: { code: 'deleted-in-store' } };
  if (newest?.merged) return { kind: 'known', reason: { code: 'merged-into' } };
  switch (confirmed.masivo) {
    case 'unknown':
      // A creation that was tried may have landed, or lands when its message is tried again.
      return uncertain && (uncertain.created || uncertain.counted || uncertain.conflictSince !== undefined)
        ? { kind: 'known', reason: { code: 'delivery-tried' } }
        : { kind: 'free' };
    case 'migrating':
      // Once a webhook has brought a newer snapshot, its delivery waits for the customer and finishes it.
      return newest && isOfBackfill(newest)
        ? { kind: 'marked', since: confirmed.since, run: newest.delivery }
        : { kind: 'known', reason: { code: 'delivery-waits' } };
    case 'holds':
      return { kind: 'known', reason: { code: 'in-masivo' } };
    case 'waiting':
      return { kind: 'known', reason: { code: 'waits-for-email' } };
    case 'held':
      return {
        kind: 'known',
        reason: { code: confirmed.dropped ? 'dropped' : 'flood-guard-holds' },
      };
    case 'gone':
      return { kind: 'known', reason: { code: 'gone' } };
    case 'unlinked':
      return { kind: 'known', reason: confirmed.dropped ? { code: 'dropped' } : confirmed.reason };
    case 'linked':
      return { kind: 'known', reason: { code: 'linked-to-owner' } };
    default:
      return confirmed satisfies never;
  }
}
