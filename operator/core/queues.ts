import * as v from 'valibot';
import type { Sqs } from '../../lambda/aws/sqs';

const Count = v.pipe(v.string(), v.transform(Number), v.number());
const QueueAttributes = v.object({
  Attributes: v.object({
    QueueArn: v.string(),
    ApproximateNumberOfMessages: Count,
    ApproximateNumberOfMessagesNotVisible: Count,
    ApproximateNumberOfMessagesDelayed: Count,
  }),
});

export interface QueueState {
  readonly arn: string;
  /** Available now. */
  readonly waiting: number;
  /** Delayed until a later try, or being worked on. */
  readonly inFlight: number;
}

/** SQS's own, approximate counts. */
export async function queueState(
  url: string,
  { sqs }: { readonly sqs: Pick<Sqs, 'getQueueAttributes'> },
): Promise<QueueState> {
  const answer = await sqs.getQueueAttributes({
    QueueUrl: url,
    AttributeNames: [
      'QueueArn',
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ],
  });
  const read = v.parse(QueueAttributes, answer).Attributes;
  return {
    arn: read.QueueArn,
    waiting: read.ApproximateNumberOfMessages,
    inFlight: read.ApproximateNumberOfMessagesNotVisible + read.ApproximateNumberOfMessagesDelayed,
  };
}
