import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { clientTimeouts } from '../aws/client-timeouts';
import { secretsManagerReader } from '../aws/secrets-manager';
import { sqsDeadLetters, sqsQueue } from '../aws/sqs';
import { systemClock } from '../clock';
import { composeDelivery } from '../composition/compose-delivery';
import { deliverEnvironment, readSettings } from '../configuration';
import { type BatchDeps, deliverBatch } from '../delivery/batch';
import { jsonLog } from '../log';
import { sendOverNetwork } from '../masivo/http';
import { once } from '../once';
import { namedSecrets } from '../secrets/named-secrets';

/** Called by AWS: a batch of envelopes from SQS. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  return deliverBatch(event, () => context.getRemainingTimeInMillis(), deps());
}

/** At the first batch of a cold start. */
const deps = once((): BatchDeps => {
  const environment = deliverEnvironment();
  const settings = readSettings(environment.SETTINGS_FILE);
  const delivery = composeDelivery({
    settings,
    table: {
      tableName: environment.LEDGER_TABLE,
      client: new DynamoDBClient({ ...clientTimeouts, maxAttempts: 3 }),
    },
    readSecret: namedSecrets(secretsManagerReader(), {
      masivo: environment.MASIVO_SECRET_ID,
      'email-index': environment.EMAIL_INDEX_SECRET_ID,
    }),
    http: sendOverNetwork(systemClock.now),
    clock: systemClock,
    random: Math.random,
    log: jsonLog(settings.environment),
  });
  return delivery.batch(perRecord(environment));
});

/** Per record: what happens to a message that is not acknowledged. */
const perRecord = (environment: ReturnType<typeof deliverEnvironment>) => ({
  ...sqsQueue(environment.QUEUE_URL),
  ...sqsDeadLetters(environment.DEAD_LETTER_QUEUE_URL),
});
