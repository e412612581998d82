import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Machine } from '../kernel/machine';
import { type AwsDeps, awsCall, type Served } from './aws-call';
import { clients } from './clients';
import type { Queue } from './queue';

export const queueUrls = { events: 'simulated:events', deadLetters: 'simulated:dead-letters' } as const;

export interface Queues {
  readonly events: Queue;
  readonly deadLetters: Queue;
}

/** SQS's client in one process. */
export function sqsClient(machine: Machine, queues: Queues, maxAttempts: number, deps: AwsDeps) {
  const queueAt = (url: string | undefined) =>
    url === queueUrls.deadLetters ? queues.deadLetters : queues.events;
  return clients.sqs((command) => {
    const { op, serve } = prepared(command, queueAt);
    return awsCall({ machine, op, maxAttempts, serve }, deps);
  });
}

function prepared(
  command: object,
  queueAt: (url: string | undefined) => Queue,
): { readonly op: string; readonly serve: () => Served } {
  if (command instanceof SendMessageCommand) {
    const { QueueUrl, MessageBody = '', MessageAttributes } = command.input;
    const op = QueueUrl === queueUrls.deadLetters ? 'send dead-letter' : 'send event';
    return {
      op,
      serve: () => {
        queueAt(QueueUrl).send(MessageBody, MessageAttributes?.reason?.StringValue);
        return { kind: 'output', output: {} };
      },
    };
  }
  if (command instanceof ChangeMessageVisibilityCommand) {
    const { QueueUrl, ReceiptHandle = '', VisibilityTimeout = 0 } = command.input;
    return {
      op: 'delay message',
      serve: () => {
        const name = queueAt(QueueUrl).changeVisibility(ReceiptHandle, VisibilityTimeout);
        if (name === undefined) return { kind: 'output', output: {} };
        const error = Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 } });
        return { kind: 'error', error };
      },
    };
  }
  if (command instanceof GetQueueAttributesCommand) {
    const { QueueUrl } = command.input;
    const ApproximateNumberOfMessagesNotVisible = () => String(queueAt(QueueUrl).inFlight());
    return {
      op: 'count messages',
      serve: () => ({
        kind: 'output',
        output: {
          Attributes: {
            ApproximateNumberOfMessagesNotVisible: ApproximateNumberOfMessagesNotVisible(),
          },
        },
      }),
    };
  }
  throw new Error(`The model of SQS does not know ${command.constructor.name}`);
}
