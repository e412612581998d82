import { ListMessageMoveTasksCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import type { OperatedEnvironment } from './environment';
import type { RedriveProgress } from './operator';
import { queueState } from './queues';

type Queues = OperatedEnvironment['queues'];

export type Redriven = 'started' | 'running' | 'empty';

/**
 * Moves the DLQ back onto the queue with SQS's own move task. The destination is named: without one SQS sends
 * each message to the queue it came from, and our dead letters come from none, `deliver` puts them there itself.
 * @param beforeMoving what cannot be written down is not done.
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
  if ((await latestTask(from.arn, queues))?.status === 'RUNNING') return 'running';
  if (from.waiting === 0) return 'empty';
  await beforeMoving(from.waiting);
  try {
    await queues.client.send(
      new StartMessageMoveTaskCommand({ SourceArn: from.arn, DestinationArn: to.arn }),
    );
  } catch (error) {
    // Another operator was quicker.
    if ((await latestTask(from.arn, queues))?.status === 'RUNNING') return 'running';
    throw error;
  }
  return 'started';
}

/** Undefined where there was none lately. */
export async function redriveProgress(queues: Queues): Promise<RedriveProgress | undefined> {
  const { arn } = await queueState(queues.deadLettersUrl, queues);
  return latestTask(arn, queues);
}

async function latestTask(SourceArn: string, { client }: Queues): Promise<RedriveProgress | undefined> {
  const answer = await client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }));
  const task = answer.Results?.[0];
  if (!task?.Status) return undefined;
  return {
    status: task.Status,
    moved: task.ApproximateNumberOfMessagesMoved ?? 0,
    toMove: task.ApproximateNumberOfMessagesToMove ?? null,
  };
}
