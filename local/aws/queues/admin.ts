import * as v from 'valibot';
import { type Operation, operation } from '../json-protocol';
import type { Queue } from '../queue-state';
import type { MoveTasks } from './move-tasks';

/** The operations on whole queues: what they are and how full, and DLQ redrive. */
export function adminOperations(options: {
  queueAt: (urlOrName: string) => Queue;
  queueUrl: (name: string) => string;
  tasks: MoveTasks;
  /** Called when a task goes on after its start. */
  onRunning: () => void;
}): Record<string, Operation> {
  const { queueAt, queueUrl, tasks, onRunning } = options;
  return {
    GetQueueUrl: operation(v.object({ QueueName: v.string() }), ({ QueueName }) => ({
      QueueUrl: queueUrl(queueAt(QueueName).name),
    })),
    GetQueueAttributes: operation(
      v.object({ QueueUrl: v.string(), AttributeNames: v.optional(v.array(v.string()), []) }),
      ({ QueueUrl, AttributeNames }) => {
        tasks.advance();
        const all = Object.entries(attributesOf(queueAt(QueueUrl)));
        const wanted = all.filter(
          ([name]) => AttributeNames.includes('All') || AttributeNames.includes(name),
        );
        return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
      },
    ),
    StartMessageMoveTask: operation(
      v.object({
        SourceArn: v.string(),
        DestinationArn: v.optional(v.string()),
        MaxNumberOfMessagesPerSecond: v.optional(v.number()),
      }),
      ({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }) => {
        const TaskHandle = tasks.start(SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond);
        if (tasks.advance()) onRunning();
        return { TaskHandle };
      },
    ),
    ListMessageMoveTasks: operation(
      v.object({ SourceArn: v.string(), MaxResults: v.optional(v.number(), 1) }),
      ({ SourceArn, MaxResults }) => ({ Results: tasks.list(SourceArn, MaxResults) }),
    ),
    CancelMessageMoveTask: operation(v.object({ TaskHandle: v.string() }), ({ TaskHandle }) => ({
      ApproximateNumberOfMessagesMoved: tasks.cancel(TaskHandle),
    })),
  };
}

function attributesOf(queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queue.counts();
  const { redrive } = queue;
  return {
    QueueArn: queue.arn,
    VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ...(redrive === undefined
      ? {}
      : {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: redrive.to.arn,
            maxReceiveCount: redrive.maxReceiveCount,
          }),
        }),
  };
}
