import type { Outcome } from '../../lambda/delivery/outcome';
import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import { isAct } from '../../lambda/ledger/stored-envelope';
import type { CompiledMapping } from '../../lambda/mapping/compiled-mapping';
import { writtenByBridge } from '../../lambda/masivo/metadata-of-bridge';
import type { Reason } from '../../lambda/reasons/reason';
import type { Settings } from '../../lambda/settings';
import type { MappingDifference } from './answers/mapping';
import { changedFields, customerFields } from './customer-fields';
import { mapToday, readableEvent } from './mapped-today';
import { maskedCustomer } from './masking';
import { toldReason } from './told-reason';

export interface ComparedWith {
  readonly settings: Pick<Settings, 'stores'>;
  readonly mapping: CompiledMapping | undefined;
  readonly reveal: boolean;
}

/**
 * `other-id`: nothing but the ID in Masivo of somebody whose ID is fixed, which no delivery changes. `unknown`: the ledger
 * does not have what was made of the event then, or the event does not have its customer.
 */
export type Compared = MappingDifference | 'same' | 'other-id' | 'unknown';

/** After these Masivo has the customer: the ID is fixed. */
const brought: readonly Outcome[] = ['created', 'exists', 'updated', 'unchanged'];
const fieldsOfId: readonly string[] = ['id', `metadata.${writtenByBridge.storeCustomer}`];

const byMapping: readonly string[] = [
  'skipped-by-mapping',
  'mapping-failed',
  'mapping-result-invalid',
  'mapping-changed-field',
] satisfies readonly Reason['code'][];

/** What these settings and this mapping would make of a received event, beside what was made of it. Pure. */
export function differenceOf(record: DeliveryRecord, { settings, mapping, reveal }: ComparedWith): Compared {
  const { id, source, store, reason } = record;
  const wasUnmapped = reason !== null && byMapping.includes(reason.code) ? reason : null;
  if (isAct(record) || (!record.mapped && !wasUnmapped)) return 'unknown';
  const mapped = mapToday(readableEvent(record, settings, mapping));
  if (mapped.kind === 'unmapped') {
    if (mapped.reason.code === 'customer-to-read') return 'unknown';
    const [before, now] = [wasUnmapped && toldReason(wasUnmapped), toldReason(mapped.reason)];
    return before?.text === now.text ? 'same' : { id, source, store, before, unmapped: now, fields: [] };
  }
  if (wasUnmapped || !record.mapped) {
    return { id, source, store, before: wasUnmapped && toldReason(wasUnmapped), unmapped: null, fields: [] };
  }

  const changed = changedFields(record.mapped, mapped.customer);
  const fields = brought.includes(record.outcome)
    ? changed.filter((field) => !fieldsOfId.includes(field))
    : changed;
  if (fields.length === 0) return changed.length === 0 ? 'same' : 'other-id';
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
    before: null,
    unmapped: null,
    fields: fields.map((field) => ({
      field,
      sent: shown.sent.get(field),
      mapped: shown.now.get(field),
    })),
  };
}
