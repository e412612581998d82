import { AwsError } from './aws-error';
import { elsewhere } from './elsewhere';
import { createJsonServer, type Faults, listen } from './json-protocol';
import { Queue } from './queue-state';
import { adminOperations } from './queues/admin';
import { LongPolls } from './queues/long-polls';
import { metricOperations } from './queues/metrics';
import { MoveTasks } from './queues/move-tasks';
import { receiveOperations } from './queues/receive';
import { sendOperations } from './queues/send';
import type { QueueDefinition, Sqs } from './queues/service';
import { startSqsElsewhere } from './sqs-elsewhere';

export type { QueueDefinition, Sqs } from './queues/service';

export type SqsOptions = {
  queues: readonly QueueDefinition[];
  /** Milliseconds; the real clock by default. Long polls still wait in real time. */
  now?: () => number;
  faults?: Faults;
  /** For both see `listen`. */
  token?: string;
  tunnel?: string;
};

/** How often a rate-limited move task goes on while nobody asks for it. */
const MOVE_TICK_MS = 50;

/** Starts standard queues, in memory, behind SQS's JSON protocol. */
export async function startSqs({
  queues: definitions,
  now = Date.now,
  faults,
  token,
  tunnel,
}: SqsOptions): Promise<Sqs> {
  const to = elsewhere.sqs();
  if (to !== undefined) return startSqsElsewhere(to, { queues: definitions, faults, token });
  const queues = defineQueues(definitions, now);
  const polls = new Map([...queues.values()].map((queue) => [queue, new LongPolls(queue)]));
  const tasks = new MoveTasks(new Map([...queues.values()].map((queue) => [queue.arn, queue])), now);
  let ticking: NodeJS.Timeout | undefined;
  const tick = (): void => {
    clearTimeout(ticking);
    if (tasks.advance()) ticking = setTimeout(tick, MOVE_TICK_MS).unref();
  };

  // A queue is known by the last part of its URL, so that URLs outlive a restart on another port.
  const queueAt = (urlOrName: string): Queue => {
    const queue = queues.get(urlOrName.slice(urlOrName.lastIndexOf('/') + 1));
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  };
  const pollsOf = (queue: Queue): LongPolls => polls.get(queue) ?? new LongPolls(queue);
  const queueUrl = (name: string): string => `${listening.endpoint}/000000000000/${queueAt(name).name}`;
  const operations = {
    ...sendOperations(queueAt),
    ...receiveOperations(queueAt, pollsOf),
    ...metricOperations(queueAt),
    ...adminOperations({ queueAt, queueUrl, tasks, onRunning: tick }),
  };
  const listening = await listen(createJsonServer({ version: '1.0', operations, faults }), token, tunnel);
  return {
    endpoint: listening.endpoint,
    queueUrl,
    waiting(name) {
      tasks.advance();
      return queueAt(name).counts();
    },
    oldestMs: (name) => queueAt(name).oldestMs(),
    openPolls: (name) => pollsOf(queueAt(name)).open,
    close() {
      clearTimeout(ticking);
      return listening.close();
    },
  };
}

function defineQueues(definitions: readonly QueueDefinition[], now: () => number): Map<string, Queue> {
  const queues = new Map(
    definitions.map(({ name, visibilityTimeoutSeconds }) => [
      name,
      new Queue(name, visibilityTimeoutSeconds, now),
    ]),
  );
  for (const { name, deadLetterQueue, maxReceiveCount } of definitions) {
    if (deadLetterQueue === undefined && maxReceiveCount === undefined) continue;
    const queue = queues.get(name);
    const to = queues.get(deadLetterQueue ?? '');
    if (queue === undefined || to === undefined || maxReceiveCount === undefined) {
      throw new Error(`Queue ${name}: deadLetterQueue must name a queue and comes with maxReceiveCount`);
    }
    queue.redrive = { to, maxReceiveCount };
  }
  return queues;
}
