import type { IngressDeps } from '../ingress/handle-webhook';
import type { SignedCallDeps } from './signed-call';
import { signedSqs } from './signed-sqs';

/** Where `receive` puts its messages. */
export function signedQueue(QueueUrl: string, deps: SignedCallDeps) {
  const sqs = signedSqs(deps);
  return {
    openAhead: sqs.openAhead,
    enqueue: async (MessageBody, signal) => {
      await sqs.sendMessage({ QueueUrl, MessageBody }, signal);
    },
  } satisfies Pick<IngressDeps, 'enqueue'> & { openAhead(): void };
}
