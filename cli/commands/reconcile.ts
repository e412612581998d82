import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Command } from 'commander';
import { systemClock } from '../../lambda/clock';
import { composeReconciliation, type Reconciled } from '../../lambda/composition/compose-reconciliation';
import { sendOverNetwork } from '../../lambda/http/http';
import { parsedJson } from '../../lambda/json';
import { noOthers } from '../../lambda/own-addresses';
import { type Failure, failureText } from '../../lambda/reconcile/report';
import { isTrouble, subscriptionsText } from '../../lambda/reconcile/subscriptions-report';
import type { StoreSettings } from '../../lambda/settings';
import { vendorChanges } from '../../lambda/sources/changes-registry';
import { storeKey } from '../../lambda/store-name';
import { sdkDynamoDb, sdkSecrets, sdkSqs } from '../../operator/core/sdk-calls';
import { countText, durationText } from '../../operator/core/text/quantities';
import { fixedMoment, sourceArgument, storeArgument, storeOption } from '../arguments';
import { bridgeCommand } from '../command';
import type { Connection, DeployedConnection } from '../connection/connection';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { callsOf } from '../secret-value';
import { chosenStore } from '../stores';

interface Options {
  readonly store?: string;
  readonly since?: Date;
}

/** Runs a store's reconciliation now, instead of at its next time. */
export function reconcile(frame: Frame): Command {
  return bridgeCommand(
    'reconcile',
    'AdminPolicy',
    "ask a store's vendor now what has changed, and bring over what webhooks missed",
  )
    .addArgument(sourceArgument('[source]', 'not needed where there is one store'))
    .argument(...storeArgument)
    .option(...storeOption)
    .option('--since <time>', 'go back to then: for what earlier runs missed', fixedMoment)
    .action(
      async (source: string | undefined, name: string | undefined, { store: given, since }: Options) => {
        const connection = await frame.connect();
        const { settings } = connection.environment;
        // A choice is offered among those alone that can be asked; one that is named is told why it cannot.
        const stores = settings.stores.filter((each) => vendorChanges.has(each.source));
        const offered = source === undefined && given === undefined ? { ...settings, stores } : settings;
        const store = chosenStore(offered, { source, name, store: given });
        const ran = await run(store, connection, since);
        frame.answer({ store: storeKey(store), ...ran }, () => [
          lineOf(store, ran),
          ...subscriptionLines(store, ran),
        ]);
        if (!isWell(ran)) frame.fail();
      },
    );
}

function isWell(ran: Reconciled): boolean {
  if (ran.kind !== 'ended') return ran.kind === 'busy';
  const { report, subscriptions } = ran;
  return report.failure === null && !(subscriptions && isTrouble(subscriptions));
}

const longestMs = 4 * 60_000;

function run(store: StoreSettings, connection: Connection, since?: Date): Promise<Reconciled> {
  if (connection.kind === 'deployed') return invoked(store, connection, since);
  const { settings, ledger, queue, secrets, webhookUrls, ownAddresses = noOthers } = connection.environment;
  const read = sdkSecrets(secrets.client);
  const sqs = sdkSqs(queue.client);
  const runStore = composeReconciliation({
    ...systemClock,
    settings,
    table: { tableName: ledger.tableName, db: sdkDynamoDb(ledger.client) },
    readSecret: async (name) => {
      const id = secrets.ids[name];
      return id === undefined ? undefined : read(id);
    },
    keyVersions: callsOf({ client: secrets.client, id: secrets.ids['reconcile-keys'] ?? '' }),
    enqueue: async (MessageBody, MessageGroupId) => {
      await sqs.sendMessage({ QueueUrl: queue.url, MessageBody, MessageGroupId });
    },
    http: sendOverNetwork(systemClock.now),
    addresses: { urls: webhookUrls, own: ownAddresses },
    log: () => {},
  });
  return runStore(store, new Date(systemClock.now().getTime() + longestMs), true, since);
}

/** As its schedule calls it. */
async function invoked(
  { source, store }: StoreSettings,
  { config, outputs }: DeployedConnection,
  since?: Date,
): Promise<Reconciled> {
  const FunctionName = outputs.get('ReconcileFunction');
  if (FunctionName === undefined) return { kind: 'not-asked' };
  const client = new LambdaClient({
    region: config.aws.region,
    // It answers once the run is over.
    requestHandler: { requestTimeout: longestMs + 10_000 },
    maxAttempts: 1,
  });
  try {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify({ source, store, byHand: true, since }) }),
    );
    const answer = parsedJson(Buffer.from(Payload ?? []).toString());
    if (FunctionError === undefined && isReconciled(answer)) return answer;
    throw new CommandError('failed', '`reconcile` did not run to its end.', 'Its log says why.');
  } finally {
    client.destroy();
  }
}

/** Of our own function: only that it answered is looked at. */
const isReconciled = (answer: unknown): answer is Reconciled =>
  typeof answer === 'object' && answer !== null && 'kind' in answer;

function notAskedText({ source }: StoreSettings): string {
  return vendorChanges.has(source)
    ? "reconciliation is off; `reconcile` in the environment's config turns it on"
    : `no reconciliation for this source, only for ${[...vendorChanges.keys()].join(', ')}`;
}

function lineOf(store: StoreSettings, ran: Reconciled): string {
  const key = storeKey(store);
  switch (ran.kind) {
    case 'not-asked':
      return `${key}: ${notAskedText(store)}`;
    case 'busy':
      return `${key}: a run is under way`;
    case 'ended': {
      const { found, fed, known, unreadable, ms, failure } = ran.report;
      const figures = `${countText(found, 'change')} found, ${fed} put on the queue, ${known} known, in ${durationText(ms)}`;
      const unread = unreadable.length === 0 ? '' : `; not read: ${unreadable.join(', ')}`;
      if (!failure) return `${key}: ${figures}${unread}`;
      const since = ran.succeeded
        ? `the last whole run began ${durationText(ran.agoMs)} ago`
        : 'no run has come to its end yet';
      return `${key}: ${failed(failure)}; until then ${figures}${unread}; ${since}`;
    }
    default:
      return ran satisfies never;
  }
}

function subscriptionLines(store: StoreSettings, ran: Reconciled): string[] {
  if (ran.kind !== 'ended' || !ran.subscriptions) return [];
  return subscriptionsText(ran.subscriptions).map((text) => `${storeKey(store)}: its webhooks ${text}`);
}

const failed = (failure: Failure) => `not to its end, because ${failureText(failure)}`;
