import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { errorName } from '../log';
import { backSoonMs, batchEndMs } from '../retry/retry-times';
import type { BreakerState } from './circuit-breaker';
import { messageOf, type QueueMessage } from './dead-letter';
import { type Attempting, handleMessage, type MessageDeps, receivesOf } from './handle-message';
import type { HiddenMessagesDeps } from './hidden-messages';
import type { MessageAction } from './message-action';
import { ageAfter, deadLetterOld } from './message-age';
import type { PoisonMessages } from './poison-messages';

export interface BatchDeps extends MessageDeps {
  readonly readBreaker: () => Promise<BreakerState>;
  readonly attempt: (
    message: QueueMessage,
    circuit: BreakerState,
    signal: AbortSignal,
  ) => Promise<MessageAction>;
  readonly poisonMessages: PoisonMessages;
  /** Whether a message has to be read at a vendor first. */
  readonly needsVendor: (message: QueueMessage) => boolean;
}

/** What a batch needs of its queue. */
export type BatchQueue = Pick<BatchDeps, 'delay' | 'sendToDeadLetters'> &
  Pick<HiddenMessagesDeps, 'inFlight'>;

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
  /** Ends the batch: what SQS would delete before it comes back moves to the DLQ. */
  const end = async (): Promise<SQSBatchResponse> => {
    const waiting = event.Records.filter(({ messageId }) => !ended.has(messageId));
    for (const { messageId } of await deadLetterOld(waiting, deps)) ended.add(messageId);
    logOldest(event, ended, delays, deps);
    const failed = waiting.filter(({ messageId }) => !ended.has(messageId));
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
  let circuit: BreakerState;
  try {
    circuit = await deps.readBreaker();
  } catch (error) {
    // Nobody else would say that signups wait when not even this can be read.
    const response = await end();
    if (ended.size === 0) throw error;
    // A batch that fails as a whole would get back what has just been copied to the DLQ.
    deps.log({ event: 'batch-failed', error: errorName(error) });
    return response;
  }
  /** For one more attempt, and for the end of the batch. */
  const isTimeLeft = () => remainingMs() > deps.deadlineMs + batchEndMs;
  const run = async (record: SQSRecord, attempt: Attempting) => {
    const handled = await handleMessage(record, attempt, deps);
    if (handled === 'ended') ended.add(record.messageId);
    else delays.set(record.messageId, handled.delayMs);
  };
  const ordinary = (record: SQSRecord) => (signal: AbortSignal) =>
    deps.attempt(messageOf(record), circuit, signal);
  const backSoon = (records: readonly SQSRecord[]) =>
    Promise.allSettled(records.map((record) => deps.delay(record.receiptHandle, backSoonMs / 1000)));

  /** All at once, but for those that a function died with: these one after the other, as far as there is time. */
  const attemptAll = async (records: readonly SQSRecord[]) => {
    const marked = deps.poisonMessages.begin(
      records.map((record) => ({ id: record.messageId, receives: receivesOf(record) })),
      remainingMs(),
    );
    const suspects: SQSRecord[] = [];
    const first = async (record: SQSRecord, signal: AbortSignal): Promise<MessageAction> => {
      if (!(await marked.isSuspect(record.messageId))) return ordinary(record)(signal);
      suspects.push(record);
      return { kind: 'defer' };
    };
    await Promise.all(records.map((record) => run(record, (signal) => first(record, signal))));
    await marked.end();
    for (let record = suspects.shift(); record; record = suspects.shift()) {
      const { messageId } = record;
      if (!isTimeLeft()) return backSoon([record, ...suspects]);
      const alone = ordinary(record);
      await run(record, (signal) => marked.attemptIsolated(messageId, remainingMs(), () => alone(signal)));
    }
  };

  if (circuit.halfOpen) {
    // One request tells as much of a Masivo in trouble as ten; a message that needs none tells nothing.
    const left = vendorsLast(event.Records, deps);
    for (let record = left.shift(); record; record = left.shift()) {
      await attemptAll([record]);
      if (circuit.hasTested() || !isTimeLeft()) break;
    }
    await backSoon(left);
  } else await attemptAll(event.Records);
  return end();
}

/** In their order, but for those that may spend their time at a vendor before they ask Masivo. */
function vendorsLast(records: readonly SQSRecord[], { needsVendor }: BatchDeps): SQSRecord[] {
  const [others, theirs]: [SQSRecord[], SQSRecord[]] = [[], []];
  for (const record of records) (needsVendor(messageOf(record)) ? theirs : others).push(record);
  return [...others, ...theirs];
}

/**
 * SQS's own age metric goes blind for messages received more than three times: just in a long outage. Ours is the
 * age when it will next be received, so that a message that is delayed for hours is told of before, not after.
 */
function logOldest(
  event: SQSEvent,
  ended: ReadonlySet<string>,
  delays: ReadonlyMap<string, number>,
  deps: BatchDeps,
): void {
  const waiting = event.Records.filter(({ messageId }) => !ended.has(messageId));
  if (waiting.length === 0) return;
  const ages = waiting.map((record) => ageAfter(record, delays.get(record.messageId) ?? 0, deps));
  const seconds = Math.max(0, Math.round(Math.max(...ages) / 1000));
  deps.log(
    { event: 'waiting', messages: waiting.length },
    { name: 'OldestWaitingSeconds', value: seconds, unit: 'Seconds' },
  );
}
