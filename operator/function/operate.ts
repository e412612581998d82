import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { signedDynamoDb } from '../../lambda/aws/signed-dynamodb';
import { signedSecrets } from '../../lambda/aws/signed-secrets';
import { systemClock } from '../../lambda/clock';
import { functionEnvironment, readSettings } from '../../lambda/function-environment';
import { jsonLog } from '../../lambda/log';
import { readMapping } from '../../lambda/mapping/read-mapping';
import { once } from '../../lambda/once';
import type { AskedToErase } from '../../lambda/operate-calls';
import { namedSecrets } from '../../lambda/secrets/named-secrets';
import { parseSettings } from '../../lambda/settings';
import { type Calls, callsOf } from '../core/calls';
import { deleteDeadLettersOfErased } from '../core/dead-letters-of-erased';
import { type HandleCallDeps, handleCall } from './handle-call';
import { oldestMessageMs } from './oldest-message';
import { signedQueues } from './signed-queues';
import { signedScan } from './signed-scan';

/** Called by API Gateway: one call of a person whom IAM let in; or twice a day, for the dead letters of erased people. */
export async function handler(
  event: object | AskedToErase,
): Promise<APIGatewayProxyStructuredResultV2 | undefined> {
  const { eraseDeadLetters, ...calls } = deps();
  // The gateway puts nothing of a request there.
  if (!('deadLetters' in event)) return handleCall(event, calls);
  await eraseDeadLetters();
  return undefined;
}

const deps = once((): HandleCallDeps & { readonly eraseDeadLetters: () => Promise<void> } => {
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
    mapping: readMapping(),
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
  const log = jsonLog(settings.environment);
  return {
    log,
    async eraseDeadLetters() {
      const { deleted } = await deleteDeadLettersOfErased({ ...shared, who: 'schedule' }, systemClock);
      if (deleted > 0) log({ event: 'dead-letters-erased', messages: deleted });
    },
    callsFor(who) {
      const calls = known.get(who) ?? callsOf({ ...shared, who }, systemClock);
      known.set(who, calls);
      return calls;
    },
  };
});
