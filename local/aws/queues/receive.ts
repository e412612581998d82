import * as v from 'valibot';
import { invalidParameter } from '../aws-error';
import { type Operation, operation } from '../json-protocol';
import type { Queue } from '../queue-state';
import { checkBatch, runBatch } from './batch';
import { attributesMd5, bodyMd5 } from './content';
import type { LongPolls } from './long-polls';
import type { MessageAttributes, Received } from './message';

const QueueUrl = v.string();
const Names = v.optional(v.array(v.string()), []);

/** The operations that take messages out of a queue, or give them back. */
export function receiveOperations(
  queueAt: (url: string) => Queue,
  pollsOf: (queue: Queue) => LongPolls,
): Record<string, Operation> {
  return {
    ReceiveMessage: operation(
      v.object({
        QueueUrl,
        MaxNumberOfMessages: v.optional(v.number(), 1),
        WaitTimeSeconds: v.optional(v.number(), 0),
        VisibilityTimeout: v.optional(v.number()),
        // The older name of MessageSystemAttributeNames; SQS takes both.
        AttributeNames: Names,
        MessageSystemAttributeNames: Names,
        MessageAttributeNames: Names,
      }),
      async (input, { gone }) => {
        const queue = queueAt(input.QueueUrl);
        checkRange('MaxNumberOfMessages', input.MaxNumberOfMessages, 1, 10);
        checkRange('WaitTimeSeconds', input.WaitTimeSeconds, 0, 20);
        const take = (): Received[] => queue.receive(input.MaxNumberOfMessages, input.VisibilityTimeout);
        let received = take();
        if (received.length === 0 && input.WaitTimeSeconds > 0) {
          received = await pollsOf(queue).receive(take, input.WaitTimeSeconds * 1000, gone);
        }
        const system = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
        const Messages = received.map((one) => toMessage(one, system, input.MessageAttributeNames));
        // SQS leaves the list out when there is nothing in it.
        return Messages.length > 0 ? { Messages } : {};
      },
    ),
    DeleteMessage: operation(v.object({ QueueUrl, ReceiptHandle: v.string() }), (input) => {
      queueAt(input.QueueUrl).delete(input.ReceiptHandle);
      return {};
    }),
    DeleteMessageBatch: operation(
      v.object({ QueueUrl, Entries: v.array(v.object({ Id: v.string(), ReceiptHandle: v.string() })) }),
      (input) => {
        const queue = queueAt(input.QueueUrl);
        checkBatch(input.Entries);
        return runBatch(input.Entries, (entry) => {
          queue.delete(entry.ReceiptHandle);
          return {};
        });
      },
    ),
    ChangeMessageVisibility: operation(
      v.object({ QueueUrl, ReceiptHandle: v.string(), VisibilityTimeout: v.number() }),
      (input) => {
        queueAt(input.QueueUrl).changeVisibility(input.ReceiptHandle, input.VisibilityTimeout);
        return {};
      },
    ),
  };
}

function toMessage(received: Received, systemNames: string[], attributeNames: string[]): object {
  const system: Record<string, string | undefined> = {
    ApproximateReceiveCount: String(received.receiveCount),
    SentTimestamp: String(received.sentAt),
    // Who signed the SendMessage; every caller here is of one account.
    SenderId: '000000000000',
    ApproximateFirstReceiveTimestamp: String(received.firstReceivedAt),
    DeadLetterQueueSourceArn: received.sourceArn,
    MessageGroupId: received.group,
  };
  const Attributes = pick(system, (name) => systemNames.includes('All') || systemNames.includes(name));
  const MessageAttributes: MessageAttributes = pick(received.attributes, (name) =>
    attributeNames.some((asked) => matches(asked, name)),
  );
  return {
    MessageId: received.id,
    ReceiptHandle: received.receipt,
    Body: received.body,
    MD5OfBody: bodyMd5(received.body),
    ...(Object.keys(Attributes).length > 0 ? { Attributes } : {}),
    ...(Object.keys(MessageAttributes).length > 0
      ? { MessageAttributes, MD5OfMessageAttributes: attributesMd5(MessageAttributes) }
      : {}),
  };
}

/** SQS takes a name, a prefix as `shop.*`, or all as `All` or `.*`. */
function matches(asked: string, name: string): boolean {
  if (asked === 'All' || asked === '.*') return true;
  return asked.endsWith('.*') ? name.startsWith(asked.slice(0, -2)) : asked === name;
}

function pick<T>(values: Readonly<Record<string, T>>, wanted: (name: string) => boolean): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => value !== undefined && wanted(name)),
  );
}

function checkRange(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw invalidParameter(name, value, `Must be between ${min} and ${max}, if provided.`);
}
