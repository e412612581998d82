import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../../../local/aws/dynamodb';
import type { LedgerPlace } from '../../../operator/core/records';
import { sdkDynamoDb } from '../../../operator/core/sdk-calls';
import { account, tableName } from './deliveries';
import { localAccess } from './fill';

/** A filled ledger, read as the operator reads it. */
export interface OpenLedger {
  readonly place: LedgerPlace;
  /** Read request units since the last time it was asked: what DynamoDB bills, and what its latency follows. */
  readUnits(): number;
  close(): Promise<void>;
}

export async function openLedger(path: string): Promise<OpenLedger> {
  const { endpoint, close } = await startDynamoDb({ path });
  const client = new DynamoDBClient({ ...localAccess, endpoint });
  let units = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { output } = result;
      const consumed = 'ConsumedCapacity' in output ? output.ConsumedCapacity : undefined;
      for (const each of [consumed ?? []].flat())
        if ('CapacityUnits' in each) units += each.CapacityUnits ?? 0;
      return result;
    },
    { step: 'initialize' },
  );
  return {
    place: { db: sdkDynamoDb(client), tableName, account },
    readUnits() {
      const read = units;
      units = 0;
      return read;
    },
    async close() {
      client.destroy();
      await close();
    },
  };
}
