import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { BatchDeps } from '../delivery/batch';
import { patience } from './patience';

export function sqsQueue(queueUrl: string, client = new SQSClient({ ...patience, maxAttempts: 2 })) {
  return {
    hide: async (ReceiptHandle, VisibilityTimeout) => {
      await client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout }),
      );
    },
  } satisfies Pick<BatchDeps, 'hide'>;
}

export function sqsDeadLetters(queueUrl: string, client = new SQSClient(patience)) {
  return {
    bury: async (message, reason) => {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: message,
          MessageAttributes: { reason: { DataType: 'String', StringValue: reason } },
        }),
      );
    },
  } satisfies Pick<BatchDeps, 'bury'>;
}
