import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { mappingAt } from '../lambda/mapping/read-mapping';
import type { Settings, StoreSettings } from '../lambda/settings';
import { parseStoreKey, storeKey } from '../lambda/store-name';
import { webhookPath, webhookUrls } from '../lambda/webhook-address';
import { linkWith } from '../operator/console/access/token';
import { consoleApp } from '../operator/console/app';
import type { Operator } from '../operator/core/operator';
import { withToken } from '../operator/remote/authorise';
import { httpCall } from '../operator/remote/http-call';
import { remoteOperator } from '../operator/remote/remote-operator';
import { accessKeyOf } from './aws/environment';
import type { SecretsManager } from './aws/secrets-manager';
import type { Sqs } from './aws/sqs';
import { Closing } from './closing';
import { localBridge } from './console/local-bridge';
import { openDataFolder } from './data-folder';
import { startEventSource } from './functions/event-source';
import { inTurn } from './functions/in-turn';
import type { LocalFunction } from './functions/local-function';
import { type FunctionsOptions, startFunctions } from './functions/start-functions';
import { httpApi } from './http-api';
import { bindPort } from './listen';
import { localSettings } from './local-settings';
import { unknownAddress } from './log-lines';
import type { MasivoSandbox } from './masivo/sandbox';
import { accountLabel, type SandboxOptions, startSandbox } from './masivo-of-run';
import { operateApi } from './operate-api';
import { writeOwnFile } from './own-file';
import { withOwnSettings } from './own-settings';
import { writeRunFile } from './run-file';
import { queues, type StandInOptions, secretIds, startStandIns, tableName } from './stand-ins';
import { type LocalVendor, startVendors } from './vendors/server';
import type { StoreSecrets } from './webhook-secrets';

export interface BridgeOptions extends StandInOptions, SandboxOptions, FunctionsOptions {
  readonly adjustSettings?: (settings: Settings) => Settings;
  /** Batches under way at once. */
  readonly workers?: number;
}

export interface Bridge {
  readonly url: string;
  readonly consoleUrl: string;
  /** The link that lets a browser into the console. */
  readonly consoleLink: string;
  /** Whoever calls the console, a stand-in or the sandbox's control API shows it. */
  readonly token: string;
  /** By `source/store`; the first one signs. */
  readonly webhookSecrets: StoreSecrets;
  readonly masivoBaseUrl: string;
  readonly sandbox: MasivoSandbox | undefined;
  /** What the sandbox exchanges for tokens. */
  readonly sandboxKey: string;
  /** Where `deliver` reads the customers whom events only name, by source. */
  readonly vendors: ReadonlyMap<string, LocalVendor>;
  readonly secrets: SecretsManager;
  readonly sqs: Sqs;
  /** The functions' environment: AWS's endpoints, and the names of this environment's resources. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stores: readonly StoreSettings[];
  /** Where each store's webhooks go, by `source/store`. */
  readonly webhookUrls: Readonly<Record<string, string>>;
  readonly operator: Operator;
  readonly receive: LocalFunction;
  /** The first process of {@link delivers}. */
  readonly deliver: LocalFunction;
  readonly delivers: readonly LocalFunction[];
  readonly operate: LocalFunction;
  /** Events on the queue that did not end yet. */
  waiting(): number;
  /** Messages in the DLQ, which end with the process. */
  deadLetters(): number;
  close(): Promise<void>;
}

const defaultWorkers = 4;

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
  openDataFolder(dataDir, options.own?.folder);

  // The ports and the ledger's lock come first: a second start must fail before it touches the first one's data.
  const front = await bindPort('PORT', options.port, options.tunnelHost);
  closing.add(front.close);
  const operatorSide = await bindPort('CONSOLE_PORT', options.consolePort);
  closing.add(operatorSide.close);

  const standIns = await startStandIns(options, dataDir, closing);
  const { sqs, secrets, queueClient, token } = standIns;
  const sandboxKey = 'apiKey' in options.credential ? options.credential.apiKey : randomUUID();
  const sandbox = options.masivoBaseUrl
    ? undefined
    : await startSandbox(options, { dataDir, controlToken: token, apiKey: sandboxKey }, closing);
  const vendorKeys = [standIns.keys.vendorKeys, standIns.keys.changesKeys].flatMap((keys) =>
    Object.entries(keys),
  );
  const vendors = await startVendors(closing, {
    token,
    keys: (source) =>
      vendorKeys.flatMap(([store, key]) => (parseStoreKey(store)?.source === source ? [key] : [])),
    accountOf: (key) => {
      const [name] = vendorKeys.find(([, each]) => each === key) ?? [];
      const store = options.own?.settings.stores.find((each) => storeKey(each) === name);
      return store?.vendorAccount === 'any' ? undefined : store?.vendorAccount;
    },
  });
  const vendorUrls = Object.fromEntries([...vendors].map(([source, { url }]) => [source, url]));
  const masivoBaseUrl = sandbox?.baseUrl ?? options.masivoBaseUrl ?? '';
  const account = sandbox ? 'sandbox' : accountLabel(masivoBaseUrl, options.credential);
  const url = `http://127.0.0.1:${front.port}`;
  const settingsFile = join(dataDir, 'settings.json');
  const defaults = localSettings({ baseUrl: masivoBaseUrl, account }, vendorUrls);
  const chosen = options.own ? withOwnSettings(defaults, options.own) : defaults;
  const settings = options.adjustSettings?.(chosen) ?? chosen;
  writeOwnFile(settingsFile, JSON.stringify(settings, null, 2));
  const mappingFile = join(dataDir, 'mapping.json');
  // Another start may have had one.
  rmSync(mappingFile, { force: true });
  if (options.own?.mapping) writeOwnFile(mappingFile, JSON.stringify(options.own.mapping));
  const environment = {
    ...standIns.environment,
    SETTINGS_FILE: settingsFile,
    MAPPING_FILE: mappingFile,
    OWN_ADDRESSES: JSON.stringify({ url, open: [], hosts: [] }),
  };
  const { receive, delivers, operate } = startFunctions({
    options,
    // As on AWS, each function is a caller of its own.
    environmentOf: (name) => ({ ...environment, AWS_ACCESS_KEY_ID: accessKeyOf(token, name) }),
    closing,
  });
  const [deliver] = delivers;
  const eventSource = startEventSource({
    queueUrl: sqs.queueUrl(queues.events),
    client: queueClient,
    deliver: inTurn(delivers),
    workers: options.workers ?? defaultWorkers,
  });
  closing.add(eventSource.stop);

  const calls = await bindPort('PORT', 0);
  closing.add(calls.close);
  calls.serve(operateApi(operate, token));
  const operateUrl = `http://127.0.0.1:${calls.port}`;
  const operator = remoteOperator({
    call: httpCall({ url: operateUrl, authorise: withToken(token) }),
    stores: settings.stores,
    mapping: async () => mappingAt(mappingFile),
  });
  const local = localBridge({
    url,
    stores: settings.stores,
    secrets: standIns.webhookSecrets,
    sandboxControl: sandbox && { url: sandbox.controlUrl, token },
    vendorUrls,
  });
  const app = consoleApp(
    { operator, environment: { name: settings.environment, settings, who: 'local' }, local },
    { port: operatorSide.port, token },
  );
  operatorSide.serve(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  const addresses = settings.stores.map(webhookPath);
  front.serve(httpApi(receive, (path) => options.onLogLine(unknownAddress(path, addresses))));
  // Stopping begins at ingress.
  closing.add(front.close);

  const consoleUrl = `http://127.0.0.1:${operatorSide.port}`;
  const forgetRun = writeRunFile(dataDir, {
    pid: process.pid,
    url,
    consoleUrl,
    masivoBaseUrl,
    sandboxUrl: sandbox ? new URL(sandbox.baseUrl).origin : null,
    sandboxKey: sandbox ? sandboxKey : null,
    token,
    settingsFile,
    configFolder: options.own?.folder ?? null,
    endpoints: standIns.endpoints,
    eventsUrl: sqs.queueUrl(queues.events),
    deadLettersUrl: sqs.queueUrl(queues.deadLetters),
    operateUrl,
    tableName,
    secretIds,
  });
  closing.add(forgetRun);
  const waitingIn = (queue: string) =>
    Object.values(sqs.waiting(queue)).reduce((sum, count) => sum + count, 0);

  return {
    url,
    consoleUrl,
    consoleLink: linkWith(consoleUrl, token),
    token,
    webhookSecrets: standIns.webhookSecrets,
    masivoBaseUrl,
    sandboxKey,
    sandbox,
    vendors,
    secrets,
    sqs,
    environment,
    stores: settings.stores,
    webhookUrls: webhookUrls(settings.stores, url),
    operator,
    receive,
    deliver,
    delivers,
    operate,
    waiting: () => waitingIn(queues.events),
    deadLetters: () => waitingIn(queues.deadLetters),
    close: () => closing.close(),
  };
}
