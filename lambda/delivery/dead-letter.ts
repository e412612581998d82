import type { SQSRecord } from 'aws-lambda';
import type { Clock } from '../clock';
import { cancelledAfter } from '../deadline';
import { readEnvelope } from '../envelope';
import { errorName, type Log } from '../log';
import type { Reason } from '../reasons/reason';
import { recordDeadLetterMs } from '../retry/retry-times';
import type { DeliveryDeps } from './deps';
import { finish, isOver } from './finish';

/** A message of the queue. */
export interface QueueMessage {
  readonly body: string;
  /** When it was put on the queue, epoch ms. A message that is moved back from the dead letters is a new one. */
  readonly sentAt: number;
}

export const messageOf = ({ body, attributes }: SQSRecord): QueueMessage => ({
  body,
  sentAt: Number(attributes.SentTimestamp),
});

export interface DeadLetterDeps {
  /**
   * Copies a message to the DLQ with the reason as attributes.
   * @param group its message group: a redrive brings it back in the same one.
   */
  readonly sendToDeadLetters: (message: string, reason: Reason | null, group?: string) => Promise<void>;
  /** See {@link recordDeadLetter}. */
  readonly recordDeadLetter: (message: QueueMessage, reason: Reason, signal: AbortSignal) => Promise<void>;
  readonly log: Log;
  readonly sleep: Clock['sleep'];
}

/** What an attempt refused, and recorded as refused. */
export const copyToDeadLetters = (
  { body, attributes }: SQSRecord,
  reason: Reason | null,
  deps: Pick<DeadLetterDeps, 'sendToDeadLetters'>,
): Promise<void> => deps.sendToDeadLetters(body, reason, attributes.MessageGroupId);

/**
 * What is refused without an attempt: its delivery's log has to tell it first, or it would say for as long as it is
 * kept that a message waits which is in the DLQ. A ledger that cannot be reached does not keep it on the queue.
 */
export async function recordAndCopy(record: SQSRecord, reason: Reason, deps: DeadLetterDeps): Promise<void> {
  const recorded = (signal: AbortSignal) => deps.recordDeadLetter(messageOf(record), reason, signal);
  try {
    await cancelledAfter(recordDeadLetterMs, recorded, deps);
  } catch (error) {
    deps.log({ event: 'dead-letter-not-recorded', message: record.messageId, error: errorName(error) });
  }
  await copyToDeadLetters(record, reason, deps);
}

/** Ends a delivery that waits for its next attempt as refused. One without a log has nothing that has to be put right. */
export async function recordDeadLetter(
  { body, sentAt }: QueueMessage,
  reason: Reason,
  deps: DeliveryDeps,
): Promise<void> {
  const read = readEnvelope(body);
  if (read.kind !== 'envelope') return;
  const { envelope } = read;
  const delivery = await deps.ledger.delivery(envelope.id);
  if (!delivery || delivery === 'newer' || delivery.outcome !== 'retry' || isOver(delivery, envelope)) return;
  const run = { id: deps.newId(), envelope, sentAt, deps, started: deps.now() };
  await finish(run, { customer: delivery.customer, delivery }, { outcome: 'refused', reason });
}
