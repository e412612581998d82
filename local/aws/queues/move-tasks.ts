import { randomUUID } from 'node:crypto';
import { AwsError, invalidParameter } from '../aws-error';
import type { Queue } from '../queue-state';

type Status = 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
type Task = {
  readonly handle: string;
  readonly source: Queue;
  readonly destination: Queue | undefined;
  readonly perSecond: number | undefined;
  readonly toMove: number;
  readonly startedAt: number;
  moved: number;
  status: Status;
  failureReason: string | undefined;
};

/** SQS's DLQ redrive: tasks that carry messages from a dead-letter queue back to where they came from. */
export class MoveTasks {
  readonly #tasks: Task[] = [];

  constructor(
    readonly queues: ReadonlyMap<string, Queue>,
    readonly now: () => number,
  ) {}

  /** Starts a task and gives its handle. Without a rate it is done when this returns. */
  start(sourceArn: string, destinationArn?: string, perSecond?: number): string {
    const source = this.#byArn('SourceArn', sourceArn);
    const destination =
      destinationArn === undefined ? undefined : this.#byArn('DestinationArn', destinationArn);
    // SQS moves only out of queues that some other queue names as its dead-letter queue.
    if (![...this.queues.values()].some((queue) => queue.redrive?.to === source)) {
      const reason = 'Source queue must be configured as a Dead Letter Queue.';
      throw invalidParameter('SourceArn', sourceArn, reason);
    }
    if (perSecond !== undefined && (perSecond < 1 || perSecond > 500)) {
      throw invalidParameter('MaxNumberOfMessagesPerSecond', perSecond, 'Must be between 1 and 500.');
    }
    this.advance();
    if (this.#tasks.some((task) => task.source === source && task.status === 'RUNNING')) {
      const reason = 'There is already a task running. Only one active task is allowed for a source queue.';
      throw invalidParameter('SourceArn', sourceArn, reason);
    }
    const handle = Buffer.from(`${randomUUID()} ${sourceArn}`).toString('base64');
    const toMove = source.counts().visible;
    const progress = { moved: 0, status: 'RUNNING' as const, failureReason: undefined };
    this.#tasks.unshift({
      handle,
      source,
      destination,
      perSecond,
      toMove,
      startedAt: this.now(),
      ...progress,
    });
    this.advance();
    return handle;
  }

  /** Does what the running tasks are due to have done by now; answers whether any is still running. */
  advance(): boolean {
    for (const task of this.#tasks) this.#advanceOne(task);
    return this.#tasks.some((task) => task.status === 'RUNNING');
  }

  /** Stops a running task and gives how many messages it moved; those stay moved. */
  cancel(handle: string): number {
    this.advance();
    const task = this.#tasks.find((one) => one.handle === handle);
    if (task === undefined) throw new AwsError('ResourceNotFoundException', 'Task does not exist.');
    if (task.status !== 'RUNNING') {
      throw new AwsError('UnsupportedOperation', 'Only a running task can be cancelled.');
    }
    task.status = 'CANCELLED';
    return task.moved;
  }

  /** The latest tasks of a source queue, newest first, in SQS's form. */
  list(sourceArn: string, max: number): object[] {
    this.advance();
    const source = this.#byArn('SourceArn', sourceArn);
    return this.#tasks
      .filter((task) => task.source === source)
      .slice(0, max)
      .map((task) => ({
        // SQS gives the handle only while there is something to cancel with it.
        ...(task.status === 'RUNNING' ? { TaskHandle: task.handle } : {}),
        Status: task.status,
        SourceArn: sourceArn,
        DestinationArn: task.destination?.arn,
        MaxNumberOfMessagesPerSecond: task.perSecond,
        ApproximateNumberOfMessagesMoved: task.moved,
        ApproximateNumberOfMessagesToMove: task.toMove,
        FailureReason: task.failureReason,
        StartedTimestamp: task.startedAt,
      }));
  }

  #advanceOne(task: Task): void {
    const due =
      task.perSecond === undefined
        ? task.toMove
        : Math.min(task.toMove, Math.floor(((this.now() - task.startedAt) * task.perSecond) / 1000));
    while (task.status === 'RUNNING' && task.moved < due) {
      const step = task.source.moveNext((arn) => task.destination ?? this.queues.get(arn ?? ''));
      if (step === 'moved') task.moved += 1;
      else if (step === 'none') task.status = 'COMPLETED';
      else {
        // What a producer sent straight to the DLQ has no source queue to go back to.
        task.status = 'FAILED';
        task.failureReason = 'CouldNotDetermineMessageSource';
      }
    }
    if (task.status === 'RUNNING' && task.moved === task.toMove) task.status = 'COMPLETED';
  }

  #byArn(parameter: string, arn: string): Queue {
    const queue = this.queues.get(arn);
    if (queue !== undefined) return queue;
    const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
    throw new AwsError('ResourceNotFoundException', message);
  }
}
