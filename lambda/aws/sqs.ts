import type { ChangeMessageVisibilityCommandInput, SendMessageCommandInput } from '@aws-sdk/client-sqs';
import type { BatchDeps } from '../delivery/batch';
import type { Reason } from '../reasons/reason';
import { textOf } from '../reasons/text';

/** What `deliver` asks of SQS, with the API's own inputs. */
export interface Sqs {
  sendMessage(input: SendMessageCommandInput, signal?: AbortSignal): Promise<object>;
  changeMessageVisibility(input: ChangeMessageVisibilityCommandInput): Promise<object>;
}

export function sqsQueue(QueueUrl: string, sqs: Pick<Sqs, 'changeMessageVisibility'>) {
  return {
    delay: async (ReceiptHandle, VisibilityTimeout) => {
      await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout });
    },
  } satisfies Pick<BatchDeps, 'delay'>;
}

export function sqsDeadLetters(QueueUrl: string, sqs: Pick<Sqs, 'sendMessage'>) {
  return {
    sendToDeadLetters: async (MessageBody, reason) => {
      const attributes = reason === null ? {} : { MessageAttributes: attributesOf(reason) };
      await sqs.sendMessage({ QueueUrl, MessageBody, ...attributes });
    },
  } satisfies Pick<BatchDeps, 'sendToDeadLetters'>;
}

/** For people who look into the queue: the code, and what it says. */
const attributesOf = (reason: Reason) => ({
  reason: { DataType: 'String', StringValue: reason.code },
  text: { DataType: 'String', StringValue: textOf(reason) },
});
