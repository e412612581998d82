import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { sources } from '../../../lambda/sources/registry';
import { awsEnvironment } from '../../../local/aws/environment';
import { startSecretsManager } from '../../../local/aws/secrets-manager';
import { startSqs } from '../../../local/aws/sqs';
import { Closing } from '../../../local/closing';
import { localSettings } from '../../../local/local-settings';
import { newToken } from '../../../operator/console/access/token';
import { packagesFolders } from '../peers/packages';
import { overTls } from '../tls/over-tls';
import { webhookSecret } from '../webhooks';

/** The stand-ins of SQS and Secrets Manager behind TLS, and an environment that both functions find complete. */
export async function startSurroundings(folder: string) {
  const closing = new Closing();
  const sqsOverTls = await overTls(() => sqs.endpoint);
  closing.add(sqsOverTls.close);
  const sqs = await startSqs({
    tunnel: new URL(sqsOverTls.endpoint).host,
    queues: [
      { name: 'dead-letters', visibilityTimeoutSeconds: 60 },
      { name: 'events', visibilityTimeoutSeconds: 60 },
    ],
  });
  closing.add(sqs.close);
  const webhookSecrets = Object.fromEntries(
    [...sources.keys()].map((source) => [`${source}/default`, [webhookSecret(source)]]),
  );
  const secretsOverTls = await overTls(() => secrets.endpoint);
  closing.add(secretsOverTls.close);
  const secrets = await startSecretsManager({
    tunnel: new URL(secretsOverTls.endpoint).host,
    secrets: { webhooks: { current: JSON.stringify(webhookSecrets) } },
  });
  closing.add(secrets.close);
  const settingsFile = join(folder, 'settings.json');
  const settings = localSettings({
    baseUrl: 'https://masivo.example.com/api/storefront/v1',
    account: 'bench',
  });
  writeFileSync(settingsFile, JSON.stringify(settings));
  const queueUrl = (name: string) => `${sqsOverTls.endpoint}${new URL(sqs.queueUrl(name)).pathname}`;
  return {
    environment: {
      ...awsEnvironment(
        {
          sqs: sqsOverTls.endpoint,
          secretsManager: secretsOverTls.endpoint,
          // No measured event reaches the ledger.
          dynamoDb: 'https://127.0.0.1:9',
        },
        newToken(),
      ),
      // An unbundled peer has no packages beside it.
      NODE_PATH: packagesFolders().join(delimiter),
      SETTINGS_FILE: settingsFile,
      QUEUE_URL: queueUrl('events'),
      DEAD_LETTER_QUEUE_URL: queueUrl('dead-letters'),
      LEDGER_TABLE: 'ledger',
      WEBHOOKS_SECRET_ID: 'webhooks',
      MASIVO_SECRET_ID: 'masivo',
      EMAIL_INDEX_SECRET_ID: 'email-index',
    },
    close: () => closing.close(),
  };
}
