import type { Opened } from '../../ledger/ledger';
import type { CustomerName } from '../../ledger/table';
import { customerKey, parseCustomerKey } from '../../store-name';
import type { CustomerState } from '../customer-state';
import { isBusy, stateOf } from '../intent';
import { carrierOf, type TakeBackDeps } from './take-id-back';

/** Another customer whose id one who is being erased carries, or is carried beside. */
export type Related = Extract<Opened, { kind: 'open' | 'erased' }>;

/** @returns them as the ledger has them now, without those of whom it has a tombstone alone. */
export async function relatedTo(
  name: CustomerName,
  state: CustomerState,
  { ledger, delivery }: Pick<TakeBackDeps, 'ledger' | 'delivery'>,
): Promise<readonly Related[] | 'newer'> {
  const carrier = carrierOf(state, name);
  const carried = carrier ? await ledger.open(carrier, delivery) : undefined;
  if (carried?.kind === 'newer') return 'newer';
  const keys = new Set([...(state.links ?? []), ...(carried?.customer.state.links ?? [])]);
  const related: Related[] = [];
  for (const key of keys) {
    const other = parseCustomerKey(key);
    if (!other || key === customerKey(name)) continue;
    const opened = await ledger.open(other, delivery);
    if (opened.kind === 'newer') return 'newer';
    if (opened.customer.version > 0) related.push(opened);
  }
  return related;
}

/**
 * Whom the store has merged into this one: the same person under an earlier id, who is erased first. Who is being erased
 * already goes on with it.
 */
export const toEraseFirst = (
  name: CustomerName,
  related: readonly Related[],
  met: ReadonlySet<string>,
): CustomerName | undefined =>
  related.find(({ kind, customer }) => {
    const { newest } = customer.state;
    const into = newest?.merged && customerKey({ ...customer.name, customer: newest.merged.into });
    return (kind === 'erased' || into === customerKey(name)) && !met.has(customerKey(customer.name));
  })?.customer.name;

/**
 * Tells those who are linked to this one that it is gone. Where it was linked itself, its owner carries them, too.
 * @returns the ids of those who have to be told again.
 */
export async function tellLinked(
  name: CustomerName,
  owner: CustomerName | undefined,
  related: readonly Related[],
  { ledger, settings, now }: Pick<TakeBackDeps, 'ledger' | 'settings' | 'now'>,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { kind, customer } of related) {
    const before = stateOf(customer, settings.masivo.lateLandingMs);
    const { confirmed } = before;
    if (kind === 'erased' || confirmed.masivo !== 'linked') continue;
    if (customerKey(confirmed.owner) !== customerKey(name)) continue;
    const gone = { masivo: 'gone', dropped: false, since: now().getTime() } as const;
    const after: CustomerState = { ...before, confirmed: owner ? { ...confirmed, owner } : gone };
    const isTold = !isBusy(customer, now().getTime()) && (await ledger.keep(customer, after, customer.last));
    if (!isTold) left.push(customerKey(customer.name));
  }
  return left;
}
