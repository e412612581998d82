import { createServer } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { credentialsOf } from '../../local/aws/environment';

/** Client settings for a stand-in; one attempt, so that a test sees every failure. */
export function settings(endpoint: string, maxAttempts = 1) {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts,
  };
}

export const sqsClient = (endpoint: string, attempts?: number) => new SQSClient(settings(endpoint, attempts));
export const secretsClient = (endpoint: string, attempts?: number) =>
  new SecretsManagerClient(settings(endpoint, attempts));
/** For the stand-in of a whole run, which asks for the run's token. */
export const secretsClientOf = ({ secrets, token }: { secrets: { endpoint: string }; token: string }) =>
  new SecretsManagerClient({ ...settings(secrets.endpoint), credentials: credentialsOf(token) });
export const dynamoClient = (endpoint: string, attempts?: number) =>
  new DynamoDBClient(settings(endpoint, attempts));

/** The error's name as a handler would match it; fails when there is none. */
export async function errorName(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => {
      throw new Error('It succeeded');
    },
    (error: Error) => error.name,
  );
}

/** Resolves when the port of `endpoint` can be listened on, rejects when somebody still has it. */
export async function expectPortFree(endpoint: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(new URL(endpoint).port), '127.0.0.1', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

/** A clock that stands still until it is moved. */
export class Clock {
  #now = Date.parse('2026-01-05T12:00:00Z');
  readonly now = (): number => this.#now;
  advance(seconds: number): void {
    this.#now += seconds * 1000;
  }
}
