import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startDynamoDb } from '../../../local/aws/dynamodb';
import { awsEnvironment } from '../../../local/aws/environment';
import { startSecretsManager } from '../../../local/aws/secrets-manager';
import { startSqs } from '../../../local/aws/sqs';
import { newToken } from '../../../operator/console/access/token';

test('clients without any settings find the stand-ins, and are known to them', async () => {
  const token = newToken();
  const sqs = await startSqs({ queues: [{ name: 'q', visibilityTimeoutSeconds: 1 }], token });
  const secretsManager = await startSecretsManager({ secrets: { s: { current: 'x' } }, token });
  const dynamoDb = await startDynamoDb({ token });
  const before = { ...process.env };
  Object.assign(
    process.env,
    awsEnvironment(
      { sqs: sqs.endpoint, secretsManager: secretsManager.endpoint, dynamoDb: dynamoDb.endpoint },
      token,
    ),
  );
  const clients = [new SQSClient({}), new SecretsManagerClient({}), new DynamoDBClient({})] as const;
  try {
    const url = await clients[0].send(new GetQueueUrlCommand({ QueueName: 'q' }));
    expect(url.QueueUrl).toBe(sqs.queueUrl('q'));
    const secret = await clients[1].send(new GetSecretValueCommand({ SecretId: 's' }));
    expect(secret.SecretString).toBe('x');
    expect((await clients[2].send(new ListTablesCommand({}))).TableNames).toEqual([]);
  } finally {
    process.env = before;
    for (const client of clients) client.destroy();
    await Promise.all([sqs.close(), secretsManager.close(), dynamoDb.close()]);
  }
});
