import type { Envelope } from '../envelope';
import { type Attempt, type DeliveryRecord, itemVersion, withAttempt } from '../ledger/delivery-record';
import type { Claim } from '../ledger/ledger';
import { envelopeToStore } from '../ledger/stored-envelope';
import type { Metric } from '../log';
import type { CallTrace } from '../masivo/client';
import { type Reason, reasonFields } from '../reasons/reason';
import { isMasivosError } from '../retry/retry-policy';
import { backOff } from './back-off';
import type { CustomerState } from './customer-state';
import type { DeliveryDeps } from './deps';
import { acknowledge, delayForNewerCode, delayWhileBusy, type MessageAction } from './message-action';
import { isSettled, type Outcome } from './outcome';

/** One attempt under way. */
export interface Run {
  readonly envelope: Envelope;
  readonly deps: DeliveryDeps;
  readonly started: Date;
}

/** Whether this message has nothing left to do: a copy of a settled delivery, or of a series since replayed. */
export function isOver(delivery: DeliveryRecord | undefined, envelope: Envelope): boolean {
  if (!delivery) return false;
  return (
    delivery.series > envelope.series || (delivery.series === envelope.series && isSettled(delivery.outcome))
  );
}

interface Finish {
  readonly customer: string | null;
  readonly delivery: DeliveryRecord | undefined;
  readonly outcome: Outcome;
  readonly reason: Reason | null;
  readonly claim?: Claim;
  readonly after?: CustomerState;
  readonly calls?: readonly CallTrace[];
  readonly walletId?: string;
  readonly retryAfterMs?: number;
  readonly tie?: boolean;
}

/** Ends an attempt that never got to open its customer. */
export async function finishAlone(
  run: Run,
  outcome: 'ignored' | 'refused' | 'retry',
  reason: Reason,
  customer: string | null = null,
): Promise<MessageAction> {
  const delivery = await run.deps.ledger.delivery(run.envelope.id);
  if (delivery === 'newer') return delayForNewerCode;
  if (isOver(delivery, run.envelope)) return acknowledge;
  return finish(run, { customer, delivery, outcome, reason });
}

export async function finish(run: Run, ended: Finish): Promise<MessageAction> {
  const { deps } = run;
  const end = isGivenUp(run, ended)
    ? { ...ended, outcome: 'refused' as const, reason: givenUp(ended.reason) }
    : ended;
  const record = recordOf(run, end);
  const recorded = await deps.ledger.record(record, end.delivery?.attemptCount ?? 0);
  if (!recorded) return whenAnotherRecorded(run, end, record);
  await writeThrough(run, end);
  logAttempt(run, record, end);
  return actionFor(run, end, record);
}

const givenUp = (cause: Reason | null): Reason => ({ code: 'given-up', params: { cause } });

/** What the operator or the store's silence decided has to outlive the delivery's record, which expires. */
async function writeThrough({ deps }: Run, { claim, after }: Finish): Promise<void> {
  if (claim && after && after.known.masivo !== 'holds' && after.known.masivo !== 'unknown') {
    await deps.ledger.release(claim, after);
  }
}

function actionFor({ deps, envelope }: Run, end: Finish, record: DeliveryRecord): MessageAction {
  if (end.outcome === 'refused') return { kind: 'dead-letter', reason: end.reason };
  if (end.outcome !== 'retry') return acknowledge;
  const tries = record.attempts.filter(({ series }) => series === envelope.series).length;
  return { kind: 'delay', afterMs: backOff(tries, end.retryAfterMs, deps.settings.retry, deps.random) };
}

/** One line per attempt, with its figures. */
function logAttempt({ deps, envelope }: Run, record: DeliveryRecord, end: Finish): void {
  const calls = end.calls ?? [];
  deps.log(
    {
      event: 'attempt',
      delivery: envelope.id,
      source: envelope.source,
      store: envelope.store,
      outcome: end.outcome,
      ...reasonFields(end.reason),
      attempt: record.attemptCount,
      ms: record.attempts.at(-1)?.ms,
      calls: calls.length,
      ...(end.tie ? { tie: true } : {}),
    },
    { name: 'Attempts', value: 1, unit: 'Count', by: ['outcome'] },
    ...figuresOf(end, calls),
  );
}

/** Figures of what did not happen are left out: each name costs from its first use in an hour. */
function figuresOf(end: Finish, calls: readonly CallTrace[]): Metric[] {
  const errors = calls.filter(isError).length;
  const slowest = Math.max(0, ...calls.map(({ ms }) => ms));
  return [
    ...(calls.length > 0 ? [{ name: 'MasivoMs', value: slowest, unit: 'Milliseconds' } as const] : []),
    ...(errors > 0 ? [{ name: 'MasivoErrors', value: errors, unit: 'Count' } as const] : []),
    ...(end.reason?.code === 'email-differs'
      ? [{ name: 'EmailDiffers', value: 1, unit: 'Count' } as const]
      : []),
    ...(end.tie ? [{ name: 'OrderTies', value: 1, unit: 'Count' } as const] : []),
  ];
}

const isError = ({ status, failure }: CallTrace) =>
  failure !== undefined || (status !== undefined && isMasivosError(status));

/** Whether an earlier attempt of this series exists that a new one goes on from. */
function goesOn(delivery: DeliveryRecord | undefined, envelope: Envelope): delivery is DeliveryRecord {
  // A refused message that comes again was redriven by hand: its age counts from then.
  return delivery?.series === envelope.series && delivery.outcome !== 'refused';
}

function isGivenUp({ envelope, deps }: Run, { outcome, delivery }: Finish): boolean {
  if (outcome !== 'retry' || !goesOn(delivery, envelope)) return false;
  return deps.now().getTime() - delivery.seriesSince > deps.settings.retry.giveUpAfterMs;
}

/** A copy of the same message was faster. What it settled stays; what it left open, this attempt settles. */
async function whenAnotherRecorded(run: Run, end: Finish, record: DeliveryRecord): Promise<MessageAction> {
  const now = await run.deps.ledger.delivery(run.envelope.id);
  if (now === 'newer' || now === undefined) return delayWhileBusy(run.deps);
  // The write had landed, only its answer was lost, and the AWS client sent it again.
  if (end.claim !== undefined && now.claim === end.claim.id) {
    await writeThrough(run, end);
    return actionFor(run, end, record);
  }
  return isOver(now, run.envelope) ? acknowledge : finish(run, { ...end, delivery: now });
}

function recordOf({ envelope, deps, started }: Run, end: Finish): DeliveryRecord {
  const attemptNow: Attempt = {
    series: envelope.series,
    at: started.toISOString(),
    ms: deps.now().getTime() - started.getTime(),
    outcome: end.outcome,
    reason: end.reason,
    calls: [...(end.calls ?? [])],
    ...(end.walletId === undefined ? {} : { walletId: end.walletId }),
  };
  const { delivery, claim, after } = end;
  return {
    v: itemVersion,
    ...envelopeToStore(envelope),
    customer: end.customer ?? delivery?.customer ?? null,
    ...withAttempt(delivery?.attempts ?? [], attemptNow),
    attemptCount: (delivery?.attemptCount ?? 0) + 1,
    seriesSince: goesOn(delivery, envelope) ? delivery.seriesSince : started.getTime(),
    // Without a claim of its own, what an earlier attempt of this delivery left to believe stays.
    ...(claim && after
      ? { claim: claim.id, after }
      : delivery?.claim !== undefined && delivery.after !== undefined
        ? { claim: delivery.claim, after: delivery.after }
        : {}),
  };
}
