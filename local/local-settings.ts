import type { Settings } from '../lambda/settings';

/**
 * Settings of the local run: any shop, test and live mode, signups of any age, and waits short enough to watch.
 * The deployed back-off is slower.
 */
export function localSettings(masivo: { baseUrl: string; account: string }): Settings {
  return {
    environment: 'local',
    masivo: { ...masivo, timeoutMs: 3000 },
    stores: [
      { source: 'shopify', store: 'default', vendorAccount: 'any', mode: 'any', mapping: {} },
      { source: 'stripe', store: 'default', vendorAccount: 'any', mode: 'any', mapping: {} },
    ],
    sameEmail: 'link',
    retry: { firstDelayMs: 1500, maxDelayMs: 10_000, giveUpAfterMs: 10 * 24 * 3600_000 },
    keepDeliveriesDays: 90,
    leaseMs: 8000,
  };
}
