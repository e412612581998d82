import type { Envelope } from '../envelope';
import type { DeliveryRecord } from '../ledger/delivery-record';
import type { Log, Metric } from '../log';
import type { CallTrace } from '../masivo/client';
import { type Reason, reasonFields } from '../reasons/reason';
import { isMasivosError } from '../retry/retry-policy';
import type { EventNotices } from './event-notices';
import type { Outcome } from './outcome';

/** What an attempt's log line tells. */
export interface EndedAttempt {
  readonly envelope: Pick<Envelope, 'id' | 'source' | 'store'>;
  readonly record: Pick<DeliveryRecord, 'attemptCount' | 'attempts'>;
  readonly about: EventNotices & { readonly tie?: boolean };
  /** What was asked at the vendor before. */
  readonly reads?: readonly CallTrace[] | undefined;
  readonly end: {
    readonly outcome: Outcome;
    readonly reason: Reason | null;
    readonly calls?: readonly CallTrace[];
  };
}

/** One line per attempt, with its figures. */
export function logAttempt({ envelope, record, about, end, reads = [] }: EndedAttempt, log: Log): void {
  const { outcome, reason, calls = [] } = end;
  const { tie = false } = about;
  // Once for each delivery: after a retry comes another attempt.
  const event: EventNotices = outcome === 'retry' ? {} : about;
  const { unread = [], version } = event;
  log(
    {
      event: 'attempt',
      delivery: envelope.id,
      source: envelope.source,
      store: envelope.store,
      outcome,
      ...reasonFields(reason),
      attempt: record.attemptCount,
      ms: record.attempts.at(-1)?.ms,
      calls: calls.length,
      ...(calls.length > 0 ? { masivoMs: Math.max(...calls.map(({ ms }) => ms)) } : {}),
      ...(reads.length > 0 ? { reads: reads.length, vendorMs: Math.max(...reads.map(({ ms }) => ms)) } : {}),
      ...(tie ? { tie: true } : {}),
      ...(unread.length > 0 ? { unread: unread.join(', ') } : {}),
      ...(version ? { apiVersion: version.params.version } : {}),
    },
    { name: 'Attempts', value: 1, unit: 'Count', by: ['outcome'] },
    ...figuresOf(end, tie),
    ...figuresOfEvent(reason, event),
    ...count('VendorKeyErrors', reason?.code === 'vendor-denied' || reason?.code === 'vendor-key-missing'),
  );
}

/** Figures of what did not happen are left out: each name costs from its first use in an hour. */
function figuresOf({ outcome, reason, calls = [] }: EndedAttempt['end'], tie: boolean): Metric[] {
  return [
    ...count('MasivoErrors', calls.filter(isError).length),
    ...count('EmailDiffers', reason?.code === 'email-differs'),
    ...count('EmailMissing', outcome === 'waiting' && reason?.code === 'email-missing'),
    ...count('OrderTies', tie),
  ];
}

/**
 * Counted whatever a delivery's reason is. By the reason, too: where an attempt died before this, another one logs its
 * end and does not look into the event.
 */
function figuresOfEvent(reason: Reason | null, { unread = [], notice, version }: EventNotices): Metric[] {
  const is = (...codes: readonly Reason['code'][]) => codes.some((code) => code === reason?.code);
  const isSignupLost = reason?.code === 'event-without-data' && reason.params.event === 'created';
  const isWithheld = notice?.code === 'fields-withheld' || is('event-without-data', 'fields-withheld');
  return [
    ...count('UnknownVersions', version !== undefined || is('api-version-unknown')),
    ...count('UnknownFormats', is('format-unknown')),
    ...count('FieldsNotRead', unread.length > 0 || is('fields-not-read')),
    ...count('DataWithheld', isWithheld),
    ...count('SignupsWithoutData', isSignupLost),
  ];
}

const count = (name: string, happened: number | boolean, ...by: 'source'[]): Metric[] =>
  happened ? [{ name, value: Number(happened), unit: 'Count', ...(by.length > 0 ? { by } : {}) }] : [];

const isError = ({ status, failure }: CallTrace) =>
  failure !== undefined || (status !== undefined && isMasivosError(status));
