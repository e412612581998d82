import type { Settings } from '../../lambda/settings';
import { trialVendor, trialVendors } from '../vendors/registry';
import { guardedStore } from './shopper';

// All delays are a few times shorter than in the local run, so that minutes cover what would take hours. A change lands
// late by up to 1.5 s, and the clocks of two processes differ by up to 2 s.
export const quick = {
  leaseMs: 3000,
  timeoutMs: 800,
  lateLandingMs: 4000,
  retry: { firstDelayMs: 300, maxDelayMs: 3000, maxRetryAfterMs: 4000, giveUpAfterMs: 3600_000 },
  consent: {
    version: 'chaos',
    loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
    metadataKeys: { email_marketing: 'newsletter' },
  },
} as const;

/** The local run's settings with these times, and with a second store of each source that has a flood guard; without the sources that no trial plays. */
export function quickened(
  settings: Settings,
  maxCreationsPerHour: number,
  consentAtCreation: boolean,
  /** Of the vendors that are asked what has changed. */
  vendorBaseUrls: Settings['vendorBaseUrls'],
): Settings {
  const played = settings.stores.filter(({ source }) => trialVendors.has(source));
  const stores = played.map((store) => ({
    ...store,
    consent: quick.consent,
    mode: 'live' as const,
    ...(vendorBaseUrls?.[store.source] ? ({ events: false, subscriptions: 'recreate' } as const) : {}),
    mapping: {
      ...store.mapping,
      extras: ['phone' as const],
      birthDate: trialVendor(store.source).story.birthDate,
    },
    emailsVerified: true,
  }));
  return {
    ...settings,
    vendorBaseUrls: { ...settings.vendorBaseUrls, ...vendorBaseUrls },
    sameEmail: 'link',
    masivo: {
      ...settings.masivo,
      timeoutMs: quick.timeoutMs,
      lateLandingMs: quick.lateLandingMs,
      consentAtCreation,
    },
    leaseMs: quick.leaseMs,
    retry: quick.retry,
    stores: [...stores, ...stores.map((store) => ({ ...store, store: guardedStore, maxCreationsPerHour }))],
  };
}
