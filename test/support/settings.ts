import { parseSettings, type Settings, type StoreSettings } from '../../lambda/settings';

/** Complete settings of a deployment as its settings file has them; tests change one thing at a time. */
export const settingsFile = {
  environment: 'test',
  masivo: {
    account: 'fake-account',
    baseUrl: 'https://masivo.example.com/api/storefront/v1',
    timeoutMs: 3000,
    lateLandingMs: 60_000,
  },
  stores: [
    {
      source: 'shopify',
      store: 'default',
      vendorAccount: 'fake-shop.myshopify.com',
      mode: 'any',
      consent: 'off',
    },
    { source: 'stripe', store: 'default', vendorAccount: 'any', mode: 'any', consent: 'off' },
  ],
  sameEmail: 'link',
  retry: {
    firstDelayMs: 1000,
    maxDelayMs: 60_000,
    maxRetryAfterMs: 3_600_000,
    giveUpAfterMs: 864_000_000,
  },
  keepDeliveriesDays: 90,
  leaseMs: 8000,
};

export function settingsWith(more: Readonly<Record<string, unknown>> = {}): Settings {
  return parseSettings({ ...settingsFile, ...more });
}

/** One store's settings, through the real schema: what a test leaves out has the schema's default. */
export function storeWith(source: string, more: Readonly<Record<string, unknown>> = {}): StoreSettings {
  const store = { source, store: 'default', vendorAccount: 'any', mode: 'any', consent: 'off', ...more };
  const [parsed] = settingsWith({ stores: [store] }).stores;
  if (!parsed) throw new Error('The settings lost their store');
  return parsed;
}
