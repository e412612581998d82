import type { Clock } from '../../../lambda/clock';
import { type CustomerName, ledgerKeys } from '../../../lambda/ledger/table';
import { erasedHmac, readTombstone } from '../../../lambda/ledger/tombstone';
import type { KeyedHash } from '../../../lambda/secrets/keyed-hash';
import type { Settings } from '../../../lambda/settings';
import type { ActionLog } from '../actions';
import type { ShownCustomer } from '../answers/shown-customer';
import type { MaskEmail } from '../email-mask';
import { type LedgerPlace, readCustomers, readItems } from '../records';
import { search } from '../search';
import { entryWithoutItem, erasedCustomer, shownCustomer } from './shown-customer';
import type { KnownOfCustomer } from './timeline';

export interface CustomerDeps {
  readonly settings: Settings;
  readonly place: LedgerPlace;
  readonly clock: Clock;
  readonly actions: Pick<ActionLog, 'latest'>;
  /** Under the secret of the e-mail index. */
  readonly hash: KeyedHash;
  readonly emailMask: () => Promise<MaskEmail>;
}

// A customer's whole life in most cases; where there is more, the timeline says so.
const mostDeliveries = 100;
const mostActions = 200;

/** One customer with all that the ledger knows of it; undefined where it knows nothing. */
export async function customerOf(name: CustomerName, deps: CustomerDeps): Promise<ShownCustomer | undefined> {
  const { settings, place, clock } = deps;
  const owners = [ledgerKeys(place.account).customer(name)];
  const [[entry], { records, next }, actions] = await Promise.all([
    readCustomers([name], place, clock),
    search({ owners, limit: mostDeliveries }, place, clock),
    deps.actions.latest(mostActions),
  ]);
  if (!entry && records.length === 0) {
    const erasedAt = await whenErased(name, deps);
    return erasedAt === undefined ? undefined : erasedCustomer(name, erasedAt);
  }
  const known = { entry: entry ?? entryWithoutItem(name), records, actions };
  const older = { more: next !== undefined, actsSince: actsSince(known, next !== undefined) };
  return shownCustomer(known, settings, await deps.emailMask(), older);
}

/** When the oldest act was that was looked at, where an older one may be about this customer. Pure. */
export function actsSince(
  { records, actions }: Pick<KnownOfCustomer, 'records' | 'actions'>,
  isMore: boolean,
): string | null {
  const oldest = actions.at(-1);
  if (!oldest || actions.length < mostActions) return null;
  const first = records.at(-1)?.receivedAt;
  return first === undefined || isMore || first < oldest.at ? oldest.at : null;
}

async function whenErased(
  name: CustomerName,
  { place, clock, hash }: CustomerDeps,
): Promise<number | undefined> {
  const pk = ledgerKeys(place.account).erased(await erasedHmac(name, hash));
  const item = (await readItems([pk], place, clock)).get(pk);
  return item && readTombstone(item);
}
