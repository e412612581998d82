import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SecretIds } from '../lambda/secrets/secret-values';
import { startDynamoDb } from './aws/dynamodb';
import { awsEnvironment } from './aws/environment';
import type { Faults } from './aws/faults';
import { type SecretsManager, startSecretsManager } from './aws/secrets-manager';
import { type Sqs, startSqs } from './aws/sqs';
import type { Closing } from './closing';
import { createLedgerTable } from './ledger-table';
import type { LocalOptions } from './options';
import { StartError } from './start-error';
import { localStores, vendorKeysOf } from './webhook-secrets';

export interface StandInOptions extends LocalOptions {
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
  const path = join(dataDir, 'ledger');
  const dynamoDb = await startDynamoDb({ path, ...injecting(options.faults?.dynamoDb) }).catch(
    (error: Error) => {
      throw new StartError(`The ledger in ${dataDir} cannot be opened: ${error.message}`);
    },
  );
  closing.add(dynamoDb.close);
  const sqs = await startQueues(options);
  closing.add(sqs.close);
  const stores = options.own?.settings.stores ?? localStores;
  const secrets = await startSecretsManager({
    secrets: {
      [secretIds.webhooks]: { current: JSON.stringify(options.webhookSecrets) },
      [secretIds.masivo]: { current: JSON.stringify(options.credential) },
      [secretIds['email-index']]: { current: 'local-email-index-secret' },
      [secretIds['vendor-keys']]: {
        current: JSON.stringify(vendorKeysOf(stores, 'vendorKey')),
      },
      [secretIds['reconcile-keys']]: { current: JSON.stringify(vendorKeysOf(stores, 'changesKey')) },
      [secretIds.admin]: {},
    },
    ...injecting(options.faults?.secretsManager),
  });
  closing.add(secrets.close);

  const here = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
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
    endpoints,
    sqs,
    secrets,
    database,
    queueClient,
    secretsClient,
    environment: {
      ...awsEnvironment(called),
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

function startQueues({ visibilityTimeoutSeconds = defaultVisibilitySeconds, faults }: StandInOptions) {
  const { events, deadLetters } = queues;
  return startSqs({
    queues: [
      { name: deadLetters, visibilityTimeoutSeconds },
      // AWS's backstop: our own code dead-letters messages long before.
      { name: events, visibilityTimeoutSeconds, deadLetterQueue: deadLetters, maxReceiveCount: 1000 },
    ],
    ...injecting(faults?.sqs),
  });
}

const injecting = (faults: Faults | undefined) => (faults ? { faults } : {});
