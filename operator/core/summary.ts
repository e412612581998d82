import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import { isAct } from '../../lambda/ledger/stored-envelope';
import type { Settings } from '../../lambda/settings';
import type { DeliverySummary } from './answers/deliveries';
import type { MaskEmail } from './email-mask';
import { settledBy } from './first-series';
import { mapToday, readableEvent } from './mapped-today';
import { toldAttempt, toldReason } from './told-reason';

export function summaryOf(record: DeliveryRecord, settings: Settings, maskEmail: MaskEmail): DeliverySummary {
  const { id, source, store, customer, receivedAt, outcome, reason, discarded } = record;
  const { attemptCount, attempts } = record;
  return {
    id,
    source,
    store,
    customer,
    maskedEmail: maskEmail(emailIn(record, settings)),
    receivedAt,
    outcome,
    reason: reason && toldReason(reason),
    discarded: discarded ? { ...discarded, note: discarded.note ?? null } : null,
    attemptCount,
    attempts: attempts.map(toldAttempt),
    latencyMs: latencyOf(record),
    nextTryAt: record.nextTryAt ?? null,
  };
}

function emailIn(record: DeliveryRecord, settings: Settings): string | null {
  const sent = record.mapped?.email ?? null;
  if (isAct(record)) return sent;
  const mapped = mapToday(readableEvent(record, settings));
  if (mapped.kind === 'customer') return mapped.customer.email;
  return mapped.reason.code === 'customer-to-read' ? sent : null;
}

function latencyOf(record: DeliveryRecord): number | null {
  if (record.outcome === 'retry') return null;
  const end = settledBy(record) ?? record.attempts.at(-1);
  return end ? Date.parse(end.at) + end.ms - Date.parse(record.receivedAt) : null;
}
