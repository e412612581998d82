import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { clientTimeouts } from '../aws/client-timeouts';
import { dynamoDbLedger } from '../aws/dynamodb-ledger';
import { dynamoDbSharedItems } from '../aws/dynamodb-shared-items';
import { secretsManagerReader } from '../aws/secrets-manager';
import { sqsDeadLetters, sqsQueue } from '../aws/sqs';
import { deliverEnvironment, readSettings } from '../configuration';
import { attempt } from '../delivery/attempt';
import { type BatchDeps, deliverBatch } from '../delivery/batch';
import { circuitBreaker } from '../delivery/circuit-breaker';
import type { DeliveryDeps } from '../delivery/deps';
import { floodGuard } from '../delivery/flood-guard';
import { poisonMessages } from '../delivery/poison-messages';
import { type RateLimiter, rateLimitedHttp, rateLimiter } from '../delivery/rate-limiter';
import type { OpenCircuit } from '../ledger/shared-items';
import { jsonLog } from '../log';
import { masivoFor } from '../masivo/client';
import { sendWithFetch } from '../masivo/http';
import { type TokenSource, tokenSource } from '../masivo/token';
import { once } from '../once';
import { deadlineAfterLeaseMs } from '../retry/retry-times';
import { emailIndexKey } from '../secrets/email-index-key';

/** Called by SQS: a batch of envelopes. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  return deliverBatch(event, () => context.getRemainingTimeInMillis(), deps());
}

/** At the first batch of a cold start. */
const deps = once((): BatchDeps => {
  const environment = deliverEnvironment();
  const settings = readSettings(environment.SETTINGS_FILE);
  const { retry, masivo } = settings;
  const log = jsonLog(settings.environment);
  const clock = {
    now: () => new Date(),
    sleep: (ms: number) => new Promise<void>((end) => setTimeout(end, ms)),
  };
  const { now } = clock;

  const readSecret = secretsManagerReader();
  const secret = (name: string) => () => readSecret(environment.SECRET_IDS[name] ?? name, 'AWSCURRENT');

  const table = {
    tableName: environment.LEDGER_TABLE,
    account: masivo.account,
    client: new DynamoDBClient({ ...clientTimeouts, maxAttempts: 3 }),
  };
  const ledger = dynamoDbLedger({
    ...table,
    now,
    keepDeliveriesMs: settings.keepDeliveriesDays * 24 * 3600_000,
  });
  const items = dynamoDbSharedItems(table);

  const onOpen = ({ why, level, until }: OpenCircuit) =>
    log(
      { event: 'circuit-opened', why, level, ms: until - now().getTime() },
      { name: 'CircuitOpened', value: 1, unit: 'Count', by: ['why'] },
    );
  const breaker = circuitBreaker({
    items,
    retry,
    rateLimited: masivo.rateLimit?.perSecond !== undefined,
    now,
    onOpen,
  });
  const limiter = rateLimiter(masivo.rateLimit, { ...clock, items });
  const calls = {
    baseUrl: masivo.baseUrl,
    timeoutMs: masivo.timeoutMs,
    http: breaker.watch(sendWithFetch),
    now,
  };
  const tokens = tokenSource({
    ...calls,
    http: rateLimitedHttp(limiter, now, calls.http),
    readCredential: secret('masivo'),
  });

  const delivery: DeliveryDeps = {
    settings,
    now,
    random: Math.random,
    log,
    ledger,
    limiter: signInFirst(limiter, tokens, now),
    masivo: (slots, endsAt) => masivoFor({ ...calls, tokens, mayCall: slots.next }, endsAt),
    mayCreateOneMore: floodGuard({ items, now }),
    emailKey: emailIndexKey(secret('email-index')),
  };
  return {
    readBreaker: breaker.read,
    attempt: (message, circuit) => attempt(message, circuit, delivery),
    poisonMessages: poisonMessages({ recordOf: ledger.delivery, items, now }),
    delay: sqsQueue(environment.QUEUE_URL).delay,
    sendToDeadLetters: sqsDeadLetters(environment.DEAD_LETTER_QUEUE_URL).sendToDeadLetters,
    retry,
    deadlineMs: settings.leaseMs + deadlineAfterLeaseMs,
    now,
    random: Math.random,
    log,
  };
});

/**
 * A request's slot would pass while it waits for a token. Where there is none the attempt goes on all the same, with
 * its time to wait for a slot anew: it is to find that out, and to be recorded with the reason.
 */
function signInFirst(limiter: RateLimiter, tokens: TokenSource, now: () => Date): RateLimiter {
  return {
    async reserve(endsAt, requests) {
      const asked = now();
      const token = await tokens.token();
      const lostMs = token.kind === 'ok' ? 0 : now().getTime() - asked.getTime();
      return limiter.reserve(new Date(endsAt.getTime() + lostMs), requests);
    },
  };
}
