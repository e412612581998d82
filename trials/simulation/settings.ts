import { defaultRetry, lateLandingMs, leaseMs, masivoTimeoutMs } from '../../lambda/retry/retry-times';
import { parseSettings, type Settings } from '../../lambda/settings';
import { storyStart, type Traits } from './spec';

const consent = {
  version: '2026-11',
  loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
  metadataKeys: { email_marketing: 'newsletter' },
};

/** Settings as a live environment has them, with its times. */
export function settingsOf({ maxCreationsPerHour, perSecond }: Traits): Settings {
  const store = (source: string, name: string, mapping: object) => ({
    source,
    store: name,
    vendorAccount: source === 'shopify' ? 'simulated.myshopify.com' : 'acct_1Simulated',
    mode: 'live',
    mapping: { extras: ['phone', 'note'], ...mapping },
    signupsSince: new Date(storyStart).toISOString(),
    ...(maxCreationsPerHour === null ? {} : { maxCreationsPerHour }),
    consent,
  });
  const shopify = { birthDate: 'facts.birth_date', gender: 'facts.gender' };
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
      store('shopify', 'default', shopify),
      store('shopify', 'second', shopify),
      store('stripe', 'default', { birthDate: 'birth_date', gender: 'gender' }),
    ],
    sameEmail: 'link',
    retry: defaultRetry,
    keepDeliveriesDays: 90,
    leaseMs,
  });
}
