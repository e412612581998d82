import {
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { DynamoDb } from '../../lambda/aws/dynamodb';
import type { Sqs } from '../../lambda/aws/sqs';
import type { ReadSecret } from '../../lambda/secrets/secret-values';
import type { OperatorSqs } from './operator-sqs';
import type { Scan } from './scan';

/**
 * The SDK's clients in the place of the calls that the functions sign themselves: people's programs start once, and have
 * credentials of all kinds.
 */
export const sdkDynamoDb = (client: DynamoDBClient): DynamoDb => ({
  getItem: (input, signal) => client.send(new GetItemCommand(input), until(signal)),
  putItem: (input, signal) => client.send(new PutItemCommand(input), until(signal)),
  deleteItem: (input, signal) => client.send(new DeleteItemCommand(input), until(signal)),
  updateItem: (input, signal) => client.send(new UpdateItemCommand(input), until(signal)),
  batchGetItem: (input, signal) => client.send(new BatchGetItemCommand(input), until(signal)),
  query: (input, signal) => client.send(new QueryCommand(input), until(signal)),
});

export const sdkScan =
  (client: DynamoDBClient): Scan =>
  (input) =>
    client.send(new ScanCommand(input));

export const sdkSqs = (client: SQSClient): Sqs & OperatorSqs => ({
  sendMessage: (input, signal) => client.send(new SendMessageCommand(input), until(signal)),
  changeMessageVisibility: (input) => client.send(new ChangeMessageVisibilityCommand(input)),
  getQueueAttributes: (input) => client.send(new GetQueueAttributesCommand(input)),
  receiveMessage: (input) => client.send(new ReceiveMessageCommand(input)),
  deleteMessage: (input) => client.send(new DeleteMessageCommand(input)),
  startMessageMoveTask: (input) => client.send(new StartMessageMoveTaskCommand(input)),
  listMessageMoveTasks: (input) => client.send(new ListMessageMoveTasksCommand(input)),
});

export const sdkSecrets =
  (client: SecretsManagerClient): ReadSecret =>
  async (id, signal) => {
    try {
      return (await client.send(new GetSecretValueCommand({ SecretId: id }), until(signal))).SecretString;
    } catch (error) {
      // A secret that was never filled has no current version.
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };

const until = (signal: AbortSignal | undefined) => (signal ? { abortSignal: signal } : {});
