import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { parseSettings, type Settings } from '../../lambda/settings';
import { webhookUrls } from '../../lambda/webhook-address';
import { type RunFile, readRunFile } from '../../local/run-file';
import { CommandError } from '../exit';
import type { LocalConnection } from './connection';
import { oldestMessageMs } from './oldest-message';

const healthTimeoutMs = 2000;

/** @throws CommandError where no bridge runs on this machine with this data folder. */
export async function connectLocally(dataDir: string): Promise<LocalConnection> {
  const run = readRunFile(dataDir);
  if (!run) throw notRunning(`No local bridge runs with the data folder ${dataDir}.`);
  if (!(await answers(run))) {
    throw notRunning(`The local bridge of ${dataDir} (process ${run.pid}) does not answer any more.`);
  }
  const settings = readSettings(run.settingsFile);
  const here = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const clients = {
    sqs: new SQSClient({ ...here, endpoint: run.endpoints.sqs }),
    dynamoDb: new DynamoDBClient({ ...here, endpoint: run.endpoints.dynamoDb }),
    secrets: new SecretsManagerClient({ ...here, endpoint: run.endpoints.secretsManager }),
  };
  return {
    kind: 'local',
    run,
    environment: {
      name: 'local',
      settings,
      ledger: { client: clients.dynamoDb, tableName: run.tableName },
      queues: {
        client: clients.sqs,
        eventsUrl: run.eventsUrl,
        deadLettersUrl: run.deadLettersUrl,
        oldestMs: oldestMessageMs(run.eventsUrl, {
          client: clients.sqs,
          region: here.region,
          variables: { AWS_ENDPOINT_URL_CLOUDWATCH: run.endpoints.sqs },
        }),
      },
      secrets: { client: clients.secrets, ids: run.secretIds },
      webhookUrls: webhookUrls(settings.stores, run.url),
      who: 'local',
    },
    close() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** A killed process leaves its file behind, and its process id may be in use by another now. */
async function answers({ url }: RunFile): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(healthTimeoutMs) })).ok;
  } catch {
    return false;
  }
}

function readSettings(file: string): Settings {
  try {
    return parseSettings(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new CommandError(
      'failed',
      `The settings of the local bridge cannot be read: ${why}`,
      'Start the bridge again with the code of this folder.',
    );
  }
}

const notRunning = (message: string) =>
  new CommandError(
    'unreachable',
    message,
    'Start it with `npm start`, set DATA_DIR to its folder, or name a deployed environment with --env.',
  );
