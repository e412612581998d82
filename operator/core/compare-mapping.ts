import type { Clock } from '../../lambda/clock';
import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import { isAct } from '../../lambda/ledger/stored-envelope';
import type { Settings } from '../../lambda/settings';
import type { MappingComparison, MappingDifference } from './answers/mapping';
import { changedFields, customerFields } from './customer-fields';
import { mapToday, readableEvent } from './mapped-today';
import { maskedCustomer } from './masking';
import type { LedgerPlace } from './records';
import { type Search, search } from './search';
import { toldReason } from './told-reason';

const pageSize = 200;
/** Each part ends within a call, and its answer within Lambda's 6 MB. */
const limits = { ms: 8000, differences: 2000 };

export interface CompareOptions {
  readonly reveal: boolean;
  readonly settings: Settings;
  readonly place: LedgerPlace;
  readonly clock: Clock;
}

/** A part of a comparison; `next` is where the next one begins. */
export interface ComparedPart extends MappingComparison {
  readonly next: string | null;
}

/** What a changed mapping would make of received events, beside what was sent. */
export async function compareMapping(
  query: Search,
  { reveal, settings, place, clock }: CompareOptions,
): Promise<ComparedPart> {
  const until = clock.now().getTime() + limits.ms;
  const differences: MappingDifference[] = [];
  let compared = 0;
  let unknown = 0;
  let before = query.before;
  for (;;) {
    const limit = Math.min(pageSize, query.limit - compared - unknown);
    const page = await search({ ...query, limit, ...(before ? { before } : {}) }, place, clock);
    for (const record of page.records) {
      const difference = differenceOf(record, settings, reveal);
      if (difference === 'unknown') unknown += 1;
      else compared += 1;
      if (typeof difference === 'object') differences.push(difference);
    }
    before = page.next;
    const isFull = compared + unknown >= query.limit || differences.length >= limits.differences;
    if (before === undefined || isFull || clock.now().getTime() >= until) {
      return { compared, unknown, more: before !== undefined, differences, next: before ?? null };
    }
  }
}

type Compared = MappingDifference | 'same' | 'unknown';

function differenceOf(record: DeliveryRecord, settings: Settings, reveal: boolean): Compared {
  const { id, source, store } = record;
  if (!record.mapped || isAct(record)) return 'unknown';
  const mapped = mapToday(readableEvent(record, settings));
  if (mapped.kind === 'unmapped') {
    if (mapped.reason.code === 'customer-to-read') return 'unknown';
    return { id, source, store, unmapped: toldReason(mapped.reason), fields: [] };
  }

  const fields = changedFields(record.mapped, mapped.customer);
  if (fields.length === 0) return 'same';
  const shown = reveal
    ? { sent: customerFields(record.mapped), now: customerFields(mapped.customer) }
    : {
        sent: customerFields(maskedCustomer(record.mapped)),
        now: customerFields(maskedCustomer(mapped.customer)),
      };
  return {
    id,
    source,
    store,
    unmapped: null,
    fields: fields.map((field) => ({
      field,
      sent: shown.sent.get(field),
      mapped: shown.now.get(field),
    })),
  };
}
