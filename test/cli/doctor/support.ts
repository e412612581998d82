import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Deployed, DoctorDeps } from '../../../cli/doctor/check';
import type { Finding } from '../../../cli/doctor/finding';
import { adminCredentials } from '../../../cli/vendors/admin-credentials';
import { parseEnvironment } from '../../../infra/config/config';
import { settingsFromConfig } from '../../../infra/config/settings-from-config';
import type { Outcome } from '../../../lambda/delivery/outcome';
import type { Settings, StoreSettings } from '../../../lambda/settings';
import { type SecretValues, startSecretsManager } from '../../../local/aws/secrets-manager';
import type { ToldDiscard } from '../../../operator/core/answers/deliveries';
import type { Overview } from '../../../operator/core/answers/overview';
import { secretsClient } from '../../support/aws-clients';
import { calmOverview } from '../../support/calm-overview';

export const now = new Date('2026-11-24T12:00:00Z');

export const config = parseEnvironment('test', {
  aws: { account: '111111111111', region: 'eu-west-1' },
  mode: 'test',
  masivo: { account: 'acme-dev', rateLimit: { perDay: 2000 } },
  stores: {
    shopify: { default: { vendorAccount: 'acme-dev.myshopify.com', expectWebhookWithinHours: 24 } },
    stripe: { default: { vendorAccount: 'acct_1Fake' } },
  },
  alarms: { email: 'ops@example.com' },
});

export interface Faults {
  readonly local?: true;
  readonly secrets?: Readonly<Record<string, SecretValues>>;
  readonly masivoBaseUrl?: string;
  readonly live?: true;
  readonly perDay?: number;
  readonly overview?: Partial<Overview>;
  /** The hash of the folder's `mapping.ts`. */
  readonly mapping?: string;
  /** When each store's last delivery came in. */
  readonly last?: Readonly<Record<string, string>>;
  /** How all of them ended. */
  readonly lastOutcome?: Outcome;
  readonly lastDiscarded?: ToldDiscard;
  readonly unreserved?: number;
  readonly eventSources?: Awaited<ReturnType<Deployed['eventSources']>>;
  readonly alarms?: Awaited<ReturnType<Deployed['alarmSubscriptions']>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly addresses?: 'local';
  /** Members of the settings of Stripe's store. */
  readonly stripe?: Partial<StoreSettings>;
  /** A second shop. */
  readonly second?: true;
  /** The stack has no secret `vendor-keys`. */
  readonly keyless?: true;
}

/** The secret `webhooks`, in good health but for these entries; undefined for a store without one. */
export const webhooks = (entries: Readonly<Record<string, unknown>>): SecretValues => ({
  current: JSON.stringify({
    'shopify/default': ['fake-client-secret'],
    'stripe/default': ['whsec_fake'],
    ...entries,
  }),
});

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of running.splice(0)) await close();
});

/** An environment in the best of health, but for what is said of it. Its secrets are in a real stand-in. */
export async function depsWith(faults: Faults = {}): Promise<DoctorDeps> {
  const ids = {
    webhooks: 'w',
    masivo: 'm',
    'email-index': 'e',
    'vendor-keys': faults.keyless ? undefined : 'v',
    admin: 'a',
  };
  const secrets = await startSecretsManager({
    secrets: {
      w: webhooks({}),
      m: { current: '{"apiKey":"key"}' },
      v: {},
      a: {},
      ...faults.secrets,
    },
  });
  const client = secretsClient(secrets.endpoint);
  const offline = { region: 'eu-west-1', endpoint: 'http://127.0.0.1:9' };
  const clients = [new DynamoDBClient(offline), new SQSClient(offline)] as const;
  running.push(async () => {
    for (const each of [client, ...clients]) each.destroy();
    await secrets.close();
  });
  const address = (source: string) =>
    faults.addresses === 'local'
      ? `http://127.0.0.1:8787/webhooks/${source}`
      : `https://hooks.example.com/webhooks/${source}`;
  return {
    environment: {
      name: 'test',
      settings: settingsOf(faults),
      ledger: { client: clients[0], tableName: 'ledger' },
      queue: { client: clients[1], url: '' },
      secrets: { client, ids },
      webhookUrls: { 'shopify/default': address('shopify'), 'stripe/default': address('stripe') },
      who: 'arn:aws:iam::111111111111:user/fake',
    },
    operator: {
      overview: async () => ({ ...calmOverview, ...faults.overview }),
      list: async ({ source, store }) => {
        const receivedAt = faults.last?.[`${source}/${store}`];
        return { deliveries: receivedAt === undefined ? [] : [deliveryAt(receivedAt, faults)] };
      },
    },
    credentials: adminCredentials(client, ids.admin),
    deployed: faults.local
      ? undefined
      : {
          config,
          unreservedConcurrency: async () => faults.unreserved ?? 1000,
          eventSources: async () => faults.eventSources ?? [{ id: 'e', state: 'Enabled' }],
          alarmSubscriptions: async () =>
            faults.alarms ?? [{ topic: 't', protocol: 'email', confirmed: true }],
        },
    mappingHash: async () => faults.mapping ?? null,
    variables: faults.variables ?? {},
    now: () => now,
  };
}

function settingsOf({ masivoBaseUrl, live, perDay, stripe = {}, second }: Faults): Settings {
  const shops = {
    ...config.stores.shopify,
    two: { vendorAccount: 'two.myshopify.com', sharedOnPurpose: false },
  };
  const settings = settingsFromConfig(
    second ? { ...config, stores: { ...config.stores, shopify: shops } } : config,
  );
  const { masivo, stores } = settings;
  return {
    ...settings,
    masivo: {
      ...masivo,
      baseUrl: masivoBaseUrl ?? masivo.baseUrl,
      timeoutMs: 500,
      ...(perDay === undefined ? {} : { rateLimit: { perDay } }),
    },
    stores: stores
      .map((store) => (store.source === 'stripe' ? { ...store, ...stripe } : store))
      .map((store) => (live ? { ...store, mode: 'live' } : store)),
  };
}

const deliveryAt = (
  receivedAt: string,
  {
    lastOutcome: outcome = 'created',
    lastDiscarded = undefined,
  }: Pick<Faults, 'lastOutcome' | 'lastDiscarded'>,
) =>
  ({
    id: '0'.repeat(32),
    source: 'shopify',
    store: 'default',
    customer: null,
    maskedEmail: null,
    receivedAt,
    outcome,
    reason: null,
    attemptCount: 1,
    attempts: [],
    latencyMs: 1,
    discarded: lastDiscarded ?? null,
    nextTryAt: null,
  }) as const;

/** `level what`, each finding in a line. */
export const told = (findings: readonly Finding[]) => findings.map(({ level, what }) => `${level} ${what}`);
