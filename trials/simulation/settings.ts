import * as live from '../../lambda/retry/retry-times';
import { parseSettings, type Settings } from '../../lambda/settings';
import { type StoreName, storeKey } from '../../lambda/store-name';
import { trialSources, trialVendor } from '../vendors/registry';
import { type SettingsTraits, type StoreTraits, storyStart, type Traits } from './spec';

export const consent = {
  version: '2026-11',
  // Not all alike: a record that allows everything is not as the terms have it.
  loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: false },
  metadataKeys: { email_marketing: 'newsletter' },
};

const made = new Map<string, Settings>();

/** Settings as a live environment has them, with its times. @param sinceMs since the story's start */
export function settingsOf(traits: Traits, sinceMs = 0): Settings {
  const { maxCreationsPerHour, perSecond, times, sameEmail, stores, onlyNamed } = traits;
  const hasOwnIds = hasOwnIdsAt(traits, sinceMs);
  const { consentAtCreation } = traits.masivo;
  const key = JSON.stringify([
    maxCreationsPerHour,
    perSecond,
    times,
    sameEmail,
    stores,
    onlyNamed,
    consentAtCreation,
    hasOwnIds,
  ]);
  const settings = made.get(key) ?? make(traits, hasOwnIds);
  made.set(key, settings);
  return settings;
}

const hasOwnIdsAt = ({ ownIds }: Traits, sinceMs: number): boolean =>
  ownIds !== undefined && sinceMs >= (ownIds.fromMs ?? 0) && sinceMs < (ownIds.untilMs ?? Infinity);

/** As live ones, each outlasts the one before: a call, the lease of an attempt, what lands late. */
export const shortTimes = { timeoutMs: 800, leaseMs: 2500, lateLandingMs: 4000 } as const;
const liveTimes = {
  timeoutMs: live.masivoTimeoutMs,
  leaseMs: live.leaseMs,
  lateLandingMs: live.lateLandingMs,
} as const;

function make(traits: Traits, hasOwnIds: boolean): Settings {
  const { maxCreationsPerHour, perSecond, times, sameEmail = 'link', onlyNamed } = traits;
  const { timeoutMs, leaseMs, lateLandingMs } = times === 'live' ? liveTimes : shortTimes;
  const store = (source: string, name: string) => ({
    source,
    store: name,
    ...storeSettings(storeTraitsOf(traits, { source, store: name })),
    vendorAccount: trialVendor(source).simulated.vendorAccount,
    mode: 'live',
    mapping: {
      extras: ['phone', 'note'],
      ...trialVendor(source).simulated.mapping,
      ...(hasOwnIds ? { ownIds: true } : {}),
    },
    ...(maxCreationsPerHour === null ? {} : { maxCreationsPerHour }),
  });
  const stores = [
    ...trialSources.map((source) => store(source, 'default')),
    // One person may be a customer of two stores of one source.
    store(trialSources[0], 'second'),
  ];
  return parseSettings({
    environment: 'simulated',
    masivo: {
      account: 'simulated',
      baseUrl: 'https://masivo.example.com',
      timeoutMs,
      lateLandingMs,
      ...(perSecond === null ? {} : { rateLimit: { perSecond } }),
      ...(traits.masivo.consentAtCreation ? { consentAtCreation: true } : {}),
    },
    stores: onlyNamed ? stores.filter((one) => traits.stores?.[storeKey(one)]) : stores,
    sameEmail,
    retry: live.defaultRetry,
    keepDeliveriesDays: 90,
    leaseMs,
  });
}

const storeSettings = ({
  creates,
  consent: handling,
  signupsSince,
  emailsVerified,
  whenDeleted,
}: StoreTraits) => ({
  emailsVerified: emailsVerified !== false,
  creates: creates !== false,
  consent: handling ?? { ...consent, ...(whenDeleted ? { whenDeleted: { loyalty: whenDeleted } } : {}) },
  ...(signupsSince === 'absent' ? {} : { signupsSince: new Date(storyStart).toISOString() }),
});

export const storeTraitsOf = ({ stores = {} }: SettingsTraits, name: StoreName): StoreTraits =>
  stores[storeKey(name)] ?? {};
