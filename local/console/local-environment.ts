import type { Settings } from '../../lambda/settings';
import { webhookUrls } from '../../lambda/webhook-address';
import type { OperatedEnvironment } from '../../operator/core/environment';
import { queues, type StandIns, secretIds, tableName } from '../stand-ins';

/** The running local bridge for operators. @param url the webhook port's address */
export function localEnvironment(settings: Settings, standIns: StandIns, url: string): OperatedEnvironment {
  const { sqs, database, queueClient, secretsClient } = standIns;
  return {
    name: settings.environment,
    settings,
    ledger: { client: database, tableName },
    queues: {
      client: queueClient,
      eventsUrl: sqs.queueUrl(queues.events),
      deadLettersUrl: sqs.queueUrl(queues.deadLetters),
      oldestMs: async () => sqs.oldestMs(queues.events),
    },
    secrets: { client: secretsClient, ids: secretIds },
    webhookUrls: webhookUrls(settings.stores, url),
    who: 'local',
  };
}
