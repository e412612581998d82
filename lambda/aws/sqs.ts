import type {
  ChangeMessageVisibilityCommandInput,
  GetQueueAttributesCommandInput,
  SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { BatchQueue } from '../delivery/batch';
import type { Reason } from '../reasons/reason';
import { textOf } from '../reasons/text';

/** What `deliver` asks of SQS, with the API's own inputs. */
export interface Sqs {
  sendMessage(input: SendMessageCommandInput, signal?: AbortSignal): Promise<object>;
  changeMessageVisibility(input: ChangeMessageVisibilityCommandInput): Promise<object>;
  getQueueAttributes(input: GetQueueAttributesCommandInput): Promise<object>;
}

/** In flight: received and not deleted, so messages that are delayed, too. */
const inFlightName = 'ApproximateNumberOfMessagesNotVisible';
const QueueAttributes = v.object({ Attributes: v.object({ [inFlightName]: v.string() }) });

export function sqsQueue(QueueUrl: string, sqs: Pick<Sqs, 'changeMessageVisibility' | 'getQueueAttributes'>) {
  return {
    delay: async (ReceiptHandle, VisibilityTimeout) => {
      await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout });
    },
    inFlight: async () => {
      const answer = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: [inFlightName] });
      return Number(v.parse(QueueAttributes, answer).Attributes[inFlightName]);
    },
  } satisfies Pick<BatchQueue, 'delay' | 'inFlight'>;
}

export function sqsDeadLetters(QueueUrl: string, sqs: Pick<Sqs, 'sendMessage'>) {
  return {
    sendToDeadLetters: async (MessageBody: string, reason: Reason | null, MessageGroupId?: string) => {
      const attributes = reason === null ? {} : { MessageAttributes: attributesOf(reason) };
      const group = MessageGroupId === undefined ? {} : { MessageGroupId };
      await sqs.sendMessage({ QueueUrl, MessageBody, ...attributes, ...group });
    },
  } satisfies Pick<BatchQueue, 'sendToDeadLetters'>;
}

/** For people who look into the queue: the code, and what it says. */
const attributesOf = (reason: Reason) => ({
  reason: { DataType: 'String', StringValue: reason.code },
  text: { DataType: 'String', StringValue: textOf(reason) },
});
