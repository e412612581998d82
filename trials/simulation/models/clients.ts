import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { once } from '../../../lambda/once';

const configuration = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'simulated', secretAccessKey: 'simulated' },
};
const dynamoDb = once(() => new DynamoDBClient(configuration));
const sqs = once(() => new SQSClient(configuration));
const secretsManager = once(() => new SecretsManagerClient(configuration));

export type Send = (command: object, options?: { readonly abortSignal?: AbortSignal }) => Promise<object>;

/** The AWS SDK's clients, but for `send`: all that is done with them is done by the models. */
export const clients = {
  dynamoDb: (send: Send) => withSend(dynamoDb(), send),
  sqs: (send: Send) => withSend(sqs(), send),
  secretsManager: (send: Send) => withSend(secretsManager(), send),
};

function withSend<T extends object>(client: T, send: Send): T {
  return new Proxy(client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  });
}
