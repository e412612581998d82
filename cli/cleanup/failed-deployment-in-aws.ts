import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteTableCommand,
  type DynamoDBClient,
  paginateListTables,
  ScanCommand,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { ledgerId } from '../../infra/output-names';
import type { FailedDeployment } from './failed-deployment';

const tenMinutes = { minDelay: 2, maxDelay: 10, maxWaitTime: 600 };

export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly dynamoDb: DynamoDBClient;
}

/** Asked and removed with the credentials of whoever deploys: the stack's own policies are gone with it. */
export function failedDeploymentInAws(
  StackName: string,
  { cloudFormation, dynamoDb }: Clients,
): FailedDeployment {
  return {
    async stack() {
      try {
        const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
        const [{ StackId: id, StackStatus: status } = {}] = Stacks ?? [];
        return id && status ? { id, status } : undefined;
      } catch (error) {
        // CloudFormation has no error of its own for a stack that is not there.
        if (error instanceof Error && error.name === 'ValidationError') return undefined;
        throw error;
      }
    },
    async ledgers() {
      const found: string[] = [];
      for await (const { TableNames } of paginateListTables({ client: dynamoDb }, {})) {
        // CloudFormation names a table after the stack and its id in the template.
        found.push(...(TableNames ?? []).filter((name) => name.startsWith(`${StackName}-${ledgerId}`)));
      }
      return found;
    },
    async isEmpty(TableName) {
      const { Items, LastEvaluatedKey } = await dynamoDb.send(
        new ScanCommand({ TableName, Limit: 1, ConsistentRead: true }),
      );
      return (Items ?? []).length === 0 && LastEvaluatedKey === undefined;
    },
    async deleteTable(TableName) {
      await dynamoDb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
      await waitUntilTableExists({ client: dynamoDb, ...tenMinutes }, { TableName });
      await dynamoDb.send(new DeleteTableCommand({ TableName }));
      await waitUntilTableNotExists({ client: dynamoDb, ...tenMinutes }, { TableName });
    },
    async deleteStack(id) {
      // By its id from here on: a stack of the same name that somebody makes meanwhile is another one.
      const stack = { StackName: id };
      await cloudFormation.send(
        new UpdateTerminationProtectionCommand({ ...stack, EnableTerminationProtection: false }),
      );
      await cloudFormation.send(new DeleteStackCommand(stack));
      await waitUntilStackDeleteComplete({ client: cloudFormation, ...tenMinutes }, stack);
    },
  };
}
