import { whyWithoutBody } from '../../lambda/ledger/body-of-ignored';
import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import type { CustomerEntry } from '../../lambda/ledger/ledger';
import { isAct } from '../../lambda/ledger/stored-envelope';
import type { CompiledMapping } from '../../lambda/mapping/compiled-mapping';
import type { CustomerDraft } from '../../lambda/masivo/customer';
import type { Settings } from '../../lambda/settings';
import { parseJson } from '../../lambda/sources/body';
import type { ShownDelivery } from './answers/shown-delivery';
import { lastStatements } from './customer/timeline';
import type { MaskEmail } from './email-mask';
import { discardedExplanation, explanationOf } from './explanations';
import { endedBeforeReplay } from './first-series';
import { mapToday, readableEvent } from './mapped-today';
import { maskedCustomer, maskedJson, maskedText } from './masking';
import { originsOf } from './origins';
import { summaryOf } from './summary';
import { toldReason } from './told-reason';
import { waitingCustomer } from './waiting';

interface Showing {
  readonly settings: Settings;
  readonly mapping: CompiledMapping | undefined;
  readonly maskEmail: MaskEmail;
  /** With personal data. */
  readonly revealed: boolean;
}

/** A delivery with what was received and what is sent; unless `revealed`, without personal data. Pure. */
export function shownDelivery(
  record: DeliveryRecord,
  customerEntry: CustomerEntry | undefined,
  { settings, mapping, maskEmail, revealed }: Showing,
): ShownDelivery {
  const readable = readableEvent(record, settings, mapping);
  const mapped = mapToday(readable);
  const body = Buffer.from(record.body);
  const act = isAct(record);
  const withoutBody = whyWithoutBody(record) ?? null;
  // Nothing is left to map: what it was ignored for is why nothing is sent.
  const unmapped = withoutBody === null ? undefined : (record.reason ?? ({ code: 'erased' } as const));
  const isEmpty = act || withoutBody !== null;
  const json = parseJson(body);
  const text = json.kind === 'json' || isEmpty ? null : body.toString();
  const received = json.kind === 'json' ? json.value : null;
  const explained = explanationOf(record.outcome, record.reason, endedBeforeReplay(record), record.source);
  const explanation = record.discarded ? discardedExplanation(explained, withoutBody === null) : explained;
  const customer = (draft: CustomerDraft) => (revealed ? draft : maskedCustomer(draft));
  return {
    ...summaryOf(record, settings, maskEmail),
    revealed,
    series: record.series,
    release: record.release ?? null,
    signedWith: record.signedWith,
    mapping: record.mapping ?? null,
    headers: record.headers,
    isAct: act,
    withoutBody,
    received: revealed ? received : maskedJson(received),
    unreadable: revealed || text === null ? text : maskedText(text),
    mapped: mapped.kind === 'customer' ? customer(mapped.customer) : null,
    unmapped: mapped.kind === 'customer' || act ? null : toldReason(unmapped ?? mapped.reason),
    // Where another delivery's snapshot was newer, that one was sent.
    sent: record.mapped ? customer(record.mapped) : null,
    origins: readable ? originsOf(readable) : [],
    walletId: record.attempts.findLast(({ walletId }) => walletId !== undefined)?.walletId ?? null,
    waiting: (customerEntry && waitingCustomer(customerEntry, maskEmail)) ?? null,
    consent: customerEntry ? lastStatements(customerEntry) : [],
    explanation: {
      ...explanation,
      replayHelps: explanation.replayHelps && withoutBody === null,
    },
  };
}
