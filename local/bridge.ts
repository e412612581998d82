import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { Release } from '../lambda/envelope';
import type { Settings } from '../lambda/settings';
import { operatorApi } from '../operator/api';
import { type LedgerReader, ledgerReader } from '../operator/deliveries';
import { setPaused } from '../operator/pause';
import { type Replayed, replay } from '../operator/replay';
import { startDynamoDb } from './aws/dynamodb';
import { awsEnvironment } from './aws/environment';
import type { Faults } from './aws/faults';
import { type SecretsManager, startSecretsManager } from './aws/secrets-manager';
import { type Sqs, startSqs } from './aws/sqs';
import { Closing } from './closing';
import { startEventSource } from './functions/event-source';
import { type LocalFunction, startLocalFunction } from './functions/local-function';
import { httpApi } from './http-api';
import { createLedgerTable } from './ledger-table';
import { bindPort, portError } from './listen';
import { localSettings } from './local-settings';
import { loopbackGuard } from './loopback-guard';
import { type MasivoSandbox, startMasivoSandbox } from './masivo/sandbox';
import { type LocalOptions, localDefaults, StartError } from './options';

export interface BridgeOptions extends LocalOptions {
  /** Where the built bundles are: `{bundles}/receive/index.js` and `{bundles}/deliver/index.js`. */
  readonly bundles: string;
  readonly onLogLine: (line: string) => void;
  /** For tests and chaos runs. */
  readonly faults?: { readonly sqs?: Faults; readonly secretsManager?: Faults; readonly dynamoDb?: Faults };
  readonly adjustSettings?: (settings: Settings) => Settings;
  readonly sandboxTokenLifetimeSeconds?: number;
  /** Batches under way at once. */
  readonly workers?: number;
  /** Longer than a lease, so that what a dead process held is free when its messages come back. */
  readonly visibilityTimeoutSeconds?: number;
}

export interface Bridge {
  readonly url: string;
  readonly consoleUrl: string;
  readonly masivoBaseUrl: string;
  readonly sandbox: MasivoSandbox | undefined;
  readonly secrets: SecretsManager;
  readonly sqs: Sqs;
  readonly ledger: LedgerReader;
  readonly receive: LocalFunction;
  readonly deliver: LocalFunction;
  replay(delivery: string, release?: Release): Promise<Replayed>;
  /** `*` for all, or stores as `source/store`; empty to let everything go on. */
  pause(stores: readonly string[]): Promise<void>;
  /** Events on the queue that did not end yet. */
  waiting(): number;
  close(): Promise<void>;
}

export const queues = { events: 'events', deadLetters: 'dead-letters' } as const;
const tableName = 'ledger';
const secretIds = {
  'shopify/default': 'shopify-default',
  'stripe/default': 'stripe-default',
  masivo: 'masivo',
  'email-index': 'email-index',
} as const;

const defaultVisibilitySeconds = 10;
const defaultWorkers = 4;

async function startSandbox(
  options: BridgeOptions,
  dataDir: string,
  closing: Closing,
): Promise<MasivoSandbox> {
  const started = startMasivoSandbox({
    port: options.masivoPort,
    apiKey: 'apiKey' in options.credential ? options.credential.apiKey : localDefaults.sandboxApiKey,
    file: join(dataDir, 'masivo-sandbox.jsonl'),
    ...(options.sandboxTokenLifetimeSeconds === undefined
      ? {}
      : { tokenLifetimeSeconds: options.sandboxTokenLifetimeSeconds }),
  });
  const sandbox = await started.catch((error: unknown) => {
    throw portError('MASIVO_PORT', options.masivoPort, error);
  });
  closing.add(sandbox.close);
  return sandbox;
}

/** Starts the whole bridge on this machine. @throws StartError when a port or the data folder is taken. */
export async function startBridge(options: BridgeOptions): Promise<Bridge> {
  const closing = new Closing();
  try {
    return await assemble(options, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function assemble(options: BridgeOptions, closing: Closing): Promise<Bridge> {
  const dataDir = resolve(options.dataDir);
  makeFolder(dataDir);

  // The ports and the ledger's lock come first: a second start by mistake must fail before it touches the first one's data.
  const front = await bindPort('PORT', options.port);
  closing.add(front.close);
  const operatorSide = await bindPort('CONSOLE_PORT', options.consolePort);
  closing.add(operatorSide.close);

  const dynamoDb = await startDynamoDb({
    path: join(dataDir, 'ledger'),
    ...injecting(options.faults?.dynamoDb),
  }).catch((error: Error) => {
    throw new StartError(`The ledger in ${dataDir} cannot be opened: ${error.message}`);
  });
  closing.add(dynamoDb.close);
  const sandbox = options.masivoBaseUrl ? undefined : await startSandbox(options, dataDir, closing);
  const masivoBaseUrl = sandbox?.baseUrl ?? options.masivoBaseUrl ?? '';
  const account = sandbox ? 'sandbox' : new URL(masivoBaseUrl).host;
  const visibilityTimeoutSeconds = options.visibilityTimeoutSeconds ?? defaultVisibilitySeconds;
  const sqs = await startSqs({
    queues: [
      { name: queues.deadLetters, visibilityTimeoutSeconds },
      // The backstop of AWS: our own code moves messages to the DLQ long before.
      {
        name: queues.events,
        visibilityTimeoutSeconds,
        deadLetterQueue: queues.deadLetters,
        maxReceiveCount: 1000,
      },
    ],
    ...injecting(options.faults?.sqs),
  });
  closing.add(sqs.close);
  const secrets = await startSecretsManager({
    secrets: {
      [secretIds['shopify/default']]: { current: JSON.stringify(options.shopifySecrets) },
      [secretIds['stripe/default']]: { current: JSON.stringify(options.stripeSecrets) },
      [secretIds.masivo]: { current: JSON.stringify(options.credential) },
      [secretIds['email-index']]: { current: 'local-email-index-secret' },
    },
    ...injecting(options.faults?.secretsManager),
  });
  closing.add(secrets.close);

  const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const database = new DynamoDBClient({ ...local, endpoint: dynamoDb.endpoint });
  const queueClient = new SQSClient({ ...local, endpoint: sqs.endpoint });
  closing.add(() => database.destroy());
  closing.add(() => queueClient.destroy());
  await createLedgerTable(database, tableName);

  const settingsFile = join(dataDir, 'settings.json');
  const settings = localSettings({ baseUrl: masivoBaseUrl, account });
  writeFileSync(settingsFile, JSON.stringify(options.adjustSettings?.(settings) ?? settings, null, 2));
  const environment = {
    ...awsEnvironment({
      sqs: sqs.endpoint,
      secretsManager: secrets.endpoint,
      dynamoDb: dynamoDb.endpoint,
    }),
    SETTINGS_FILE: settingsFile,
    QUEUE_URL: sqs.queueUrl(queues.events),
    DEAD_LETTER_QUEUE_URL: sqs.queueUrl(queues.deadLetters),
    LEDGER_TABLE: tableName,
    SECRET_IDS: JSON.stringify(secretIds),
  };
  const startFunction = (name: string, timeoutMs: number) =>
    startLocalFunction({
      bundle: join(options.bundles, name, 'index.js'),
      environment,
      timeoutMs,
      onLogLine: options.onLogLine,
    });
  const receive = startFunction('receive', 10_000);
  const deliver = startFunction('deliver', 30_000);
  closing.add(() => Promise.all([receive.stop(), deliver.stop()]));
  const eventSource = startEventSource({
    queueUrl: sqs.queueUrl(queues.events),
    client: queueClient,
    deliver,
    workers: options.workers ?? defaultWorkers,
  });
  closing.add(eventSource.stop);

  const ledger = ledgerReader({ client: database, tableName, account });
  const operator = new Hono().use(loopbackGuard(operatorSide.port)).route('/', operatorApi(ledger));
  operatorSide.serve(getRequestListener(operator.fetch, { overrideGlobalObjects: false }));
  front.serve(httpApi(receive));
  // Stopping begins at the door.
  closing.add(front.close);

  return {
    url: `http://127.0.0.1:${front.port}`,
    consoleUrl: `http://127.0.0.1:${operatorSide.port}`,
    masivoBaseUrl,
    sandbox,
    secrets,
    sqs,
    ledger,
    receive,
    deliver,
    replay: (delivery, release) =>
      replay(delivery, { ledger, queue: { client: queueClient, url: sqs.queueUrl(queues.events) } }, release),
    pause: (stores) => setPaused(stores, { client: database, tableName, account }),
    waiting: () => Object.values(sqs.waiting(queues.events)).reduce((sum, count) => sum + count, 0),
    close: () => closing.close(),
  };
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new StartError(`DATA_DIR cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}

const injecting = (faults: Faults | undefined) => (faults ? { faults } : {});
