import * as v from 'valibot';
import { type SignedCallDeps, signedCaller } from '../../lambda/aws/signed-call';
import { signedSqs, sqsService } from '../../lambda/aws/signed-sqs';
import type { OperatorSqs } from '../core/operator-sqs';

const Messages = v.object({
  Messages: v.optional(
    v.array(v.object({ MessageId: v.string(), Body: v.string(), ReceiptHandle: v.string() })),
    [],
  ),
});
const MoveTasks = v.object({
  Results: v.optional(
    v.array(
      v.object({
        Status: v.exactOptional(v.string()),
        FailureReason: v.exactOptional(v.string()),
        StartedTimestamp: v.exactOptional(v.number()),
        ApproximateNumberOfMessagesMoved: v.exactOptional(v.number()),
        ApproximateNumberOfMessagesToMove: v.exactOptional(v.number()),
      }),
    ),
    [],
  ),
});

/** The queues as `operate` uses them. */
export function signedQueues(deps: SignedCallDeps): OperatorSqs {
  const { sendMessage, getQueueAttributes, changeMessageVisibility } = signedSqs(deps);
  // The SDK's own number of tries.
  const caller = signedCaller(sqsService, deps, 3);
  return {
    sendMessage,
    getQueueAttributes,
    changeMessageVisibility,
    receiveMessage: async (input) => v.parse(Messages, await caller.call('ReceiveMessage', input)),
    deleteMessage: (input) => caller.call('DeleteMessage', input),
    startMessageMoveTask: (input) => caller.call('StartMessageMoveTask', input),
    listMessageMoveTasks: async (input) =>
      v.parse(MoveTasks, await caller.call('ListMessageMoveTasks', input)),
  };
}
