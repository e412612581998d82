import type { EnvironmentConfig } from 'masivo-bridge/config';

/** Real shoppers. Consent, go-live and the flood guard are decisions that only the merchant can make. */
export default {
  aws: { account: '333333333333', region: 'eu-west-1' },
  mode: 'live',
  masivo: { account: 'acme-prod', rateLimit: { perSecond: 20 } },
  stores: {
    shopify: {
      default: {
        vendorAccount: 'acme.myshopify.com',
        // The day on which the store goes live. Far off, so that a copy of this file creates nobody.
        signupsSince: '2030-01-01T00:00:00Z',
        maxCreationsPerHour: 500,
        consent: {
          version: '2026-11',
          loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
        },
        mapping: { extras: ['phone', 'country'] },
        // Take this line out of your first deployment, and put it in once the store's first webhook has arrived: until
        // then the store is silent, and the alarm would fire.
        expectWebhookWithinHours: 24,
      },
    },
    stripe: {
      default: {
        vendorAccount: 'acct_1AcmeLive',
        signupsSince: '2030-01-01T00:00:00Z',
        maxCreationsPerHour: 500,
        consent: {
          version: '2026-11',
          loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
          metadataKeys: { email_marketing: 'newsletter' },
        },
        // As above: not in the first deployment.
        expectWebhookWithinHours: 48,
      },
    },
  },
  retention: { logsDays: 90 },
  alarms: {
    email: 'loyalty-alarms@example.com',
    // Your fork: alarm mails link the section that says what to do.
    runbook: 'https://github.com/acme/masivo-bridge/blob/main/docs/operate',
  },
} satisfies EnvironmentConfig;
