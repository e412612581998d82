import type { SQSRecord } from 'aws-lambda';
import type { Clock } from '../clock';
import { cancelledAfter } from '../deadline';
import { errorName } from '../log';
import { longestDelayMs } from '../retry/retry-times';
import type { Settings } from '../settings';
import { delayForSlot, delayWhileBlocked } from './back-off';
import { copyToDeadLetters, recordAndCopy } from './dead-letter';
import type { MessageAction } from './message-action';
import { isTooOld, type MessageAgeDeps } from './message-age';

export interface MessageDeps extends Clock, MessageAgeDeps {
  /** Delays a message by so many whole seconds; it must still be reported as failed, or it is deleted. */
  readonly delay: (receiptHandle: string, seconds: number) => Promise<void>;
  /** Whether a message of a paused store may be hidden, beside all that are hidden already. */
  readonly mayHidePaused: () => Promise<boolean>;
  readonly retry: Settings['retry'];
  /** Below the function's own timeout: an attempt that has not ended by then is cancelled and reported as failed. */
  readonly deadlineMs: number;
  readonly random: () => number;
}

/** An attempt at a message, until the signal cancels it. */
export type Attempting = (signal: AbortSignal) => Promise<MessageAction>;

/** What became of a message: off the queue, or received again after so long. */
export type Handled = 'ended' | { readonly delayMs: number };

/** Attempts a message and does with it what the attempt says. Rejects never: what fails stays on the queue. */
export async function handleMessage(
  record: SQSRecord,
  attempt: Attempting,
  deps: MessageDeps,
): Promise<Handled> {
  try {
    // A thawed function must not go on with it beside the next batch.
    const action = await cancelledAfter<MessageAction>(deps.deadlineMs, attempt, deps);
    switch (action.kind) {
      case 'ack':
        return 'ended';
      case 'dead-letter':
        // The copy comes first: a crash in between leaves one message too many in the DLQ, never one too few.
        await copyToDeadLetters(record, action.reason, deps);
        return 'ended';
      case 'dead-letter-unrecorded':
        await recordAndCopy(record, action.reason, deps);
        return 'ended';
      case 'delay':
        return await delayOrDeadLetter(record, action.afterMs, deps);
      case 'delay-while-blocked':
        if (action.storePaused && !(await deps.mayHidePaused())) {
          await recordAndCopy(record, { code: 'too-many-paused' }, deps);
          return 'ended';
        }
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
async function delayOrDeadLetter(record: SQSRecord, ms: number, deps: MessageDeps): Promise<Handled> {
  if (isTooOld(record, ms, deps)) {
    await recordAndCopy(record, { code: 'waited-too-long' }, deps);
    return 'ended';
  }
  await deps.delay(record.receiptHandle, delaySeconds(ms));
  return { delayMs: ms };
}

export const receivesOf = (record: SQSRecord) => Number(record.attributes.ApproximateReceiveCount) || 1;

function delaySeconds(ms: number): number {
  return Math.min(longestDelayMs / 1000, Math.max(1, Math.ceil(ms / 1000)));
}
