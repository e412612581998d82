import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { deliveryCapacity } from '../../../infra/delivery-capacity';
import { systemClock } from '../../../lambda/clock';
import { Closing } from '../../../local/closing';
import { startEventSource } from '../../../local/functions/event-source';
import { type LocalFunction, startLocalFunction } from '../../../local/functions/local-function';
import { localSettings } from '../../../local/local-settings';
import { startMasivoSandbox } from '../../../local/masivo/sandbox';
import { localOptions } from '../../../local/options';
import { queues, startStandIns } from '../../../local/stand-ins';
import { batchOfOne, fillQueue } from './backlog';

export interface DrainOptions {
  readonly bundles: string;
  /** For the ledger, which is taken away again. */
  readonly scratch: string;
  /** Each in a process of its own, as on Lambda: what they know of each other is in the ledger. */
  readonly workers: number;
  readonly events: number;
  /** What the destination takes per second; above it, it answers 429. */
  readonly perSecond: number;
  /** Whether the bridge is told of that limit. */
  readonly rateLimited: boolean;
  readonly onCreated?: (created: number) => void;
}

export interface Drained {
  /** From the moment the workers begin to poll until the last shopper is created. */
  readonly seconds: number;
  readonly refusals: number;
}

const longestSeconds = 180;

/** As the stack chooses it for these workers. */
const batchSizeOf = ({ perSecond, workers }: DrainOptions) =>
  deliveryCapacity({
    masivo: { rateLimit: { perSecond } },
    delivery: { concurrency: workers, batchWindowSeconds: 0 },
  }).batchSize;

/** Drains a backlog that waits on the queue, once, with everything real but AWS and Masivo. */
export async function drain(options: DrainOptions): Promise<Drained> {
  const dataDir = mkdtempSync(join(options.scratch, 'drain-'));
  const closing = new Closing();
  try {
    return await run(options, dataDir, closing);
  } finally {
    await closing.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function run(options: DrainOptions, dataDir: string, closing: Closing): Promise<Drained> {
  const { events, perSecond, rateLimited } = options;
  const apiKey = randomUUID();
  const standIns = await startStandIns(
    { ...localOptions({ DATA_DIR: dataDir, MASIVO_API_KEY: apiKey }), visibilityTimeoutSeconds: 60 },
    dataDir,
    closing,
  );
  const sandbox = await startMasivoSandbox({
    port: 0,
    apiKey,
    requestsPerSecond: perSecond,
  });
  closing.add(sandbox.close);
  const settings = localSettings({ baseUrl: sandbox.baseUrl, account: 'bench' });
  const { masivo } = settings;
  const settingsFile = join(dataDir, 'settings.json');
  writeFileSync(
    settingsFile,
    JSON.stringify({ ...settings, masivo: rateLimited ? { ...masivo, rateLimit: { perSecond } } : masivo }),
  );

  const created = counter(events, options.onCreated);
  const workers = Array.from({ length: options.workers }, () =>
    startLocalFunction({
      name: 'deliver',
      bundle: join(options.bundles, 'deliver', 'index.js'),
      environment: { ...standIns.environment, SETTINGS_FILE: settingsFile },
      timeoutMs: 60_000,
      onLogLine: created.see,
    }),
  );
  closing.add(() => Promise.all(workers.map((worker) => worker.stop())));
  const queueUrl = standIns.sqs.queueUrl(queues.events);
  await fillQueue(standIns.queueClient, queueUrl, events);
  // Their cold starts are another figure, and a token of Masivo's lasts an hour. One after the other, so that not
  // even this asks for too much.
  for (const worker of workers) {
    await warmUp(worker);
    await systemClock.sleep(2500 / perSecond);
  }
  const refusedBefore = await refusalsBy(sandbox.controlUrl);

  created.begin();
  const started = performance.now();
  for (const deliver of workers) {
    const source = startEventSource({
      queueUrl,
      client: standIns.queueClient,
      deliver,
      workers: 1,
      batchSize: batchSizeOf(options),
    });
    closing.add(source.stop);
  }
  await created.all;
  const seconds = (performance.now() - started) / 1000;
  return { seconds, refusals: (await refusalsBy(sandbox.controlUrl)) - refusedBefore };
}

async function warmUp(worker: LocalFunction): Promise<void> {
  const invoked = await worker.invoke(batchOfOne());
  if (invoked.kind !== 'result') throw new Error('A worker could not start');
}

/** Counts the attempts that created somebody since `begin`; `all` resolves with the last of them. */
function counter(events: number, onCreated: DrainOptions['onCreated']) {
  let created = 0;
  let begun = false;
  let giveUp: NodeJS.Timeout | undefined;
  const { promise: all, resolve, reject } = deferred();
  return {
    all: all.finally(() => clearTimeout(giveUp)),
    begin(): void {
      begun = true;
      const tooLate = () =>
        reject(new Error(`After ${longestSeconds} s ${created} of ${events} were created`));
      giveUp = setTimeout(tooLate, longestSeconds * 1000);
    },
    see(line: string): void {
      if (!begun || !line.includes('"event":"attempt"') || !line.includes('"outcome":"created"')) return;
      created += 1;
      onCreated?.(created);
      if (created === events) resolve();
    },
  };
}

function deferred() {
  let resolve = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<void>((end, fail) => {
    resolve = end;
    reject = fail;
  });
  return { promise, resolve, reject };
}

const SandboxRecord = v.object({ requests: v.record(v.string(), v.record(v.string(), v.number())) });

/** How often the sandbox answered 429, whatever was asked. */
async function refusalsBy(controlUrl: string): Promise<number> {
  const response = await fetch(`${controlUrl}/record`);
  const { requests } = v.parse(SandboxRecord, await response.json());
  return Object.values(requests).reduce((sum, answers) => sum + (answers['429'] ?? 0), 0);
}
