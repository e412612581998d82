import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { type Envelope, readEnvelope } from '../../lambda/envelope';
import type { Operated } from './stand-ins';

/** Takes everything off the queue. Each message is to be of its store's group. */
export async function queued({ environment: { queues } }: Operated): Promise<Envelope[]> {
  const QueueUrl = queues.eventsUrl;
  const envelopes: Envelope[] = [];
  for (;;) {
    const answer = await queues.client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    );
    if (!answer.Messages) return envelopes;
    for (const { Body = '', Attributes } of answer.Messages) {
      const read = readEnvelope(Body);
      if (read.kind !== 'envelope') throw new Error(read.kind);
      const group = `${read.envelope.source}/${read.envelope.store}`;
      if (Attributes?.MessageGroupId !== group) throw new Error(`A message of ${group} is of another group`);
      envelopes.push(read.envelope);
    }
    const Entries = answer.Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const { Failed = [] } = await queues.client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`Not deleted: ${JSON.stringify(Failed)}`);
  }
}
