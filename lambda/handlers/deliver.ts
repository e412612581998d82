import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dynamoDbLedger } from '../aws/dynamodb-ledger';
import { secretsManagerReader } from '../aws/secrets-manager';
import { sqsDeadLetters, sqsQueue } from '../aws/sqs';
import { deliveryEnvironment, readSettings } from '../configuration';
import { attempt } from '../delivery/attempt';
import { type BatchDeps, deliverBatch } from '../delivery/batch';
import { consoleLog } from '../log';
import { masivoFor } from '../masivo/client';
import { sendWithFetch } from '../masivo/http';
import { tokenSource } from '../masivo/token';
import { once } from '../once';
import { emailIndexKey } from '../secrets/email-index-key';

/** Called by SQS: a batch of envelopes. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return deliverBatch(event, deps());
}

/** At the first batch of a cold start. */
const deps = once((): BatchDeps => {
  const environment = deliveryEnvironment();
  const settings = readSettings(environment.SETTINGS_FILE);
  const readSecret = secretsManagerReader();
  const secretIds = environment.SECRET_IDS;
  const now = () => new Date();
  const { baseUrl, timeoutMs, account } = settings.masivo;
  const readCredential = () => readSecret(secretIds.masivo ?? 'masivo', 'AWSCURRENT');
  const tokens = tokenSource({ baseUrl, timeoutMs, now, readCredential, http: sendWithFetch });
  const delivery = {
    settings,
    now,
    random: Math.random,
    log: consoleLog,
    ledger: dynamoDbLedger({
      tableName: environment.LEDGER_TABLE,
      account,
      keepDeliveriesMs: settings.keepDeliveriesDays * 24 * 3600_000,
      now,
    }),
    masivo: (endsAt: Date) => masivoFor({ baseUrl, timeoutMs, tokens, http: sendWithFetch, now }, endsAt),
    emailKey: emailIndexKey(() => readSecret(secretIds['email-index'] ?? 'email-index', 'AWSCURRENT')),
  };
  return {
    attempt: (message) => attempt(message, delivery),
    hide: sqsQueue(environment.QUEUE_URL).hide,
    bury: sqsDeadLetters(environment.DEAD_LETTER_QUEUE_URL).bury,
    log: consoleLog,
  };
});
