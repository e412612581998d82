import { createHash } from 'node:crypto';
import type { IngressDeps } from '../ingress/handle-webhook';
import type { AwsService } from './aws-service';
import { CallFailed } from './call-failed';
import { type SignedCallDeps, signedCaller } from './signed-call';

const sqs: AwsService = {
  name: 'sqs',
  target: 'AmazonSQS',
  jsonVersion: '1.0',
  endpointVariable: 'AWS_ENDPOINT_URL_SQS',
};

/** Where `receive` puts its messages. */
export function signedQueue(queueUrl: string, deps: SignedCallDeps) {
  const caller = signedCaller(sqs, deps);
  return {
    openAhead: () => caller.openAhead(1),
    enqueue: async (message, signal) => {
      const input = { QueueUrl: queueUrl, MessageBody: message };
      const answer = await caller.call('SendMessage', input, signal);
      const received = 'MD5OfMessageBody' in answer ? answer.MD5OfMessageBody : undefined;
      // As the SDK does: another sum, or none, means that SQS does not hold what was sent.
      if (received !== createHash('md5').update(message).digest('hex')) {
        throw new CallFailed(sqs.name, 'InvalidChecksumError');
      }
    },
  } satisfies Pick<IngressDeps, 'enqueue'> & { openAhead(): void };
}
