import type { Envelope } from '../envelope';
import type { DeliveryRecord } from '../ledger/delivery-record';
import type { Log, Metric } from '../log';
import type { CallTrace } from '../masivo/client';
import { type Reason, reasonFields } from '../reasons/reason';
import { isMasivosError } from '../retry/retry-policy';
import type { Outcome } from './outcome';

/** What an attempt's log line tells. */
export interface EndedAttempt {
  readonly envelope: Pick<Envelope, 'id' | 'source' | 'store'>;
  readonly record: Pick<DeliveryRecord, 'attemptCount' | 'attempts'>;
  readonly tie: boolean;
  /** What was asked at the vendor before. */
  readonly reads?: readonly CallTrace[] | undefined;
  readonly end: {
    readonly outcome: Outcome;
    readonly reason: Reason | null;
    readonly calls?: readonly CallTrace[];
  };
}

/** One line per attempt, with its figures. */
export function logAttempt({ envelope, record, tie, end, reads = [] }: EndedAttempt, log: Log): void {
  const { outcome, reason, calls = [] } = end;
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
    },
    { name: 'Attempts', value: 1, unit: 'Count', by: ['outcome'] },
    ...figuresOf(end, tie),
  );
}

/** Figures of what did not happen are left out: each name costs from its first use in an hour. */
function figuresOf({ outcome, reason, calls = [] }: EndedAttempt['end'], tie: boolean): Metric[] {
  const is = (...codes: readonly Reason['code'][]) => codes.some((code) => code === reason?.code);
  return [
    ...count('MasivoErrors', calls.filter(isError).length),
    ...count('EmailDiffers', is('email-differs')),
    ...count('EmailMissing', outcome === 'waiting' && is('email-missing')),
    ...count('UnknownVersions', is('api-version-unknown')),
    ...count('DataWithheld', is('event-without-data', 'fields-withheld')),
    ...count('OrderTies', tie),
  ];
}

const count = (name: string, happened: number | boolean): Metric[] =>
  happened ? [{ name, value: Number(happened), unit: 'Count' }] : [];

const isError = ({ status, failure }: CallTrace) =>
  failure !== undefined || (status !== undefined && isMasivosError(status));
