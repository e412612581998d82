import type { SQSRecord } from 'aws-lambda';
import type { Envelope } from '../../lambda/envelope';

/** A message as SQS hands it to a function. */
export function sqsRecord(
  messageId: string,
  envelope: Envelope,
  { receives = 1, sentAt = 0 }: { readonly receives?: number; readonly sentAt?: number } = {},
): SQSRecord {
  return {
    messageId,
    receiptHandle: `receipt-${messageId}`,
    body: JSON.stringify(envelope),
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: 'x',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn',
    awsRegion: 'eu-west-1',
  };
}
