import type { IngressDeps } from '../ingress/handle-webhook';
import type { SignedCallDeps } from './signed-call';
import { signedSqs } from './signed-sqs';

/** Where `receive` puts its messages. */
export function signedQueue(QueueUrl: string, deps: SignedCallDeps) {
  const sqs = signedSqs(deps);
  return {
    openAhead: sqs.openAhead,
    enqueue: async (MessageBody, signal, group) => {
      await sqs.sendMessage(
        { QueueUrl, MessageBody, ...(group === undefined ? {} : { MessageGroupId: group }) },
        signal,
      );
    },
  } satisfies Pick<IngressDeps, 'enqueue'> & { openAhead(): void };
}
