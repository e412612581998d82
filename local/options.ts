import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import type { OwnSettings } from './own-settings';
import { StartError } from './start-error';
import { givenSecretsOf, localStores, type StoreSecrets } from './webhook-secrets';

/** What the local run takes from its environment; docs/local-run.md has the table. */
export interface LocalOptions {
  readonly port: number;
  readonly consolePort: number;
  readonly masivoPort: number;
  /** The public host name of a tunnel to the webhook port; without it that port answers to this machine only. */
  readonly tunnelHost?: string;
  readonly dataDir: string;
  /** Real ones, where they are given; other stores have made-up ones (kept-secrets.ts). */
  readonly webhookSecrets: StoreSecrets;
  /** A client's; without them the local run has settings of its own (local-settings.ts). */
  readonly own?: OwnSettings;
  /** Undefined: the sandbox is started. */
  readonly masivoBaseUrl: string | undefined;
  /** Without one that is given, a random key that the sandbox of this run takes. */
  readonly credential: { readonly apiKey: string } | { readonly token: string };
}

const Port = (fallback: string) =>
  v.pipe(
    v.optional(v.string(), fallback),
    v.regex(/^\d{1,5}$/, 'is not a port number'),
    v.transform(Number),
    v.maxValue(65535, 'is not a port number'),
  );
const Text = v.optional(v.string(), '');

const Environment = v.object({
  PORT: Port('8787'),
  CONSOLE_PORT: Port('8789'),
  MASIVO_PORT: Port('8788'),
  TUNNEL_HOST: v.optional(v.pipe(v.string(), v.regex(/^([\w.-]+(:\d+)?)?$/, 'is not a host name')), ''),
  DATA_DIR: v.optional(v.string(), '.bridge'),
  MASIVO_BASE_URL: v.pipe(
    Text,
    v.check((url) => url === '' || /^https?:\/\/[^/?#]+[^?#]*$/.test(url), 'is not an http(s) address'),
    v.transform((url) => url.replace(/\/+$/, '')),
  ),
  MASIVO_API_KEY: Text,
  MASIVO_TOKEN: Text,
});

/** @throws StartError for what cannot be used. */
export function localOptions(
  variables: Readonly<Record<string, string | undefined>>,
  own?: OwnSettings,
): LocalOptions {
  const result = v.safeParse(Environment, variables);
  if (!result.success) {
    const [issue] = result.issues;
    throw new StartError(`${v.getDotPath(issue)} ${issue.message}.`);
  }
  const set = result.output;
  const masivoBaseUrl = set.MASIVO_BASE_URL || undefined;
  if (masivoBaseUrl?.startsWith('http:') && !isHere(new URL(masivoBaseUrl).hostname)) {
    throw new StartError(
      'MASIVO_BASE_URL has to begin with https://: the key and shoppers would cross the network in clear.',
    );
  }
  if (masivoBaseUrl && !set.MASIVO_API_KEY && !set.MASIVO_TOKEN) {
    throw new StartError('MASIVO_BASE_URL is set, so MASIVO_API_KEY or MASIVO_TOKEN has to be set too.');
  }
  const dataDir = set.DATA_DIR || '.bridge';
  return {
    port: set.PORT,
    consolePort: set.CONSOLE_PORT,
    masivoPort: set.MASIVO_PORT,
    ...(set.TUNNEL_HOST ? { tunnelHost: set.TUNNEL_HOST } : {}),
    // Beside the local run's own: a ledger that both wrote would mix a client's shoppers with others.
    dataDir: own ? join(dataDir, own.label) : dataDir,
    webhookSecrets: givenSecretsOf(own?.settings.stores ?? localStores, variables),
    ...(own ? { own } : {}),
    masivoBaseUrl,
    credential:
      set.MASIVO_API_KEY || !set.MASIVO_TOKEN
        ? { apiKey: set.MASIVO_API_KEY || randomUUID() }
        : { token: set.MASIVO_TOKEN },
  };
}

const isHere = (hostname: string) =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
