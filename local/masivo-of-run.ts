import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from '../lambda/settings';
import type { Closing } from './closing';
import { portError } from './listen';
import { type MasivoSandbox, type MasivoSandboxOptions, startMasivoSandbox } from './masivo/sandbox';
import type { Terms } from './masivo/terms';
import type { LocalOptions } from './options';

export interface SandboxOptions extends Pick<LocalOptions, 'masivoPort' | 'own'> {
  readonly sandboxTokenLifetimeSeconds?: number;
  /** The sandbox's limits, for runs that would take hours at Masivo's own. */
  readonly sandboxLimits?: Pick<MasivoSandboxOptions, 'migrationEveryMs' | 'migrationsPerHour'>;
}

/** What an account takes that these settings are for. */
const termsFor = ({ masivo, stores }: Settings): Partial<Terms> => ({
  ...(masivo.consentAtCreation ? { consentAtCreation: 'taken' } : {}),
  fields: stores.flatMap(({ mapping }) => mapping.fields ?? []),
});

/** The sandbox as the Masivo of this run. @throws StartError when its port is taken. */
export async function startSandbox(
  options: SandboxOptions,
  { dataDir, controlToken, apiKey }: { dataDir: string; controlToken: string; apiKey: string },
  closing: Closing,
): Promise<MasivoSandbox> {
  const started = startMasivoSandbox({
    port: options.masivoPort,
    apiKey,
    controlToken,
    file: join(dataDir, 'masivo-sandbox.jsonl'),
    // It stands in for the account that these settings are for.
    ...(options.own ? { terms: termsFor(options.own.settings) } : {}),
    ...options.sandboxLimits,
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

/**
 * Masivo's DEV and PROD accounts share a host, so the key distinguishes them: with another account the ledger starts
 * empty. Tokens change every hour, so they cannot.
 */
export function accountLabel(baseUrl: string, credential: LocalOptions['credential']): string {
  const host = new URL(baseUrl).host.replace(/[^A-Za-z0-9.:-]/g, '_');
  if (!('apiKey' in credential)) return host;
  return `${host}-${createHash('sha256').update(credential.apiKey).digest('hex').slice(0, 8)}`;
}
