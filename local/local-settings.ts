import type { Settings } from '../lambda/settings';
import { localStores } from './webhook-secrets';

/**
 * Settings of the local run: a store of each source, any account, test and live mode, signups of any age, the vendors' newer events, too, and delays
 * short enough to watch. The deployed back-off is slower.
 */
export function localSettings(
  masivo: { baseUrl: string; account: string },
  vendorBaseUrls: Readonly<Record<string, string>> = {},
): Settings {
  return {
    environment: 'local',
    masivo: { ...masivo, timeoutMs: 3000, lateLandingMs: 8000 },
    stores: localStores.map((store) => ({
      ...store,
      vendorAccount: 'any',
      mode: 'any',
      mapping: {},
      creates: true,
      events: true,
      consent: 'off',
      // No vendor sends webhooks to this machine.
      subscriptions: 'off',
    })),
    vendorBaseUrls,
    sameEmail: 'refuse',
    retry: {
      firstDelayMs: 1500,
      maxDelayMs: 10_000,
      maxRetryAfterMs: 10_000,
      giveUpAfterMs: 10 * 24 * 3600_000,
    },
    // Run by hand: `npm run bridge -- reconcile`.
    reconcile: { everyMinutes: 10, overlapMinutes: 5 },
    keepDeliveriesDays: 30,
    leaseMs: 8000,
  };
}
