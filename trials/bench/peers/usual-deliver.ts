import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import { z } from 'zod';

/**
 * The same delivery as most people build it, less careful than ours: one message after the other, once per
 * customer by a conditional put, zod before and after.
 */

const dynamoDb = new DynamoDBClient({});
const sqs = new SQSClient({});
const secretsManager = new SecretsManagerClient({});

const Customer = z.object({
  id: z.string().min(1).max(255),
  name: z.string().min(1),
  email: z.email().nullable(),
  registration_date: z.iso.datetime(),
  status: z.literal('ACTIVE'),
  metadata: z.record(z.string(), z.string()),
});

async function create(customer: ReturnType<typeof Customer.parse>): Promise<number> {
  const secret = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: process.env.MASIVO_SECRET_ID }),
  );
  const { token } = z.object({ token: z.string() }).parse(JSON.parse(secret.SecretString ?? '{}'));
  const response = await fetch(`${process.env.MASIVO_BASE_URL}/customers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(customer),
  });
  return response.status;
}

export async function handler(event: SQSEvent): Promise<void> {
  for (const { body } of event.Records) {
    const customer = Customer.parse(JSON.parse(body));
    await dynamoDb.send(
      new PutItemCommand({
        TableName: process.env.LEDGER_TABLE,
        Item: marshall({ pk: customer.id }),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    if ((await create(customer)) === 201) continue;
    await sqs.send(
      new SendMessageCommand({ QueueUrl: process.env.DEAD_LETTER_QUEUE_URL, MessageBody: body }),
    );
  }
}
