import type { Release } from '../../lambda/envelope';
import type { CustomerName } from '../../lambda/ledger/table';
import { customerKey } from '../../lambda/store-name';
import type { Bulk } from './answers/bulk';
import type { Released } from './answers/waiting';
import { release } from './release';
import type { BulkDeps } from './replays';
import { countText } from './text/quantities';

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
  if ('count' in asked) {
    const about = countText(asked.count, 'customer');
    return { kind: 'begun', bulk: await actions.begin({ ...action, about }, asked.count) };
  }
  const { customers, bulk } = asked;
  if (!(await actions.spend(bulk, action, customers.length))) return { kind: 'unrecorded' };
  const each: Released[] = [];
  for (const customer of customers) each.push(await release(customer, decision, deps));
  return { kind: 'done', each };
}
