import * as v from 'valibot';
import { AwsError, invalidParameter } from '../aws-error';
import { type Operation, operation } from '../json-protocol';
import type { Queue } from '../queue-state';
import { checkBatch, runBatch } from './batch';
import { attributesMd5, bodyMd5, checkContent, contentBytes, MAX_MESSAGE_BYTES } from './content';
import type { Content } from './message';

const message = {
  MessageBody: v.string(),
  DelaySeconds: v.optional(v.number(), 0),
  MessageGroupId: v.optional(v.string()),
  MessageAttributes: v.optional(
    v.record(
      v.string(),
      v.object({
        DataType: v.string(),
        StringValue: v.optional(v.string()),
        BinaryValue: v.optional(v.string()),
      }),
    ),
    {},
  ),
};
const Message = v.object(message);
type Message = v.InferOutput<typeof Message>;

/** The operations that put messages into a queue. */
export function sendOperations(queueAt: (url: string) => Queue): Record<string, Operation> {
  return {
    SendMessage: operation(v.object({ QueueUrl: v.string(), ...message }), (input) =>
      send(queueAt(input.QueueUrl), input),
    ),
    SendMessageBatch: operation(
      v.object({ QueueUrl: v.string(), Entries: v.array(v.object({ Id: v.string(), ...message })) }),
      ({ QueueUrl, Entries }) => {
        const queue = queueAt(QueueUrl);
        checkBatch(Entries);
        const bytes = Entries.reduce((sum, entry) => sum + contentBytes(contentOf(entry)), 0);
        if (bytes > MAX_MESSAGE_BYTES) {
          const text = `Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`;
          throw new AwsError('BatchRequestTooLong', text);
        }
        return runBatch(Entries, (entry) => send(queue, entry));
      },
    ),
  };
}

function send(queue: Queue, input: Message): object {
  const content = contentOf(input);
  checkContent(content);
  const delay = input.DelaySeconds;
  if (!Number.isInteger(delay) || delay < 0 || delay > 900) {
    throw invalidParameter('DelaySeconds', delay, 'DelaySeconds must be >= 0 and <= 900.');
  }
  const group = input.MessageGroupId;
  if (group !== undefined && !/^[\x21-\x7e]{1,128}$/.test(group)) {
    const reason =
      'MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.';
    throw invalidParameter('MessageGroupId', group, reason);
  }
  return {
    MessageId: queue.send(content, delay),
    MD5OfMessageBody: bodyMd5(content.body),
    MD5OfMessageAttributes: attributesMd5(content.attributes),
  };
}

function contentOf(input: Message): Content {
  return { body: input.MessageBody, attributes: input.MessageAttributes, group: input.MessageGroupId };
}
