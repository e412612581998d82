import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dynamoDbLedger } from '../aws/dynamodb-ledger';
import { dynamoDbSharedItems } from '../aws/dynamodb-shared-items';
import { patience } from '../aws/patience';
import { secretsManagerReader } from '../aws/secrets-manager';
import { sqsDeadLetters, sqsQueue } from '../aws/sqs';
import { deliveryEnvironment, readSettings } from '../configuration';
import { attempt } from '../delivery/attempt';
import { type BatchDeps, deliverBatch } from '../delivery/batch';
import type { DeliveryDeps } from '../delivery/deps';
import { floodGuard } from '../delivery/flood-guard';
import { loners } from '../delivery/loners';
import { inTurn, type Pace, paceOf } from '../delivery/pace';
import { traffic } from '../delivery/traffic';
import type { Block } from '../ledger/shared-items';
import { jsonLog } from '../log';
import { masivoFor } from '../masivo/client';
import { sendWithFetch } from '../masivo/http';
import { type TokenSource, tokenSource } from '../masivo/token';
import { once } from '../once';
import { emailIndexKey } from '../secrets/email-index-key';

/** Called by SQS: a batch of envelopes. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  return deliverBatch(event, () => context.getRemainingTimeInMillis(), deps());
}

/** At the first batch of a cold start. */
const deps = once((): BatchDeps => {
  const environment = deliveryEnvironment();
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
    client: new DynamoDBClient({ ...patience, maxAttempts: 3 }),
  };
  const ledger = dynamoDbLedger({
    ...table,
    now,
    keepDeliveriesMs: settings.keepDeliveriesDays * 24 * 3600_000,
  });
  const items = dynamoDbSharedItems(table);

  const onBlock = ({ why, level, until }: Block) =>
    log(
      { event: 'masivo-blocked', why, level, ms: until - now().getTime() },
      { name: 'MasivoBlocked', value: 1, unit: 'Count', by: ['why'] },
    );
  const { look, watched } = traffic({
    items,
    retry,
    paced: masivo.pace?.perSecond !== undefined,
    now,
    onBlock,
  });
  const pace = paceOf(masivo.pace, { ...clock, items });
  const way = { baseUrl: masivo.baseUrl, timeoutMs: masivo.timeoutMs, http: watched(sendWithFetch), now };
  const tokens = tokenSource({
    ...way,
    http: inTurn(pace, now, way.http),
    readCredential: secret('masivo'),
  });

  const delivery: DeliveryDeps = {
    settings,
    now,
    random: Math.random,
    log,
    ledger,
    pace: signedInFirst(pace, tokens, now),
    masivo: (turn, endsAt) => masivoFor({ ...way, tokens, mayCall: turn.next }, endsAt),
    mayCreateOneMore: floodGuard({ items, now }),
    emailKey: emailIndexKey(secret('email-index')),
  };
  return {
    look,
    attempt: (message, signal) => attempt(message, signal, delivery),
    loners: loners({ recordOf: ledger.delivery, items, now }),
    hide: sqsQueue(environment.QUEUE_URL).hide,
    bury: sqsDeadLetters(environment.DEAD_LETTER_QUEUE_URL).bury,
    retry,
    deadlineMs: settings.leaseMs + 5000,
    now,
    random: Math.random,
    log,
  };
});

/**
 * A request's moment would pass while it waits for a token. Where there is none the attempt goes on all the same, with
 * its time to wait for the pace anew: it is to find that out, and to be recorded with the reason.
 */
function signedInFirst(pace: Pace, tokens: TokenSource, now: () => Date): Pace {
  return {
    async turn(endsAt, requests) {
      const asked = now();
      const token = await tokens.token();
      const lostMs = token.kind === 'ok' ? 0 : now().getTime() - asked.getTime();
      return pace.turn(new Date(endsAt.getTime() + lostMs), requests);
    },
  };
}
