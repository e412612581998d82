import * as v from 'valibot';

/** What the local run takes from its environment; docs/local-run.md has the table. */
export interface LocalOptions {
  readonly port: number;
  readonly consolePort: number;
  readonly masivoPort: number;
  readonly dataDir: string;
  readonly shopifySecrets: readonly string[];
  readonly stripeSecrets: readonly string[];
  /** Undefined: the sandbox is started. */
  readonly masivoBaseUrl: string | undefined;
  readonly credential: { readonly apiKey: string } | { readonly token: string };
}

/** Publicly known, hence useful for the local run only. */
export const localDefaults = {
  shopifySecret: 'local-shopify-secret',
  stripeSecret: 'whsec_local_stripe_secret',
  sandboxApiKey: '00000000-0000-4000-8000-000000000000',
} as const;

const Port = (fallback: string) =>
  v.pipe(
    v.optional(v.string(), fallback),
    v.regex(/^\d{1,5}$/, 'is not a port number'),
    v.transform(Number),
    v.maxValue(65535, 'is not a port number'),
  );
const Secrets = (fallback: string) =>
  v.pipe(
    v.optional(v.string(), fallback),
    v.transform((list) => list.split(',').map((secret) => secret.trim())),
    v.transform((list) => list.filter((secret) => secret !== '')),
  );
const Text = v.optional(v.string(), '');

const Environment = v.object({
  PORT: Port('8787'),
  CONSOLE_PORT: Port('8789'),
  MASIVO_PORT: Port('8788'),
  DATA_DIR: v.optional(v.string(), '.bridge'),
  SHOPIFY_WEBHOOK_SECRET: Secrets(localDefaults.shopifySecret),
  STRIPE_WEBHOOK_SECRET: Secrets(localDefaults.stripeSecret),
  MASIVO_BASE_URL: v.pipe(
    Text,
    v.check((url) => url === '' || /^https?:\/\/[^/?#]+[^?#]*$/.test(url), 'is not an http(s) address'),
    v.transform((url) => url.replace(/\/+$/, '')),
  ),
  MASIVO_API_KEY: Text,
  MASIVO_TOKEN: Text,
});

/** The bridge was started with something wrong; only the message is shown. */
export class StartError extends Error {}

/** @throws StartError for what cannot be used. */
export function localOptions(environment: Readonly<Record<string, string | undefined>>): LocalOptions {
  const result = v.safeParse(Environment, environment);
  if (!result.success) {
    const [issue] = result.issues;
    throw new StartError(`${v.getDotPath(issue)} ${issue.message}.`);
  }
  const set = result.output;
  const masivoBaseUrl = set.MASIVO_BASE_URL || undefined;
  if (masivoBaseUrl && !set.MASIVO_API_KEY && !set.MASIVO_TOKEN) {
    throw new StartError('MASIVO_BASE_URL is set, so MASIVO_API_KEY or MASIVO_TOKEN has to be set too.');
  }
  return {
    port: set.PORT,
    consolePort: set.CONSOLE_PORT,
    masivoPort: set.MASIVO_PORT,
    dataDir: set.DATA_DIR || '.bridge',
    shopifySecrets: set.SHOPIFY_WEBHOOK_SECRET,
    stripeSecrets: set.STRIPE_WEBHOOK_SECRET,
    masivoBaseUrl,
    credential:
      set.MASIVO_API_KEY || !set.MASIVO_TOKEN
        ? { apiKey: set.MASIVO_API_KEY || localDefaults.sandboxApiKey }
        : { token: set.MASIVO_TOKEN },
  };
}
