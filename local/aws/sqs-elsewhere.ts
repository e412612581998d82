import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  QueueDoesNotExist,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { systemClock } from '../../lambda/clock';
import { forward } from './elsewhere';
import type { Faults } from './json-protocol';
import type { QueueDefinition, Sqs } from './queues/service';

const account = '000000000000';
/** How often the queues are counted: `waiting` has to answer at once. */
const countEveryMs = 50;

/** The same queues, new and empty, in somebody else's SQS at `to`; its clock is the real one. */
export async function startSqsElsewhere(
  to: string,
  options: {
    readonly queues: readonly QueueDefinition[];
    readonly faults?: Faults | undefined;
    readonly token?: string | undefined;
  },
): Promise<Sqs> {
  const { queues, faults, token } = options;
  const client = new SQSClient({
    endpoint: to,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  // Dead-letter queues first: the others name them.
  const inOrder = [...queues].sort(
    (a, b) => Number(a.deadLetterQueue !== undefined) - Number(b.deadLetterQueue !== undefined),
  );
  for (const queue of inOrder) await createAnew(client, queue);
  const counted = new Counted(client, to, queues);
  await counted.count();
  counted.start();
  const watching: Faults = {
    intercept: (operation, caller) => {
      if (operation.startsWith('SendMessage') || operation === 'StartMessageMoveTask') counted.sends += 1;
      return faults?.intercept?.(operation, caller);
    },
  };
  const { endpoint, close } = await forward({ to, faults: watching, token });
  return {
    endpoint,
    queueUrl: (name) => urlOf(endpoint, name),
    waiting: (name) => counted.of(name),
    // No API of SQS tells.
    oldestMs: () => undefined,
    openPolls: () => {
      throw new Error('That can be asked of our own stand-in only');
    },
    async close() {
      await counted.stop();
      client.destroy();
      await close();
    },
  };
}

const urlOf = (endpoint: string, name: string) => `${endpoint}/${account}/${name}`;

async function createAnew(client: SQSClient, queue: QueueDefinition): Promise<void> {
  const { name: QueueName, visibilityTimeoutSeconds, deadLetterQueue, maxReceiveCount } = queue;
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
    await client.send(new DeleteQueueCommand({ QueueUrl }));
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
  }
  const deadLetterTargetArn = `arn:aws:sqs:us-east-1:${account}:${deadLetterQueue}`;
  await client.send(
    new CreateQueueCommand({
      QueueName,
      Attributes: {
        VisibilityTimeout: String(visibilityTimeoutSeconds),
        ...(deadLetterQueue === undefined
          ? {}
          : { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }) }),
      },
    }),
  );
}

interface Counts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

const attributes = {
  visible: 'ApproximateNumberOfMessages',
  inFlight: 'ApproximateNumberOfMessagesNotVisible',
  delayed: 'ApproximateNumberOfMessagesDelayed',
} as const satisfies Record<keyof Counts, QueueAttributeName>;

/** The queues' counts as they were a moment ago. What was sent since then counts as waiting. */
class Counted {
  sends = 0;
  #sendsCounted = 0;
  #counts = new Map<string, Counts>();
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(
    readonly client: SQSClient,
    readonly endpoint: string,
    readonly queues: readonly QueueDefinition[],
  ) {}

  of(name: string): Counts {
    const counts = this.#counts.get(name);
    if (!counts) throw new Error(`There is no queue ${name}`);
    return { ...counts, visible: counts.visible + this.sends - this.#sendsCounted };
  }

  async count(): Promise<void> {
    const { sends } = this;
    for (const { name } of this.queues) {
      const { Attributes = {} } = await this.client.send(
        new GetQueueAttributesCommand({
          QueueUrl: urlOf(this.endpoint, name),
          AttributeNames: Object.values(attributes),
        }),
      );
      const value = (attribute: QueueAttributeName) => Number(Attributes[attribute] ?? 0);
      this.#counts.set(name, {
        visible: value(attributes.visible),
        inFlight: value(attributes.inFlight),
        delayed: value(attributes.delayed),
      });
    }
    this.#sendsCounted = sends;
  }

  start(): void {
    this.#running = (async () => {
      while (!this.#stopped) {
        await systemClock.sleep(countEveryMs);
        if (!this.#stopped) await this.count().catch(() => {});
      }
    })();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }
}
