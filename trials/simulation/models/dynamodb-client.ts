import type { Machine } from '../kernel/machine';
import { type AwsDeps, awsCall } from './aws-call';
import { clients } from './clients';
import { prepare } from './dynamodb';
import type { Table } from './dynamodb-table';

/** DynamoDB's client in one process, with the attempts that lambda/handlers/deliver.ts gives it. */
export function dynamoDbClient(machine: Machine, table: Table, deps: AwsDeps) {
  return clients.dynamoDb((command, { abortSignal: signal } = {}) => {
    const { op, work, unread } = prepare(command, table);
    return awsCall({ machine, op, maxAttempts: 3, serve: work, unread, signal }, deps);
  });
}
