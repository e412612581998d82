import { channels } from '../masivo/consent';
import type { Order } from '../sources/order';
import { type CustomerState, type KeptSnapshot, nothingUncertain, shownBy } from './customer-state';
import { counts } from './statements';

/**
 * The state of a customer whose item is as it was restored: what came after that second is lost. As after a death, all
 * of it is uncertain, and its last request may land for `lateLandingMs` after the restored table was attached. Pure.
 *
 * Messages that were not finished come again. So the consent record of a customer whom Masivo `holds` is not sent
 * unasked: what Masivo has is never older than what the ledger has, and could be a withdrawal. Which record it is, is no
 * longer known, so the shopper's next statement is sent even where it says nothing new.
 */
export function afterRestore(state: CustomerState, restoredAt: number, lateLandingMs: number): CustomerState {
  const { confirmed } = state;
  const before = state.uncertain ?? nothingUncertain;
  const isHeld = confirmed.masivo === 'holds';
  return {
    ...state,
    confirmed: isHeld ? { ...confirmed, consent: null, forgotten: true } : confirmed,
    uncertain: {
      ...before,
      // Who is `migrating` is taken for ours anyway.
      created: before.created || !(isHeld || confirmed.masivo === 'migrating'),
      overwrites: true,
      landsUntil: Math.max(before.landsUntil ?? 0, shownBy(restoredAt, lateLandingMs)),
      restoredAt,
    },
  };
}

/**
 * Whether an event of a customer without an item may have been delivered before the ledger was restored: then a creation
 * of ours may have landed. Vendors send an event again for hours, so its own time counts, too. Pure.
 */
export const mayHaveBeenDelivered = (order: Order, receivedAt: string, restoredAt: number): boolean =>
  order.at < restoredAt || Date.parse(receivedAt) < restoredAt;

/**
 * The snapshot without each yes that may have been taken back in what a restore has lost: one that the event at hand
 * (`mine`, null where there is none) does not state itself. Pure.
 */
export function withoutOutdated(
  snapshot: KeptSnapshot,
  mine: KeptSnapshot | null,
  { uncertain }: Pick<CustomerState, 'uncertain'>,
): KeptSnapshot {
  const restoredAt = uncertain?.restoredAt;
  if (restoredAt === undefined) return snapshot;
  const statements = { ...snapshot.statements };
  for (const channel of channels) {
    const statement = statements[channel];
    if (!statement || !counts(statement).granted || statement.order.at >= restoredAt) continue;
    if (mine?.statements[channel]?.order.at !== statement.order.at) delete statements[channel];
  }
  return { ...snapshot, statements };
}
