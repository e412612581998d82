import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../lambda/clock';
import { startBridge } from '../../local/bridge';
import { knownSecretsOf, localStores } from '../../local/webhook-secrets';
import { newToken } from '../../operator/console/access/token';
import { modelled, writeShoppers } from '../vendors/modelled';
import { residentMb, startBackfill } from './backfill-process';
import { type LongRunReport, violationsOf } from './judge';
import { startSandbox } from './sandbox';
import { sendingTimes } from './sending-times';

export interface LongRunOptions {
  readonly customers: number;
  /** Between two migration requests, as the sandbox and the backfill have it. */
  readonly everyMs: number;
  /** Customers in a migration request. */
  readonly perRequest: number;
  /** Kill it, by SIGKILL, when about half is sent. */
  readonly kill: boolean;
  /** Send a consent record for each. */
  readonly consent: boolean;
  readonly bundles: string;
  readonly onProgress: (sent: number, residentMb: number) => void;
}

const lookEveryMs = 100;
const measureEveryMs = 1000;

/** A local bridge, and the command beside it in a process of its own, killed half-way and begun again. */
export async function runLong(options: LongRunOptions): Promise<LongRunReport> {
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-backfill-'));
  const dataDir = join(folder, 'data');
  const { everyMs, perRequest, customers } = options;
  const apiKey = randomUUID();
  const controlToken = newToken();
  const sandbox = await startSandbox({
    apiKey,
    controlToken,
    migrationEveryMs: everyMs,
    migrationsPerHour: Math.ceil(3_600_000 / everyMs) + 1,
  });
  const bridge = await startBridge({
    port: 0,
    consolePort: 0,
    masivoPort: 0,
    dataDir,
    webhookSecrets: knownSecretsOf(localStores),
    masivoBaseUrl: sandbox.baseUrl,
    credential: { apiKey },
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
    const start = () => startBackfill({ file, state, dataDir, everyMs, perRequest });
    const memory = new Map<number, number>();
    const watch = async (process: ChildProcess, until: (sent: number) => boolean) => {
      for (let looks = 1; ; looks += 1) {
        await systemClock.sleep(lookEveryMs);
        if (process.exitCode !== null) return;
        const { customers: sent } = await summaryOf(sandbox.controlUrl, controlToken);
        if ((looks * lookEveryMs) % measureEveryMs === 0) {
          const resident = residentMb(process.pid ?? 0);
          const tenth = Math.min(9, Math.floor((sent * 10) / customers));
          memory.set(tenth, Math.max(memory.get(tenth) ?? 0, resident));
          options.onProgress(sent, resident);
        }
        if (until(sent)) return;
      }
    };

    child = start();
    let killedAt: number | undefined;
    if (options.kill) {
      await watch(child, (sent) => sent >= customers / 2);
      killedAt = Date.now();
      if (child.exitCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      child = start();
    }
    await watch(child, () => false);
    const masivo = await summaryOf(sandbox.controlUrl, controlToken);
    const times = await sendingTimes(`${journal.replace(/\.jsonl$/, '')}-before.jsonl`, everyMs, killedAt);
    const figures = {
      customers,
      everyMs,
      ...times,
      ratio: times.sendingMs / times.limitMs,
      residentMb: Array.from({ length: 10 }, (_, tenth) => memory.get(tenth) ?? 0),
      masivo,
    };
    return { ...figures, violations: violationsOf(figures, { exitCode: child.exitCode, ...options }) };
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

async function summaryOf(controlUrl: string, token: string): Promise<LongRunReport['masivo']> {
  const headers = { authorization: `Bearer ${token}` };
  return (await (await fetch(`${controlUrl}/summary`, { headers })).json()) as LongRunReport['masivo'];
}
