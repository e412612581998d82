import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Clock } from '../clock';
import { withDeadline } from '../deadline';
import { errorName, type Log } from '../log';
import type { Reason } from '../reasons/reason';
import { backSoonMs, longestDelayMs, maxMessageAgeMs } from '../retry/retry-times';
import type { Settings } from '../settings';
import type { QueueMessage } from './attempt';
import { delayForSlot, delayWhileBlocked } from './back-off';
import type { BreakerState } from './circuit-breaker';
import type { MessageAction } from './message-action';
import type { PoisonMessages } from './poison-messages';

export interface BatchDeps extends Clock {
  readonly readBreaker: () => Promise<BreakerState>;
  readonly attempt: (
    message: QueueMessage,
    circuit: BreakerState,
    signal: AbortSignal,
  ) => Promise<MessageAction>;
  readonly poisonMessages: PoisonMessages;
  /** Delays a message by so many whole seconds; it must still be reported as failed, or it is deleted. */
  readonly delay: (receiptHandle: string, seconds: number) => Promise<void>;
  /** Copies a message to the DLQ with the reason as attributes. */
  readonly sendToDeadLetters: (message: string, reason: Reason | null) => Promise<void>;
  readonly retry: Settings['retry'];
  /** Below the function's own timeout: what has not ended by then is reported as failed. */
  readonly deadlineMs: number;
  readonly random: () => number;
  readonly log: Log;
}

/**
 * One SQS batch: every message is handled on its own, and what is not acknowledged is reported as failed.
 * A message whose attempt threw (a bug, or a ledger out of reach) stays too, for the queue's visibility timeout.
 */
export async function deliverBatch(
  event: SQSEvent,
  remainingMs: () => number,
  deps: BatchDeps,
): Promise<SQSBatchResponse> {
  const ended = new Set<string>();
  const delays = new Map<string, number>();
  const circuit = await deps.readBreaker().catch((error: unknown) => {
    // Nobody else would say that signups wait when not even this can be read.
    logOldest(event, ended, delays, deps);
    throw error;
  });
  const run = async (record: SQSRecord, attempt: Attempting) => {
    const handled = await handleRecord(record, attempt, deps);
    if (handled === 'ended') ended.add(record.messageId);
    else delays.set(record.messageId, handled.delayMs);
  };
  const ordinary = (record: SQSRecord) => (signal: AbortSignal) =>
    deps.attempt(messageOf(record), circuit, signal);
  const isolated = (record: SQSRecord) => (signal: AbortSignal) =>
    deps.poisonMessages.attemptIsolated(record.body, () => ordinary(record)(signal));
  const backSoon = (records: readonly SQSRecord[]) =>
    Promise.allSettled(records.map((record) => deps.delay(record.receiptHandle, backSoonMs / 1000)));

  if (circuit.halfOpen) {
    // One request tells as much of a Masivo in trouble as ten; a message that needs none tells nothing.
    const left = [...event.Records];
    for (let record = left.shift(); record; record = left.shift()) {
      await run(record, ordinary(record));
      if (circuit.hasTested()) break;
    }
    await backSoon(left);
  } else {
    const suspects: SQSRecord[] = [];
    const first = async (record: SQSRecord, signal: AbortSignal): Promise<MessageAction | undefined> => {
      if (!(await deps.poisonMessages.isSuspect(record.body, receivesOf(record))))
        return ordinary(record)(signal);
      suspects.push(record);
      return undefined;
    };
    await Promise.all(
      event.Records.map((record) =>
        run(record, async (signal) => (await first(record, signal)) ?? { kind: 'defer' }),
      ),
    );
    for (let record = suspects.shift(); record; record = suspects.shift()) {
      if (remainingMs() > deps.deadlineMs) await run(record, isolated(record));
      else {
        await backSoon([record, ...suspects]);
        break;
      }
    }
  }
  logOldest(event, ended, delays, deps);
  return {
    batchItemFailures: event.Records.filter(({ messageId }) => !ended.has(messageId)).map(
      ({ messageId }) => ({
        itemIdentifier: messageId,
      }),
    ),
  } satisfies SQSBatchResponse;
}

/**
 * SQS's own age metric goes blind for messages received more than three times: just in a long outage. Ours is the
 * age when it will next be received, so that a message that is delayed for hours is told of before, not after.
 */
function logOldest(
  event: SQSEvent,
  ended: ReadonlySet<string>,
  delays: ReadonlyMap<string, number>,
  { log, now }: BatchDeps,
): void {
  const waiting = event.Records.filter(({ messageId }) => !ended.has(messageId));
  if (waiting.length === 0) return;
  const ages = waiting.map(
    ({ messageId, attributes }) =>
      now().getTime() + (delays.get(messageId) ?? 0) - Number(attributes.SentTimestamp),
  );
  const seconds = Math.max(0, Math.round(Math.max(...ages) / 1000));
  log(
    { event: 'waiting', messages: waiting.length },
    { name: 'OldestWaitingSeconds', value: seconds, unit: 'Seconds' },
  );
}

type Attempting = (signal: AbortSignal) => Promise<MessageAction>;

const messageOf = ({ body, attributes }: SQSRecord): QueueMessage => ({
  body,
  sentAt: Number(attributes.SentTimestamp),
});

type Handled = 'ended' | { readonly delayMs: number };

async function handleRecord(record: SQSRecord, attempt: Attempting, deps: BatchDeps): Promise<Handled> {
  try {
    const cancelled = new AbortController();
    const late = () => {
      // A thawed function must not go on with it beside the next batch.
      cancelled.abort();
      throw new DeadlineExceeded();
    };
    const action = await withDeadline<MessageAction>(deps.deadlineMs, attempt(cancelled.signal), late, deps);
    switch (action.kind) {
      case 'ack':
        return 'ended';
      case 'dead-letter':
        // The copy comes first: a crash in between leaves one message too many in the DLQ, never one too few.
        await deps.sendToDeadLetters(record.body, action.reason);
        return 'ended';
      case 'delay':
        return await delayOrDeadLetter(record, action.afterMs, deps);
      case 'delay-while-blocked':
        return await delayOrDeadLetter(
          record,
          delayWhileBlocked(receivesOf(record), action.atLeastMs, deps.retry, deps.random),
          deps,
        );
      case 'delay-for-slot':
        return await delayOrDeadLetter(
          record,
          delayForSlot(receivesOf(record), action.afterMs, deps.retry, deps.random),
          deps,
        );
      case 'defer':
        return { delayMs: 0 };
      default:
        return action satisfies never;
    }
  } catch (error) {
    deps.log({ event: 'attempt-failed', message: record.messageId, error: errorName(error) });
    return { delayMs: 0 };
  }
}

/** A message that SQS would delete during its delay goes to the DLQ instead, where a redrive begins anew. */
async function delayOrDeadLetter(record: SQSRecord, ms: number, deps: BatchDeps): Promise<Handled> {
  if (deps.now().getTime() + ms - Number(record.attributes.SentTimestamp) > maxMessageAgeMs) {
    await deps.sendToDeadLetters(record.body, { code: 'waited-too-long' });
    return 'ended';
  }
  await deps.delay(record.receiptHandle, delaySeconds(ms));
  return { delayMs: ms };
}

class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

const receivesOf = (record: SQSRecord) => Number(record.attributes.ApproximateReceiveCount) || 1;

function delaySeconds(ms: number): number {
  return Math.min(longestDelayMs / 1000, Math.max(1, Math.ceil(ms / 1000)));
}
