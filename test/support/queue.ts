import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { type Envelope, readEnvelope } from '../../lambda/envelope';
import type { Operated } from './stand-ins';

/** Takes everything off the queue. */
export async function queued({ environment: { queues } }: Operated): Promise<Envelope[]> {
  const QueueUrl = queues.eventsUrl;
  const envelopes: Envelope[] = [];
  for (;;) {
    const answer = await queues.client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (!answer.Messages) return envelopes;
    for (const { Body = '', ReceiptHandle } of answer.Messages) {
      const read = readEnvelope(Body);
      if (read.kind !== 'envelope') throw new Error(read.kind);
      envelopes.push(read.envelope);
      await queues.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
