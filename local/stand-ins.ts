import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SecretIds } from '../lambda/secrets/secret-values';
import { newToken } from '../operator/console/access/token';
import { startDynamoDb } from './aws/dynamodb';
import { awsEnvironment, credentialsOf } from './aws/environment';
import type { Faults } from './aws/faults';
import { type SecretsManager, startSecretsManager } from './aws/secrets-manager';
import { type Sqs, startSqs } from './aws/sqs';
import type { Closing } from './closing';
import { type KeptSecrets, keptSecrets, withGiven } from './kept-secrets';
import { createLedgerTable } from './ledger-table';
import type { LocalOptions } from './options';
import { StartError } from './start-error';
import { localStores, type StoreSecrets } from './webhook-secrets';

export interface StandInOptions extends LocalOptions {
  /** Of the run: whoever calls its stand-ins shows it. A new one where it is left out. */
  readonly token?: string;
  /** For tests and chaos runs. */
  readonly faults?: { readonly sqs?: Faults; readonly secretsManager?: Faults; readonly dynamoDb?: Faults };
  /** What the functions call instead of AWS's endpoints, to see their calls. */
  readonly inFront?: (endpoints: Endpoints, closing: Closing) => Promise<Endpoints>;
  /** Longer than a lease, so that the leases of a dead process are over when its messages come back. */
  readonly visibilityTimeoutSeconds?: number;
}

export interface Endpoints {
  readonly sqs: string;
  readonly secretsManager: string;
  readonly dynamoDb: string;
}

/** AWS on this machine: the queue with its DLQ, the ledger's table, and the secrets with their values. */
export interface StandIns {
  readonly token: string;
  /** By `source/store`: those that were given, or else made-up ones. */
  readonly webhookSecrets: StoreSecrets;
  readonly keys: Pick<KeptSecrets, 'vendorKeys' | 'changesKeys'>;
  readonly sqs: Sqs;
  readonly secrets: SecretsManager;
  readonly database: DynamoDBClient;
  readonly queueClient: SQSClient;
  readonly secretsClient: SecretsManagerClient;
  /** The functions' environment variables for it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly endpoints: Endpoints;
}

export const queues = { events: 'events', deadLetters: 'dead-letters' } as const;
export const tableName = 'ledger';

export const secretIds = {
  webhooks: 'webhooks',
  masivo: 'masivo',
  'email-index': 'email-index',
  'vendor-keys': 'vendor-keys',
  'reconcile-keys': 'reconcile-keys',
  admin: 'admin',
} as const satisfies SecretIds;

const defaultVisibilitySeconds = 10;

/** @throws StartError when another run holds the ledger in this folder. */
export async function startStandIns(
  options: StandInOptions,
  dataDir: string,
  closing: Closing,
): Promise<StandIns> {
  const { token = newToken() } = options;
  const path = join(dataDir, 'ledger');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const dynamoDb = await startDynamoDb({ path, token, ...injecting(options.faults?.dynamoDb) }).catch(
    (error: Error) => {
      throw new StartError(
        `The ledger in ${dataDir} cannot be opened: ${error.message}. Stop that run, or set DATA_DIR to another folder.`,
      );
    },
  );
  closing.add(dynamoDb.close);
  const kept = keptSecrets(dataDir, options.own?.settings.stores ?? localStores);
  const webhookSecrets = withGiven(kept, options.webhookSecrets);
  const sqs = await startQueues(options, token);
  closing.add(sqs.close);
  const secrets = await startSecretsManager({
    secrets: {
      [secretIds.webhooks]: { current: JSON.stringify(webhookSecrets) },
      [secretIds.masivo]: { current: JSON.stringify(options.credential) },
      [secretIds['email-index']]: { current: kept.emailIndex },
      [secretIds['vendor-keys']]: { current: JSON.stringify(kept.vendorKeys) },
      [secretIds['reconcile-keys']]: { current: JSON.stringify(kept.changesKeys) },
      [secretIds.admin]: {},
    },
    token,
    ...injecting(options.faults?.secretsManager),
  });
  closing.add(secrets.close);

  const here = { region: 'us-east-1', credentials: credentialsOf(token) };
  const database = new DynamoDBClient({ ...here, endpoint: dynamoDb.endpoint });
  const queueClient = new SQSClient({ ...here, endpoint: sqs.endpoint });
  closing.add(() => database.destroy());
  const secretsClient = new SecretsManagerClient({ ...here, endpoint: secrets.endpoint });
  closing.add(() => queueClient.destroy());
  closing.add(() => secretsClient.destroy());
  await createLedgerTable(database, tableName);
  const endpoints = { sqs: sqs.endpoint, secretsManager: secrets.endpoint, dynamoDb: dynamoDb.endpoint };
  const called = (await options.inFront?.(endpoints, closing)) ?? endpoints;
  // The SDK sends where the queue's address points.
  const queueUrl = (name: string) => sqs.queueUrl(name).replace(endpoints.sqs, called.sqs);
  return {
    token,
    webhookSecrets,
    keys: kept,
    endpoints,
    sqs,
    secrets,
    database,
    queueClient,
    secretsClient,
    environment: {
      ...awsEnvironment(called, token),
      QUEUE_URL: queueUrl(queues.events),
      DEAD_LETTER_QUEUE_URL: queueUrl(queues.deadLetters),
      LEDGER_TABLE: tableName,
      WEBHOOKS_SECRET_ID: secretIds.webhooks,
      MASIVO_SECRET_ID: secretIds.masivo,
      EMAIL_INDEX_SECRET_ID: secretIds['email-index'],
      VENDOR_KEYS_SECRET_ID: secretIds['vendor-keys'],
      RECONCILE_KEYS_SECRET_ID: secretIds['reconcile-keys'],
    },
  };
}

function startQueues(
  { visibilityTimeoutSeconds = defaultVisibilitySeconds, faults }: StandInOptions,
  token: string,
) {
  const { events, deadLetters } = queues;
  return startSqs({
    queues: [
      { name: deadLetters, visibilityTimeoutSeconds },
      // AWS's backstop: our own code dead-letters messages long before.
      { name: events, visibilityTimeoutSeconds, deadLetterQueue: deadLetters, maxReceiveCount: 1000 },
    ],
    token,
    ...injecting(faults?.sqs),
  });
}

const injecting = (faults: Faults | undefined) => (faults ? { faults } : {});
