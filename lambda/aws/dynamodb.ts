import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  DeleteItemCommandInput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  QueryCommandInput,
  QueryCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { DeadlineExceeded } from '../deadline';

/**
 * What the ledger asks of DynamoDB, with the API's own inputs. The functions sign the calls themselves
 * (signed-dynamodb.ts);
 * people's programs use the SDK's client. A call rejects with an error that has AWS's name for it.
 */
export interface DynamoDb {
  getItem(input: GetItemCommandInput, signal?: AbortSignal): Promise<Pick<GetItemCommandOutput, 'Item'>>;
  putItem(input: PutItemCommandInput, signal?: AbortSignal): Promise<object>;
  deleteItem(input: DeleteItemCommandInput, signal?: AbortSignal): Promise<object>;
  updateItem(
    input: UpdateItemCommandInput,
    signal?: AbortSignal,
  ): Promise<Pick<UpdateItemCommandOutput, 'Attributes'>>;
  batchGetItem(
    input: BatchGetItemCommandInput,
    signal?: AbortSignal,
  ): Promise<Pick<BatchGetItemCommandOutput, 'Responses' | 'UnprocessedKeys'>>;
  query(
    input: QueryCommandInput,
    signal?: AbortSignal,
  ): Promise<Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>>;
}

/**
 * The same for one attempt. Once the signal is aborted, every call rejects, and what is under way is given up.
 * @param isOver by the clock: a function that was frozen may go on with an answer before the signal is aborted.
 */
export function untilAborted(db: DynamoDb, signal: AbortSignal, isOver = () => false): DynamoDb {
  const bound =
    <Input, Output>(call: (input: Input, signal: AbortSignal) => Promise<Output>) =>
    async (input: Input): Promise<Output> => {
      signal.throwIfAborted();
      if (isOver()) throw new DeadlineExceeded();
      return call(input, signal);
    };
  return {
    getItem: bound((input, own) => db.getItem(input, own)),
    putItem: bound((input, own) => db.putItem(input, own)),
    deleteItem: bound((input, own) => db.deleteItem(input, own)),
    updateItem: bound((input, own) => db.updateItem(input, own)),
    batchGetItem: bound((input, own) => db.batchGetItem(input, own)),
    query: bound((input, own) => db.query(input, own)),
  };
}
