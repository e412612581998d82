import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';

const configuration = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'simulated', secretAccessKey: 'simulated' },
};
const real = {
  dynamoDb: new DynamoDBClient(configuration),
  sqs: new SQSClient(configuration),
  secretsManager: new SecretsManagerClient(configuration),
};

/** The AWS SDK's client, but for `send`: all that is done with it is done by the model. */
export const clients = {
  dynamoDb: (send: Send) => withSend(real.dynamoDb, send),
  sqs: (send: Send) => withSend(real.sqs, send),
  secretsManager: (send: Send) => withSend(real.secretsManager, send),
};

export type Send = (command: object) => Promise<object>;

function withSend<T extends object>(client: T, send: Send): T {
  return new Proxy(client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  });
}
