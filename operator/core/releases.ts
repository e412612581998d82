import type { Release } from '../../lambda/envelope';
import type { CustomerName } from '../../lambda/ledger/table';
import { customerKey } from '../../lambda/store-name';
import type { Bulk } from './answers/bulk';
import type { Released } from './answers/waiting';
import { inBulk } from './in-bulk';
import { release } from './release';
import type { BulkDeps } from './replays';

type Asked =
  | { readonly customer: CustomerName }
  | { readonly count: number }
  | { readonly customers: readonly CustomerName[]; readonly bulk: string };

/** A decision on one customer; or on many, in several calls under one record that says how many. */
export async function releases(
  asked: Asked,
  decision: Release,
  { actions, ...deps }: BulkDeps,
): Promise<Released | Bulk<Released>> {
  const action = { what: 'release', release: decision } as const;
  if ('customer' in asked) {
    const about = customerKey(asked.customer);
    const beforeSending = () => actions.record({ ...action, about });
    return release(asked.customer, decision, { ...deps, beforeSending });
  }
  const call = 'count' in asked ? asked : { subjects: asked.customers, bulk: asked.bulk };
  const actOn = (customer: CustomerName) => release(customer, decision, deps);
  return inBulk(call, { action, noun: 'customer', actOn, actions });
}
