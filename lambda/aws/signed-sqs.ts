import { createHash } from 'node:crypto';
import type { AwsService } from './aws-service';
import { CallFailed } from './call-failed';
import { type SignedCallDeps, signedCaller } from './signed-call';
import type { Sqs } from './sqs';

export const sqsService: AwsService = {
  name: 'sqs',
  target: 'AmazonSQS',
  jsonVersion: '1.0',
  endpointVariable: 'AWS_ENDPOINT_URL_SQS',
};

/** Where `receive` puts its messages, and `deliver` delays them. */
export function signedSqs(deps: SignedCallDeps) {
  const caller = signedCaller(sqsService, deps);
  return {
    openAhead: caller.openAhead,
    async sendMessage(input, signal) {
      const answer = await caller.call('SendMessage', input, signal);
      const received = 'MD5OfMessageBody' in answer ? answer.MD5OfMessageBody : undefined;
      // As the SDK does: another sum, or none, means that SQS does not hold what was sent.
      if (
        received !==
        createHash('md5')
          .update(input.MessageBody ?? '')
          .digest('hex')
      ) {
        throw new CallFailed(sqsService.name, 'InvalidChecksumError');
      }
      return answer;
    },
    changeMessageVisibility: (input) => caller.call('ChangeMessageVisibility', input),
    getQueueAttributes: (input) => caller.call('GetQueueAttributes', input),
  } satisfies Sqs & { openAhead(): void };
}
