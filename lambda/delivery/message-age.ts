import type { SQSRecord } from 'aws-lambda';
import { errorName } from '../log';
import { maxMessageAgeMs } from '../retry/retry-times';
import { type DeadLetterDeps, recordAndCopy } from './dead-letter';

export interface MessageAgeDeps extends DeadLetterDeps {
  readonly now: () => Date;
}

/** How old a message will be when it comes back after so long. */
export const ageAfter = (record: SQSRecord, ms: number, { now }: Pick<MessageAgeDeps, 'now'>) =>
  now().getTime() + ms - Number(record.attributes.SentTimestamp);

/** Whether SQS could delete a message before it is received again. */
export const isTooOld = (record: SQSRecord, ms: number, deps: Pick<MessageAgeDeps, 'now'>): boolean =>
  ageAfter(record, ms, deps) > maxMessageAgeMs;

/**
 * Moves messages to the DLQ that would wait longer than SQS keeps them, whatever left them on the queue: an attempt
 * that failed or never came, or a ledger out of reach. The copy is a new message there, with fourteen days of its own.
 * @returns those that are there now; one that cannot be copied stays on the queue.
 */
export async function deadLetterOld(
  records: readonly SQSRecord[],
  deps: MessageAgeDeps,
): Promise<readonly SQSRecord[]> {
  const moved = await Promise.all(
    records
      .filter((record) => isTooOld(record, 0, deps))
      .map(async (record) => {
        try {
          await recordAndCopy(record, { code: 'waited-too-long' }, deps);
          return [record];
        } catch (error) {
          deps.log({ event: 'attempt-failed', message: record.messageId, error: errorName(error) });
          return [];
        }
      }),
  );
  return moved.flat();
}
