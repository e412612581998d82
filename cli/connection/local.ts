import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { parseSettings, type Settings } from '../../lambda/settings';
import { webhookUrls } from '../../lambda/webhook-address';
import { credentialsOf } from '../../local/aws/environment';
import type { RunFile } from '../../local/run-file';
import { runningBridge } from '../../local/running';
import { withToken } from '../../operator/remote/authorise';
import { httpCall } from '../../operator/remote/http-call';
import { CommandError } from '../exit';
import type { LocalConnection } from './connection';

/**
 * @param given DATA_DIR. Where it is set, the bridge of that very folder is meant, if it answers; else the one that
 * runs there or in a subfolder: the local run with settings of an environment has one.
 * @throws CommandError where no bridge runs on this machine with this data folder, or several.
 */
export async function connectLocally(given: string | undefined): Promise<LocalConnection> {
  const run = await runningIn(given);
  const settings = readSettings(run.settingsFile);
  const here = { region: 'us-east-1', credentials: credentialsOf(run.token) };
  const clients = {
    sqs: new SQSClient({ ...here, endpoint: run.endpoints.sqs }),
    dynamoDb: new DynamoDBClient({ ...here, endpoint: run.endpoints.dynamoDb }),
    secrets: new SecretsManagerClient({ ...here, endpoint: run.endpoints.secretsManager }),
  };
  return {
    kind: 'local',
    run,
    call: httpCall({ url: run.operateUrl, authorise: withToken(run.token) }),
    environment: {
      name: settings.environment,
      settings,
      ledger: { client: clients.dynamoDb, tableName: run.tableName },
      queue: { client: clients.sqs, url: run.eventsUrl },
      secrets: { client: clients.secrets, ids: run.secretIds },
      webhookUrls: webhookUrls(settings.stores, run.url),
      who: 'local',
    },
    close() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

async function runningIn(given: string | undefined): Promise<RunFile> {
  const running = await runningBridge(given);
  switch (running.kind) {
    case 'found':
      return running.run;
    case 'none':
      throw notRunning(running.why);
    case 'several':
      throw new CommandError('usage', running.why, 'Set DATA_DIR to the folder of the one that is meant.');
    default:
      return running satisfies never;
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
