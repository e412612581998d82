import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { signedDynamoDb } from '../../lambda/aws/signed-dynamodb';
import { signedSecrets } from '../../lambda/aws/signed-secrets';
import { systemClock } from '../../lambda/clock';
import { functionEnvironment, readSettings } from '../../lambda/function-environment';
import { jsonLog } from '../../lambda/log';
import { once } from '../../lambda/once';
import { namedSecrets } from '../../lambda/secrets/named-secrets';
import { parseSettings } from '../../lambda/settings';
import { type Calls, callsOf } from '../core/calls';
import { type HandleCallDeps, handleCall } from './handle-call';
import { oldestMessageMs } from './oldest-message';
import { signedQueues } from './signed-queues';
import { signedScan } from './signed-scan';

/** Called by API Gateway: one call of a person whom IAM let in. */
export async function handler(event: unknown): Promise<APIGatewayProxyStructuredResultV2> {
  return handleCall(event, deps());
}

const deps = once((): HandleCallDeps => {
  const environment = functionEnvironment([
    'QUEUE_URL',
    'DEAD_LETTER_QUEUE_URL',
    'LEDGER_TABLE',
    'MASIVO_SECRET_ID',
    'EMAIL_INDEX_SECRET_ID',
  ]);
  const settings = readSettings(parseSettings);
  const aws = { environment: process.env, now: systemClock.now, random: Math.random };
  const shared = {
    settings,
    ledger: { db: signedDynamoDb(aws), scan: signedScan(aws), tableName: environment('LEDGER_TABLE') },
    queues: {
      sqs: signedQueues(aws),
      eventsUrl: environment('QUEUE_URL'),
      deadLettersUrl: environment('DEAD_LETTER_QUEUE_URL'),
      oldestMs: oldestMessageMs(environment('QUEUE_URL'), aws),
    },
    readSecret: namedSecrets(signedSecrets(aws).readSecret, {
      masivo: environment('MASIVO_SECRET_ID'),
      'email-index': environment('EMAIL_INDEX_SECRET_ID'),
    }),
  };
  // A caller's own, with what was read for it before: a token of Masivo's, the names of tiers.
  const known = new Map<string, Calls>();
  return {
    log: jsonLog(settings.environment),
    callsFor(who) {
      const calls = known.get(who) ?? callsOf({ ...shared, who }, systemClock);
      known.set(who, calls);
      return calls;
    },
  };
});
