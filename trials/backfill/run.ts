import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JournalLine, readJournal } from '../../cli/backfill/engine/journal';
import { systemClock } from '../../lambda/clock';
import { startBridge } from '../../local/bridge';
import { localDefaults } from '../../local/options';
import { localStores, secretsOf } from '../../local/webhook-secrets';
import { modelled, writeShoppers } from '../vendors/modelled';
import { startSandbox } from './sandbox';

export interface LongRunOptions {
  readonly customers: number;
  /** Between two migration requests, as the sandbox and the backfill have it. */
  readonly everyMs: number;
  /** Kill it, by SIGKILL, when about half is sent. */
  readonly kill: boolean;
  /** Send a consent record for each. */
  readonly consent: boolean;
  readonly bundles: string;
  readonly onProgress: (sent: number, residentMb: number) => void;
}

export interface LongRunReport {
  readonly customers: number;
  readonly everyMs: number;
  /** From the first request of a process to its last, summed over its processes, and what the rate limit sets for that. */
  readonly sendingMs: number;
  readonly limitMs: number;
  readonly ratio: number;
  /** From the kill to the first request afterwards. */
  readonly resumedAfterMs: number | null;
  /** MB, of the backfill's process, by the tenth of the way. */
  readonly residentMb: readonly number[];
  readonly masivo: {
    readonly customers: number;
    readonly registrations: number;
    readonly consents: number;
    /** Customers that were sent to Masivo although it had them. */
    readonly skippedMigrations: number;
    readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  readonly violations: readonly string[];
}

type Figures = Omit<LongRunReport, 'violations'>;

const root = join(__dirname, '..', '..');
const lookEveryMs = 1000;

/** A local bridge, and the command beside it in a process of its own, killed half-way and begun again. */
export async function runLong(options: LongRunOptions): Promise<LongRunReport> {
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-backfill-'));
  const { everyMs, customers } = options;
  const sandbox = await startSandbox({
    apiKey: localDefaults.sandboxApiKey,
    migrationEveryMs: everyMs,
    migrationsPerHour: Math.ceil(3_600_000 / everyMs) + 1,
  });
  const bridge = await startBridge({
    port: 0,
    consolePort: 0,
    masivoPort: 0,
    dataDir: join(folder, 'data'),
    webhookSecrets: secretsOf(localStores),
    masivoBaseUrl: sandbox.baseUrl,
    credential: { apiKey: localDefaults.sandboxApiKey },
    bundles: options.bundles,
    onLogLine: () => {},
    ...(options.consent ? { adjustSettings: withConsent } : {}),
  });
  let child: ChildProcess | undefined;
  try {
    const file = join(folder, 'shoppers.jsonl');
    await writeShoppers(file, customers);
    const state = join(folder, 'state');
    const journal = join(state, 'local', `${modelled}-default`, 'journal.jsonl');
    const start = () =>
      spawn(
        process.execPath,
        ['--import', 'tsx', 'cli/bridge.ts', '--json', 'backfill', modelled, '--file', file, '--yes'].concat([
          '--state',
          state,
          '--every',
          String(everyMs),
          '--per-hour',
          '1000000',
          '--shows-within',
          '20',
        ]),
        {
          cwd: root,
          env: { ...process.env, DATA_DIR: join(folder, 'data') },
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
    const memory = new Map<number, number>();
    const watch = async (process: ChildProcess, until: (sent: number) => boolean) => {
      for (;;) {
        await systemClock.sleep(lookEveryMs);
        if (process.exitCode !== null) return;
        const { customers: sent } = await summaryOf(sandbox.controlUrl);
        const resident = residentMb(process.pid ?? 0);
        const tenth = Math.min(9, Math.floor((sent * 10) / customers));
        memory.set(tenth, Math.max(memory.get(tenth) ?? 0, resident));
        options.onProgress(sent, resident);
        if (until(sent)) return;
      }
    };

    child = start();
    let killedAt: number | undefined;
    if (options.kill) {
      await watch(child, (sent) => sent >= customers / 2);
      killedAt = Date.now();
      child.kill('SIGKILL');
      await once(child, 'exit');
      child = start();
    }
    await watch(child, () => false);
    const masivo = await summaryOf(sandbox.controlUrl);
    const requests = await requestsIn(`${journal.replace(/\.jsonl$/, '')}-before.jsonl`);
    const stretches = split(requests, killedAt);
    const sendingMs = sum(stretches.map((at) => (at.at(-1) ?? 0) - (at[0] ?? 0)));
    const limitMs = sum(stretches.map((at) => Math.max(0, at.length - 1) * everyMs));
    const resumed = stretches[1]?.[0];
    const figures = {
      customers,
      everyMs,
      sendingMs,
      limitMs,
      ratio: sendingMs / limitMs,
      resumedAfterMs: killedAt === undefined || resumed === undefined ? null : resumed - killedAt,
      residentMb: Array.from({ length: 10 }, (_, tenth) => memory.get(tenth) ?? 0),
      masivo,
    };
    return { ...figures, violations: [...violations(child.exitCode, figures, options), ...slow(figures)] };
  } finally {
    child?.kill('SIGKILL');
    await bridge.close();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function withConsent(
  settings: Parameters<NonNullable<Parameters<typeof startBridge>[0]['adjustSettings']>>[0],
) {
  const loyalty = { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true };
  const consent = { version: '1', loyalty, metadataKeys: {} };
  return { ...settings, stores: settings.stores.map((store) => ({ ...store, consent })) };
}

function violations(
  exitCode: number | null,
  { masivo }: Figures,
  { customers, consent }: LongRunOptions,
): string[] {
  return [
    ...(exitCode === 0 ? [] : [`the command ended with ${exitCode}`]),
    ...(masivo.customers === customers ? [] : [`Masivo has ${masivo.customers} customers`]),
    ...(masivo.registrations === 0 ? [] : [`${masivo.registrations} were rewarded`]),
    ...(masivo.skippedMigrations === 0 ? [] : [`${masivo.skippedMigrations} were given twice`]),
    ...(masivo.consents === (consent ? customers : 0) ? [] : [`${masivo.consents} have a consent record`]),
  ];
}

// In a short run the beginning weighs too much.
const judgedFrom = 100_000;
const mostRatio = 1.02;
const flat = 1.25;

function slow({ customers, ratio, residentMb }: Figures): string[] {
  if (customers < judgedFrom) return [];
  const [before, after] = [Math.max(...residentMb.slice(0, 5)), Math.max(...residentMb.slice(5))];
  return [
    ...(ratio <= mostRatio ? [] : [`it took ${ratio.toFixed(3)} times what the rate limit sets`]),
    ...(after <= before * flat ? [] : [`memory grows: ${before} MB at most, then ${after} MB`]),
  ];
}

async function summaryOf(controlUrl: string): Promise<LongRunReport['masivo']> {
  return (await (await fetch(`${controlUrl}/summary`)).json()) as LongRunReport['masivo'];
}

/** When each request was sent, epoch ms. */
async function requestsIn(journal: string): Promise<number[]> {
  const times: number[] = [];
  for await (const line of readJournal(journal)) if (isRequest(line)) times.push(line.at);
  return times;
}

const isRequest = (line: JournalLine): line is Extract<JournalLine, { is: 'sending' }> =>
  line.is === 'sending' && line.customers.length > 0;

const split = (times: readonly number[], at: number | undefined) =>
  at === undefined ? [times] : [times.filter((time) => time <= at), times.filter((time) => time > at)];

const sum = (numbers: readonly number[]) => numbers.reduce((total, next) => total + next, 0);

function residentMb(pid: number): number {
  try {
    return Math.round(
      Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024,
    );
  } catch {
    return 0;
  }
}
