import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { errorName, type Log } from '../log';
import type { Settings } from '../settings';
import { waitForTurn, waitWhileBlocked } from './back-off';
import type { Fate } from './fate';
import type { Loners } from './loners';
import type { Signal } from './traffic';

export interface BatchDeps {
  readonly look: () => Promise<Signal>;
  readonly attempt: (message: string, signal: Signal) => Promise<Fate>;
  readonly loners: Loners;
  /** Hides a message for so many whole seconds; it must still be reported as failed, or it is deleted. */
  readonly hide: (receiptHandle: string, seconds: number) => Promise<void>;
  /** Copies a message to the DLQ with the reason as an attribute. */
  readonly bury: (message: string, reason: string) => Promise<void>;
  readonly retry: Settings['retry'];
  /** Below the function's own timeout: what has not ended by then is reported as failed. */
  readonly deadlineMs: number;
  readonly now: () => Date;
  readonly random: () => number;
  readonly log: Log;
}

/**
 * One SQS batch: every message meets its fate on its own, and what did not end is reported as failed.
 * A message whose attempt threw (a bug, or a ledger out of reach) stays too, for the queue's visibility timeout.
 */
export async function deliverBatch(
  event: SQSEvent,
  remainingMs: () => number,
  deps: BatchDeps,
): Promise<SQSBatchResponse> {
  const ended = new Set<string>();
  const hiddenMs = new Map<string, number>();
  const signal = await deps.look().catch((error: unknown) => {
    // Nobody else would say that signups wait when not even this can be read.
    logOldest(event, ended, hiddenMs, deps);
    throw error;
  });
  const run = async (record: SQSRecord, attempt: () => Promise<Fate>) => {
    const met = await meetFate(record, attempt, deps);
    if (met === 'ended') ended.add(record.messageId);
    else hiddenMs.set(record.messageId, met.hiddenMs);
  };
  const ordinary = (record: SQSRecord) => () => deps.attempt(record.body, signal);
  const alone = (record: SQSRecord) => () => deps.loners.attemptAlone(record.body, ordinary(record));
  const backSoon = (records: readonly SQSRecord[]) =>
    Promise.allSettled(records.map((record) => deps.hide(record.receiptHandle, 1)));

  if (signal.probe) {
    // One request tells as much of a Masivo in trouble as ten; a message that needs none tells nothing.
    const left = [...event.Records];
    for (let record = left.shift(); record; record = left.shift()) {
      await run(record, ordinary(record));
      if (signal.hasProbed()) break;
    }
    await backSoon(left);
  } else {
    const loners: SQSRecord[] = [];
    const first = async (record: SQSRecord): Promise<Fate | undefined> => {
      if (!(await deps.loners.isSuspect(record.body, receivesOf(record)))) return ordinary(record)();
      loners.push(record);
      return undefined;
    };
    await Promise.all(
      event.Records.map((record) => run(record, async () => (await first(record)) ?? { kind: 'later' })),
    );
    for (let record = loners.shift(); record; record = loners.shift()) {
      if (remainingMs() > deps.deadlineMs) await run(record, alone(record));
      else {
        await backSoon([record, ...loners]);
        break;
      }
    }
  }
  logOldest(event, ended, hiddenMs, deps);
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
 * age at the next look, so that a message that is hidden for hours is told of before, not after.
 */
function logOldest(
  event: SQSEvent,
  ended: ReadonlySet<string>,
  hiddenMs: ReadonlyMap<string, number>,
  { log, now }: BatchDeps,
): void {
  const waiting = event.Records.filter(({ messageId }) => !ended.has(messageId));
  if (waiting.length === 0) return;
  const ages = waiting.map(
    ({ messageId, attributes }) =>
      now().getTime() + (hiddenMs.get(messageId) ?? 0) - Number(attributes.SentTimestamp),
  );
  const seconds = Math.max(0, Math.round(Math.max(...ages) / 1000));
  log(
    { event: 'waiting', messages: waiting.length },
    { name: 'OldestWaitingSeconds', value: seconds, unit: 'Seconds' },
  );
}

type Met = 'ended' | { readonly hiddenMs: number };

async function meetFate(record: SQSRecord, attempt: () => Promise<Fate>, deps: BatchDeps): Promise<Met> {
  try {
    const fate = await inTime(attempt(), deps.deadlineMs);
    switch (fate.kind) {
      case 'done':
        return 'ended';
      case 'dead':
        // The copy comes first: a crash in between leaves one message too many in the DLQ, never one too few.
        await deps.bury(record.body, fate.reason);
        return 'ended';
      case 'again':
        return await hideOrBury(record, fate.afterMs, deps);
      case 'wait':
        return await hideOrBury(
          record,
          waitWhileBlocked(receivesOf(record), fate.atLeastMs, deps.retry, deps.random),
          deps,
        );
      case 'turn':
        return await hideOrBury(
          record,
          waitForTurn(receivesOf(record), fate.afterMs, deps.retry, deps.random),
          deps,
        );
      case 'later':
        return { hiddenMs: 0 };
      default:
        return fate satisfies never;
    }
  } catch (error) {
    deps.log({ event: 'attempt-failed', message: record.messageId, error: errorName(error) });
    return { hiddenMs: 0 };
  }
}

// SQS deletes a message fourteen days after it was sent, whatever it is waiting for.
const longestLifeMs = 13 * 24 * 3600_000;

/** A message that SQS would delete while it is hidden goes to the DLQ instead, where a redrive begins anew. */
async function hideOrBury(record: SQSRecord, ms: number, deps: BatchDeps): Promise<Met> {
  if (deps.now().getTime() + ms - Number(record.attributes.SentTimestamp) > longestLifeMs) {
    await deps.bury(record.body, 'it waited nearly as long as SQS keeps messages; redrive it to go on');
    return 'ended';
  }
  await deps.hide(record.receiptHandle, hiddenSeconds(ms));
  return { hiddenMs: ms };
}

class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

async function inTime(fate: Promise<Fate>, deadlineMs: number): Promise<Fate> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded()), deadlineMs);
  });
  try {
    return await Promise.race([fate, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

const receivesOf = (record: SQSRecord) => Number(record.attributes.ApproximateReceiveCount) || 1;

// SQS hides a message for 12 hours at most, counted from its receipt (ChangeMessageVisibility); the receipt was
// up to a batch window and this function's own timeout ago.
const longestHiddenSeconds = 12 * 3600 - 900;

function hiddenSeconds(ms: number): number {
  return Math.min(longestHiddenSeconds, Math.max(1, Math.ceil(ms / 1000)));
}
