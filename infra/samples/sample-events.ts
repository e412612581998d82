import type { SQSEvent } from 'aws-lambda';
import { envelopeOf } from '../../lambda/new-envelope';
import { profileOf } from '../../lambda/sources/profiles';

export interface SampleStore {
  readonly source: string;
  readonly store: string;
  readonly vendorAccount: string;
  readonly live: boolean;
  readonly signupsSince?: string | undefined;
}

/** In whole seconds, as some vendors count, and not before the store's go-live, or the signup would be ignored. */
function signupTime(signupsSince = '2026-11-02T09:30:00Z'): Date {
  return new Date(Math.ceil(Date.parse(signupsSince) / 1000) * 1000);
}

/**
 * Far in the future: a message sent in the past would count as one that has waited for long and raise the alarm, and
 * after 13 days its retry would be dead-lettered.
 */
const sentAt = String(Date.UTC(2100, 0, 1));

/**
 * What SQS hands to `deliver` when a shopper of this store signs up: for "Test" in the Lambda console. The shopper
 * does not exist, and example.com receives no mail.
 */
export function sampleEvent({ source: name, store, signupsSince, ...shop }: SampleStore): SQSEvent {
  const { source, signup } = profileOf(name);
  const at = signupTime(signupsSince);
  const { headers, body } = signup({ ...shop, at, serial: 1_000_000_000_001 });
  const lowerCased = Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]);
  const envelope = envelopeOf({
    source,
    store,
    request: { headers: Object.fromEntries(lowerCased), body },
    secret: 'a sample is signed with nothing',
    receivedAt: at,
  });
  return {
    Records: [
      {
        messageId: '00000000-0000-4000-8000-000000000000',
        receiptHandle: 'a sample is on no queue',
        body: JSON.stringify(envelope),
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: sentAt,
          SenderId: 'sample',
          ApproximateFirstReceiveTimestamp: sentAt,
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:eu-west-1:111111111111:sample',
        awsRegion: 'eu-west-1',
      },
    ],
  };
}
