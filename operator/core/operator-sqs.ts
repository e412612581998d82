import type {
  DeleteMessageCommandInput,
  ListMessageMoveTasksCommandInput,
  ListMessageMoveTasksCommandOutput,
  ReceiveMessageCommandInput,
  ReceiveMessageCommandOutput,
  StartMessageMoveTaskCommandInput,
} from '@aws-sdk/client-sqs';
import type { Sqs } from '../../lambda/aws/sqs';

/** What operators need of SQS, with the API's own inputs. A call rejects with an error that has AWS's name for it. */
export interface OperatorSqs
  extends Pick<Sqs, 'sendMessage' | 'getQueueAttributes' | 'changeMessageVisibility'> {
  receiveMessage(input: ReceiveMessageCommandInput): Promise<Pick<ReceiveMessageCommandOutput, 'Messages'>>;
  deleteMessage(input: DeleteMessageCommandInput): Promise<object>;
  startMessageMoveTask(input: StartMessageMoveTaskCommandInput): Promise<object>;
  listMessageMoveTasks(
    input: ListMessageMoveTasksCommandInput,
  ): Promise<Pick<ListMessageMoveTasksCommandOutput, 'Results'>>;
}
