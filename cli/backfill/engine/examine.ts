import * as v from 'valibot';
import type { KeptSnapshot } from '../../../lambda/delivery/customer-state';
import { keptSnapshot } from '../../../lambda/delivery/kept-snapshot';
import type { CompiledMapping } from '../../../lambda/mapping/compiled-mapping';
import { mapSnapshot } from '../../../lambda/mapping/map-snapshot';
import type { StatedConsent } from '../../../lambda/masivo/consent';
import { NewCustomer } from '../../../lambda/masivo/customer';
import type { BackfillReason, leftAs } from '../../../lambda/reasons/backfill';
import type { StoreSettings } from '../../../lambda/settings';
import type { ReceivedEvent, Source } from '../../../lambda/sources/source';
import type { Range } from './deps';
import type { RowSays } from './readers/csv/consent';
import type { ListedCustomer } from './readers/reader';

/** A shopper who is not sent. Holds no personal data. */
export interface Left {
  /** Null where what the store sent names none. */
  readonly customer: string | null;
  readonly why: (typeof leftAs)[number];
  readonly reason: BackfillReason;
  /** In the file that it was read from. */
  readonly line?: number | undefined;
  /** Where it ends there, if that is another line. */
  readonly lastLine?: number | undefined;
}

/** A shopper who can be sent to Masivo, unless the ledger or the e-mail prevents it. */
export interface Candidate {
  readonly customer: string;
  readonly email: string;
  /** As the ledger will keep it. */
  readonly snapshot: KeptSnapshot;
  readonly line?: number | undefined;
  readonly says?: RowSays | undefined;
}

interface Examiner {
  readonly source: Source;
  readonly store: StoreSettings;
  readonly range: Range;
  readonly mapping?: CompiledMapping | undefined;
}

/**
 * What the store has of one shopper, through the same parsing and mapping as its webhooks. Pure.
 * @param run names the backfill that keeps the snapshot, in place of a delivery.
 */
export function examine(
  { event, consent, says, line, lastLine, unusable }: ListedCustomer,
  run: string,
  examiner: Examiner,
): Candidate | Left {
  const examined = unusable ? leftOut(unusable) : examineEvent({ event, consent }, run, examiner);
  if (line === undefined) return examined;
  const at = { line, ...(lastLine === undefined ? {} : { lastLine }) };
  return isLeft(examined) || !says ? { ...examined, ...at } : { ...examined, ...at, says };
}

function leftOut(reason: BackfillReason): Left {
  return reason.code === 'listed-twice' ? { customer: null, why: 'known', reason } : unmappable(null, reason);
}

function examineEvent(
  { event, consent = {} }: { readonly event: ReceivedEvent; readonly consent: StatedConsent | undefined },
  run: string,
  { source, store, range, mapping }: Examiner,
): Candidate | Left {
  const parsed = source.parse(event, store);
  if (parsed.kind === 'selftest') return unmappable(null, { code: 'is-selftest' });
  if (parsed.kind === 'erasure') return unmappable(parsed.customer, { code: 'erased' });
  // A list has the customers themselves.
  if (parsed.kind === 'to-read') return unmappable(parsed.customer, { code: 'store-has-no-email' });
  if (parsed.kind !== 'snapshot') return unmappable(null, parsed.reason);
  const { snapshot } = parsed;
  const { customer } = snapshot;
  const mapped = mapSnapshot({ source, store, snapshot, mapping });
  if (mapped.kind !== 'customer') return unmappable(customer, mapped.reason);
  if (snapshot.registeredAt.getTime() >= range.until.getTime()) {
    return { customer, why: 'signup', reason: { code: 'signed-up-since-go-live' } };
  }
  if (range.since && snapshot.registeredAt.getTime() < range.since.getTime()) {
    return { customer, why: 'earlier', reason: { code: 'before-since' } };
  }
  const { email } = mapped.customer;
  if (email === null) return unmappable(customer, { code: 'store-has-no-email' });
  if (!v.is(NewCustomer, mapped.customer)) return unmappable(customer, { code: 'store-has-no-name' });
  return {
    customer,
    email,
    snapshot: keptSnapshot(run, snapshot, { ...mapped, consent: { ...mapped.consent, ...consent } }),
  };
}

const unmappable = (customer: string | null, reason: BackfillReason): Left => ({
  customer,
  why: 'unmappable',
  reason,
});

export const isLeft = (examined: Candidate | Left): examined is Left => 'why' in examined;
