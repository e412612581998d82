import type { SharedItems } from '../ledger/shared-items';
import { missing } from '../retry/retry-times';

export interface MissingCustomersDeps {
  readonly items: Pick<SharedItems, 'take'>;
  readonly now: () => Date;
  /** Called when more are missing at once than people delete. */
  readonly onMany: () => Promise<void>;
}

/**
 * Counts customers whom the ledger holds and Masivo does not show. One that is missing was deleted by somebody. When
 * several are missing within minutes, Masivo or our access to it is at fault, and none of it is believed.
 * @returns whether too many are missing.
 */
export function missingCustomers({ items, now, onMany }: MissingCustomersDeps): () => Promise<boolean> {
  return async () => {
    const window = Math.floor(now().getTime() / missing.windowMs);
    const expiresAt = new Date((window + 2) * missing.windowMs);
    if ((await items.take(`missing|${window}`, 1, missing.most, expiresAt)) > 0) return false;
    await onMany();
    return true;
  };
}
