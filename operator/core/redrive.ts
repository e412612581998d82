import type { Redriven, RedriveProgress } from './answers/redrive';
import type { OperatedEnvironment } from './environment';
import { queueState } from './queues';

type Queues = OperatedEnvironment['queues'];

/**
 * Moves the DLQ back to the queue with SQS's own move task. The destination is named: without one SQS returns each
 * message to the queue it came from, and our dead letters come from none; `deliver` puts them there itself.
 * @param beforeMoving records the redrive; if it fails, nothing is moved.
 */
export async function redrive(
  queues: Queues,
  beforeMoving: (messages: number) => Promise<void>,
): Promise<Redriven> {
  const [from, to] = await Promise.all([
    queueState(queues.deadLettersUrl, queues),
    queueState(queues.eventsUrl, queues),
  ]);
  // SQS takes one task at a time for a queue.
  const before = await latestTask(from.arn, queues);
  if (before?.running) return { kind: 'running', since: before.startedAt };
  // SQS moves only visible messages, and reading a message makes it invisible for a while.
  if (from.waiting === 0)
    return from.inFlight > 0 ? { kind: 'looked-at', messages: from.inFlight } : { kind: 'empty' };
  await beforeMoving(from.waiting);
  try {
    await queues.sqs.startMessageMoveTask({ SourceArn: from.arn, DestinationArn: to.arn });
  } catch (error) {
    // Another operator was faster.
    const latest = await latestTask(from.arn, queues);
    if (latest?.running) return { kind: 'running', since: latest.startedAt };
    throw error;
  }
  // By SQS's own clock: SQS names a task's handle only while it can be cancelled.
  return { kind: 'started', since: before ? before.startedAt + 1 : 0 };
}

/** Undefined where there was none lately, or SQS does not list it yet. */
export async function redriveProgress(queues: Queues, since = 0): Promise<RedriveProgress | undefined> {
  const { arn } = await queueState(queues.deadLettersUrl, queues);
  const latest = await latestTask(arn, queues);
  return latest && latest.startedAt >= since ? latest : undefined;
}

async function latestTask(SourceArn: string, { sqs }: Queues): Promise<RedriveProgress | undefined> {
  const answer = await sqs.listMessageMoveTasks({ SourceArn, MaxResults: 1 });
  const task = answer.Results?.[0];
  if (!task?.Status) return undefined;
  return {
    status: task.Status,
    running: task.Status === 'RUNNING' || task.Status === 'CANCELLING',
    failureReason: task.FailureReason ?? null,
    startedAt: task.StartedTimestamp ?? 0,
    moved: task.ApproximateNumberOfMessagesMoved ?? 0,
    toMove: task.ApproximateNumberOfMessagesToMove ?? null,
  };
}
