import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { buildFunctions } from '../../../infra/build/bundles';
import { sources } from '../../../lambda/sources/registry';
import { accessKeyOf } from '../../../local/aws/environment';
import { Closing } from '../../../local/closing';
import { sqsEvent } from '../../../local/functions/event-source';
import { localSettings } from '../../../local/local-settings';
import { startMasivoSandbox } from '../../../local/masivo/sandbox';
import { localOptions } from '../../../local/options';
import { queues, type StandIns, startStandIns } from '../../../local/stand-ins';
import { knownSecretsOf, localStores } from '../../../local/webhook-secrets';
import { webhookEvent } from '../../bench/webhooks';
import type { FunctionName } from '../iam/roles';
import type { RunningService } from '../service';
import type { LambdaHost } from './runtime-api';

export interface BundlesUnder {
  /** Starts one function where it is to be judged. */
  readonly start: (folder: string, environment: Readonly<Record<string, string>>) => Promise<LambdaHost>;
  readonly services: { readonly JUDGE_DYNAMODB?: RunningService; readonly JUDGE_SQS?: RunningService };
}

export interface BundlesJudged {
  readonly calls: number;
  readonly failures: readonly string[];
}

const Accepted = v.object({ statusCode: v.literal(200), body: v.string() });
const AllDone = v.object({ batchItemFailures: v.pipe(v.array(v.unknown()), v.length(0)) });
const Recorded = v.object({ customers: v.array(v.unknown()) });

/**
 * Runs the built bundles, as they are deployed, where somebody else calls them: an event of API Gateway for each
 * source goes in, a message comes out on the queue; an event of SQS with it goes in, a customer comes out in Masivo.
 */
export async function judgeBundles({ start, services }: BundlesUnder): Promise<BundlesJudged> {
  const bundles = mkdtempSync(join(tmpdir(), 'masivo-bridge-judges-'));
  const before = { ...process.env };
  const failures: string[] = [];
  try {
    await buildFunctions(bundles);
    for (const [name, { endpoint }] of Object.entries(services)) process.env[name] = endpoint;
    // A Masivo for each: the same person in two stores is one customer.
    for (const source of sources.keys()) {
      const failure = await judgeSource(source, bundles, start);
      if (failure !== undefined) failures.push(`${source}: ${failure}`);
    }
  } finally {
    process.env = before;
    rmSync(bundles, { recursive: true, force: true });
  }
  return { calls: 2 * sources.size, failures };
}

/** @returns what went wrong */
async function judgeSource(
  source: string,
  bundles: string,
  start: BundlesUnder['start'],
): Promise<string | undefined> {
  const scratch = mkdtempSync(join(tmpdir(), 'masivo-bridge-judges-'));
  const closing = new Closing();
  try {
    const apiKey = randomUUID();
    const options = {
      ...localOptions({ DATA_DIR: scratch, MASIVO_API_KEY: apiKey }),
      webhookSecrets: knownSecretsOf(localStores),
    };
    const standIns = await startStandIns(options, scratch, closing);
    const sandbox = await startMasivoSandbox({ port: 0, apiKey });
    closing.add(sandbox.close);
    const settingsFile = join(scratch, 'settings.json');
    writeFileSync(
      settingsFile,
      JSON.stringify(localSettings({ baseUrl: sandbox.baseUrl, account: 'judge' })),
    );
    const host = async (name: FunctionName) => {
      const started = await start(join(bundles, name), {
        ...standIns.environment,
        AWS_ACCESS_KEY_ID: accessKeyOf(standIns.token, name),
        SETTINGS_FILE: settingsFile,
      });
      closing.add(started.close);
      return started;
    };
    const hosts = { receive: await host('receive'), deliver: await host('deliver'), standIns };
    const failure = await throughBoth(source, hosts);
    if (failure !== undefined) return failure;
    const { customers } = v.parse(Recorded, await (await fetch(`${sandbox.controlUrl}/record`)).json());
    return customers.length === 1 ? undefined : `Masivo has ${customers.length} customers and not 1`;
  } finally {
    await closing.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Hosts {
  readonly receive: LambdaHost;
  readonly deliver: LambdaHost;
  readonly standIns: StandIns;
}

/** @returns what went wrong */
async function throughBoth(
  source: string,
  { receive, deliver, standIns }: Hosts,
): Promise<string | undefined> {
  const taken = await receive.invoke(webhookEvent(source));
  if (taken.kind === 'error') return `receive ended with ${taken.text}`;
  if (!v.is(Accepted, taken.value)) return `receive answered ${JSON.stringify(taken.value)}`;
  const [message] = await received(standIns);
  if (!message) return 'no message is on the queue';
  const delivered = await deliver.invoke(sqsEvent([message]));
  if (delivered.kind === 'error') return `deliver ended with ${delivered.text}`;
  if (!v.is(AllDone, delivered.value)) return `deliver answered ${JSON.stringify(delivered.value)}`;
  return undefined;
}

async function received({ queueClient, sqs }: StandIns): Promise<readonly Message[]> {
  const { Messages = [] } = await queueClient.send(
    new ReceiveMessageCommand({
      QueueUrl: sqs.queueUrl(queues.events),
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages;
}
