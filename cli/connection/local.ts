import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { parseSettings, type Settings } from '../../lambda/settings';
import { webhookUrls } from '../../lambda/webhook-address';
import { type RunFile, runsIn } from '../../local/run-file';
import { CommandError } from '../exit';
import type { LocalConnection } from './connection';
import { oldestMessageMs } from './oldest-message';

const healthTimeoutMs = 2000;

/**
 * @param given DATA_DIR. Where it is set, the bridge of that very folder is meant, if it answers; else the one that
 * runs there or in a subfolder: the local run with settings of an environment has one.
 * @throws CommandError where no bridge runs on this machine with this data folder, or several.
 */
export async function connectLocally(given: string | undefined): Promise<LocalConnection> {
  const run = await runningIn(given);
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
      name: settings.environment,
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

async function runningIn(given: string | undefined): Promise<RunFile> {
  const dataDir = resolve(given || '.bridge');
  const known = runsIn(dataDir);
  const [first] = known;
  if (!first) throw notRunning(`No local bridge runs with the data folder ${dataDir}.`);
  const answering = await Promise.all(
    known.map(async (each) => ((await answers(each.run)) ? [each] : [])),
  ).then((all) => all.flat());
  const [only, another] = answering;
  if (!only) {
    throw notRunning(
      `The local bridge of ${first.folder} (process ${first.run.pid}) does not answer any more.`,
    );
  }
  const named = given ? answering.find(({ folder }) => folder === dataDir) : undefined;
  if (named) return named.run;
  if (!another) return only.run;
  throw new CommandError(
    'usage',
    `Several local bridges run: ${answering.map(({ folder }) => folder).join(', ')}.`,
    'Set DATA_DIR to the folder of the one that is meant.',
  );
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
