import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { signedDynamoDb } from '../aws/signed-dynamodb';
import { signedSecrets } from '../aws/signed-secrets';
import { signedSqs } from '../aws/signed-sqs';
import { type Sqs, sqsDeadLetters, sqsQueue } from '../aws/sqs';
import { systemClock } from '../clock';
import { composeDelivery, type Delivery } from '../composition/compose-delivery';
import { type BatchDeps, deliverBatch } from '../delivery/batch';
import type { AskedForTasks } from '../delivery/tell-tasks';
import { functionEnvironment, readSettings } from '../function-environment';
import { sendOverNetwork } from '../http/http';
import { jsonLog } from '../log';
import { readMapping } from '../mapping/read-mapping';
import { once } from '../once';
import { namedSecrets } from '../secrets/named-secrets';
import { parseSettings } from '../settings';

/** Called by AWS: a batch of envelopes from SQS; or twice a day, to tell of tasks. */
export async function handler(
  event: SQSEvent | AskedForTasks,
  context: Context,
): Promise<SQSBatchResponse | undefined> {
  const { batch, tellTasks } = deps();
  if (!('Records' in event)) {
    await tellTasks();
    return undefined;
  }
  return deliverBatch(event, () => context.getRemainingTimeInMillis(), batch);
}

const needed = [
  'QUEUE_URL',
  'DEAD_LETTER_QUEUE_URL',
  'LEDGER_TABLE',
  'MASIVO_SECRET_ID',
  'EMAIL_INDEX_SECRET_ID',
] as const;

/** At the first batch of a cold start. */
const deps = once((): Pick<Delivery, 'tellTasks'> & { readonly batch: BatchDeps } => {
  const environment = functionEnvironment(needed);
  const settings = readSettings(parseSettings);
  const aws = { environment: process.env, now: systemClock.now, random: Math.random };
  const delivery = composeDelivery({
    settings,
    mapping: readMapping(),
    table: { tableName: environment('LEDGER_TABLE'), db: signedDynamoDb(aws) },
    readSecret: namedSecrets(signedSecrets(aws).readSecret, {
      masivo: environment('MASIVO_SECRET_ID'),
      'email-index': environment('EMAIL_INDEX_SECRET_ID'),
      // Only where a store is read from at its vendor.
      'vendor-keys': process.env.VENDOR_KEYS_SECRET_ID || undefined,
    }),
    http: sendOverNetwork(systemClock.now),
    clock: systemClock,
    random: Math.random,
    log: jsonLog(settings.environment),
  });
  const { tellTasks } = delivery;
  return { batch: delivery.batch(perRecord(environment, signedSqs(aws))), tellTasks };
});

/** Per record: what happens to a message that is not acknowledged. */
const perRecord = (environment: (name: (typeof needed)[number]) => string, sqs: Sqs) => ({
  ...sqsQueue(environment('QUEUE_URL'), sqs),
  ...sqsDeadLetters(environment('DEAD_LETTER_QUEUE_URL'), sqs),
});
