import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { BatchDeps } from '../delivery/batch';
import type { Reason } from '../reasons/reason';
import { textOf } from '../reasons/text';
import { clientTimeouts } from './client-timeouts';

export function sqsQueue(queueUrl: string, client = new SQSClient({ ...clientTimeouts, maxAttempts: 2 })) {
  return {
    delay: async (ReceiptHandle, VisibilityTimeout) => {
      await client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout }),
      );
    },
  } satisfies Pick<BatchDeps, 'delay'>;
}

export function sqsDeadLetters(queueUrl: string, client = new SQSClient(clientTimeouts)) {
  return {
    sendToDeadLetters: async (message, reason) => {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: message,
          ...(reason === null ? {} : { MessageAttributes: attributesOf(reason) }),
        }),
      );
    },
  } satisfies Pick<BatchDeps, 'sendToDeadLetters'>;
}

/** For people who look into the queue: the code, and what it says. */
const attributesOf = (reason: Reason) => ({
  reason: { DataType: 'String', StringValue: reason.code },
  text: { DataType: 'String', StringValue: textOf(reason) },
});
