import { storeKey } from '../../../../lambda/store-name';
import type { WaitingCustomer } from '../../../core/answers/waiting';

/**
 * The command that decides on many customers at once: of the store and kind that most of the listed have. It names no
 * decision, so pasting it alone does nothing. Undefined where no two of them can be decided on together. Pure.
 * @param environment null in the local run
 */
export function bulkCommand(
  customers: readonly Pick<WaitingCustomer, 'source' | 'store' | 'kind'>[],
  environment: string | null,
): string | undefined {
  const counts = new Map<string, number>();
  for (const customer of customers) {
    // Each merged one has points to move first.
    if (customer.kind === 'merged') continue;
    const filter = `--store ${storeKey(customer)} --kind ${customer.kind}`;
    counts.set(filter, (counts.get(filter) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  if (!most || most[1] < 2) return undefined;
  return `npm run bridge -- release ${most[0]}${environment === null ? '' : ` --env ${environment}`}`;
}
