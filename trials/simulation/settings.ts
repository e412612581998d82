import { defaultRetry, lateLandingMs, leaseMs, masivoTimeoutMs } from '../../lambda/retry/retry-times';
import { parseSettings, type Settings } from '../../lambda/settings';
import { trialSources, trialVendor } from '../vendors/registry';
import { storyStart, type Traits } from './spec';

const consent = {
  version: '2026-11',
  loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
  metadataKeys: { email_marketing: 'newsletter' },
};

const made = new Map<string, Settings>();

/** Settings as a live environment has them, with its times. */
export function settingsOf(traits: Traits): Settings {
  const key = `${traits.maxCreationsPerHour}|${traits.perSecond}`;
  const settings = made.get(key) ?? make(traits);
  made.set(key, settings);
  return settings;
}

function make({ maxCreationsPerHour, perSecond }: Traits): Settings {
  const store = (source: string, name: string) => ({
    source,
    store: name,
    vendorAccount: trialVendor(source).simulated.vendorAccount,
    mode: 'live',
    mapping: { extras: ['phone', 'note'], ...trialVendor(source).simulated.mapping },
    signupsSince: new Date(storyStart).toISOString(),
    ...(maxCreationsPerHour === null ? {} : { maxCreationsPerHour }),
    consent,
  });
  return parseSettings({
    environment: 'simulated',
    masivo: {
      account: 'simulated',
      baseUrl: 'https://masivo.example.com',
      timeoutMs: masivoTimeoutMs,
      lateLandingMs,
      ...(perSecond === null ? {} : { rateLimit: { perSecond } }),
    },
    stores: [
      ...trialSources.map((source) => store(source, 'default')),
      // One person may be a customer of two stores of one source.
      store(trialSources[0], 'second'),
    ],
    sameEmail: 'link',
    retry: defaultRetry,
    keepDeliveriesDays: 90,
    leaseMs,
  });
}
