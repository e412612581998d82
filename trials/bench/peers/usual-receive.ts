import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { z } from 'zod';
import * as usual from '../../vendors/usual';

/**
 * The same ingress as most people build it: each vendor's SDK verifies, zod validates, the AWS SDK sends. It does
 * the whole job, once per event.
 */

const sqs = new SQSClient({});
const secretsManager = new SecretsManagerClient({});
const Secrets = z.record(z.string(), z.array(z.string()));

async function secretOf(store: string): Promise<string> {
  const answer = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: process.env.WEBHOOKS_SECRET_ID }),
  );
  const [first] = Secrets.parse(JSON.parse(answer.SecretString ?? '{}'))[store] ?? [];
  if (!first) throw new Error('There is no secret');
  return first;
}

const readers: ReadonlyMap<string, (event: APIGatewayProxyEventV2, secret: string) => Promise<unknown>> =
  new Map(Object.entries(usual));

export async function handler(event: APIGatewayProxyEventV2) {
  const source = event.rawPath.split('/')[2] ?? '';
  const customer = await readers.get(source)?.(event, await secretOf(`${source}/default`));
  if (!customer) return { statusCode: 401, body: '' };
  await sqs.send(
    new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify(customer) }),
  );
  return { statusCode: 200, body: '' };
}
