import { unknownCustomer } from '../../../lambda/delivery/customer-state';
import type { CustomerEntry } from '../../../lambda/ledger/ledger';
import type { CustomerName } from '../../../lambda/ledger/table';
import type { Settings } from '../../../lambda/settings';
import type { ShownCustomer } from '../answers/shown-customer';
import type { MaskEmail } from '../email-mask';
import { waitingCustomer } from '../waiting';
import { standingOf } from './standing';
import { type KnownOfCustomer, lastStatements, mergedInto, timelineOf } from './timeline';

/** A customer who has no item: only deliveries name it. */
export const entryWithoutItem = (name: CustomerName): CustomerEntry => ({
  name,
  state: unknownCustomer,
  intent: null,
  last: null,
  version: 0,
  emailKey: null,
});

/** All that the ledger knows of a customer, without personal data. Pure. */
export function shownCustomer(
  known: KnownOfCustomer,
  settings: Settings,
  maskEmail: MaskEmail,
  older: Pick<ShownCustomer, 'more' | 'actsSince'>,
): ShownCustomer {
  const { entry } = known;
  const { confirmed, newest, masivoId, links = [] } = entry.state;
  return {
    ...entry.name,
    standing: standingOf(entry.state),
    maskedEmail: maskEmail(newest?.customer.email ?? null),
    masivoId: masivoId === undefined || masivoId === entry.name.customer ? null : masivoId,
    waiting: waitingCustomer(entry, maskEmail) ?? null,
    owner: confirmed.masivo === 'linked' ? confirmed.owner : null,
    mergedInto: mergedInto(entry),
    links,
    consent: lastStatements(entry),
    timeline: timelineOf(known, settings),
    ...older,
  };
}

/** Of whom the ledger has a tombstone, and nothing else. Pure. */
export function erasedCustomer(name: CustomerName, erasedAt: number): ShownCustomer {
  return {
    ...name,
    standing: 'The person was erased. What comes of this ID is ignored, and not stored.',
    maskedEmail: null,
    masivoId: null,
    waiting: null,
    owner: null,
    mergedInto: null,
    links: [],
    consent: [],
    timeline: [{ kind: 'erasure', at: new Date(erasedAt).toISOString() }],
    more: false,
    actsSince: null,
  };
}
