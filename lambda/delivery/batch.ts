import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { errorName, type Log } from '../log';
import type { Fate } from './fate';

export interface BatchDeps {
  readonly attempt: (message: string) => Promise<Fate>;
  /** Hides a message for so many whole seconds; it must still be reported as failed, or it is deleted. */
  readonly hide: (receiptHandle: string, seconds: number) => Promise<void>;
  /** Copies a message to the DLQ with the reason as an attribute. */
  readonly bury: (message: string, reason: string) => Promise<void>;
  readonly log: Log;
}

/**
 * One SQS batch: every message meets its fate on its own, and what did not end is reported as failed.
 * A message whose attempt threw (a bug, or a ledger out of reach) stays too, for the queue's visibility timeout.
 */
export async function deliverBatch(event: SQSEvent, deps: BatchDeps): Promise<SQSBatchResponse> {
  const ended = await Promise.all(event.Records.map((record) => deliverOne(record, deps)));
  return {
    batchItemFailures: event.Records.filter((_, index) => !ended[index]).map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  } satisfies SQSBatchResponse;
}

async function deliverOne(record: SQSRecord, deps: BatchDeps): Promise<boolean> {
  try {
    const fate = await deps.attempt(record.body);
    if (fate.kind === 'done') return true;
    if (fate.kind === 'dead') {
      // The copy comes first: a crash in between leaves one message too many in the DLQ, never one too few.
      await deps.bury(record.body, fate.reason);
      return true;
    }
    await deps.hide(record.receiptHandle, hiddenSeconds(fate.afterMs));
    return false;
  } catch (error) {
    deps.log({ event: 'attempt-failed', message: record.messageId, error: errorName(error) });
    return false;
  }
}

// SQS hides a message for 12 hours at most, counted from its receipt (ChangeMessageVisibility).
const longestHiddenSeconds = 11 * 3600;

function hiddenSeconds(ms: number): number {
  return Math.min(longestHiddenSeconds, Math.max(1, Math.round(ms / 1000)));
}
