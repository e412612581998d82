import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** Verifies nothing and knows nothing: what the SQS client alone costs an ingress. */

const sqs = new SQSClient({});

export async function handler(event: APIGatewayProxyEventV2) {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.body }));
  return { statusCode: 200, body: '' };
}
