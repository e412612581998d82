import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { envelopeOf } from '../../../lambda/new-envelope';
import { profileOf } from '../../../lambda/sources/profiles';
import { messageGroupOf } from '../../../lambda/store-name';
import { sampleSignup } from '../../../local/send/sample-signup';
import { modelled } from '../../vendors/modelled';

/** Puts signups of so many new shoppers on the queue, as ingress does, while nobody takes them off. */
export async function fillQueue(client: SQSClient, queueUrl: string, count: number): Promise<void> {
  const entries = Array.from({ length: count }, (_, index) => ({
    Id: String(index % 10),
    MessageBody: JSON.stringify(signup()),
    MessageGroupId: messageGroupOf({ source: modelled, store: 'default' }),
  }));
  while (entries.length > 0) {
    const batch = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries.splice(0, 10) });
    const { Failed = [] } = await client.send(batch);
    if (Failed.length > 0) throw new Error('The queue did not take the whole backlog');
  }
}

/** One signup as a batch that no queue has, for a worker that is to be warm before it begins. */
export function batchOfOne(): SQSEvent {
  const now = String(Date.now());
  return {
    Records: [
      {
        messageId: 'warm-up',
        receiptHandle: 'warm-up',
        body: JSON.stringify(signup()),
        attributes: {
          ApproximateReceiveCount: '1',
          ApproximateFirstReceiveTimestamp: now,
          SentTimestamp: now,
          SenderId: 'bench',
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:events',
        awsRegion: 'us-east-1',
      },
    ],
  };
}

function signup() {
  const now = new Date();
  const profile = profileOf(modelled);
  const sample = sampleSignup(profile, now);
  const headers = Object.entries(sample.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return envelopeOf({
    source: profile.source,
    store: 'default',
    request: { headers: Object.fromEntries(headers), body: sample.body },
    secret: profile.secret.local,
    receivedAt: now,
  });
}
