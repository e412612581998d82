import type { CustomerState } from '../../../lambda/delivery/customer-state';

/** Snapshots of a backfill carry the run's name, where a webhook's have their delivery's id. */
const prefix = 'backfill-';

export const runName = (id: string) => `${prefix}${id}`;

/** What a state in the ledger means for the backfill. */
export type Standing =
  /** The customer can be sent to Masivo. */
  | { readonly kind: 'free' }
  /** The backfill `run` marked it, at `since` (epoch ms), and it is not finished. */
  | { readonly kind: 'marked'; readonly since: number; readonly run: string }
  /** Deliveries or the operator decide on it. */
  | { readonly kind: 'known'; readonly reason: string };

/** Pure. */
export function standingOf({ known, newest, doubt }: CustomerState): Standing {
  switch (known.masivo) {
    case 'unknown':
      // A creation that was tried may have landed, or lands when its message is tried again.
      return doubt && (doubt.created || doubt.letThrough || doubt.conflictSince !== undefined)
        ? { kind: 'known', reason: 'a delivery tried to create it: replay that one' }
        : { kind: 'free' };
    case 'migrating':
      // Once a webhook has brought a newer snapshot, its delivery waits for the customer and finishes it.
      return newest?.delivery.startsWith(prefix)
        ? { kind: 'marked', since: known.since, run: newest.delivery }
        : { kind: 'known', reason: 'a delivery waits until Masivo shows it' };
    case 'holds':
      return { kind: 'known', reason: 'Masivo has it already' };
    case 'waiting':
      return { kind: 'known', reason: 'it waits for an e-mail: a webhook will bring it' };
    case 'held':
      return {
        kind: 'known',
        reason: known.dropped ? 'the operator dropped it' : 'the flood guard holds it',
      };
    case 'linked':
      return { kind: 'known', reason: 'another customer has this e-mail and carries this id' };
    default:
      return known satisfies never;
  }
}
