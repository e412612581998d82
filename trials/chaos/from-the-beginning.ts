import { type Finishing, finishUp } from './finish-up';
import type { LedgerRecord } from './ledger-record';
import type { Reconciler } from './reconciler';

/**
 * Asks the stores' vendors for all that has happened since the beginning, as where a restored ledger has forgotten how far
 * it came. Nothing may come of it: neither for whom it knows, nor for whoever was deleted or erased, whom stores may
 * still have.
 * @returns what should not have been left, or is still
 */
export async function fromTheBeginning(
  asking: Reconciler | undefined,
  ledger: LedgerRecord,
  began: Date,
  finishing: Finishing,
): Promise<readonly string[]> {
  if (!asking) return [];
  for (const store of asking.stores) await ledger.rewind(store, began);
  await asking.catchUp();
  return (await finishUp(finishing)).unfinished;
}
