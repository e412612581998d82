import type { EnvironmentConfig } from 'masivo-bridge/config';

/** A rehearsal of prod: the same settings, with a store and accounts of its own. */
export default {
  aws: { account: '222222222222', region: 'eu-west-1' },
  mode: 'test',
  masivo: { account: 'acme-staging', rateLimit: { perSecond: 5, perDay: 2000 } },
  stores: {
    shopify: {
      default: {
        vendorAccount: 'acme-staging.myshopify.com',
        signupsSince: '2026-11-01T00:00:00Z',
        maxCreationsPerHour: 200,
        consent: {
          version: '2026-11',
          loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
        },
        mapping: { extras: ['phone', 'country'] },
      },
    },
    stripe: {
      default: {
        vendorAccount: 'acct_1AcmeStaging',
        signupsSince: '2026-11-01T00:00:00Z',
        maxCreationsPerHour: 200,
        consent: {
          version: '2026-11',
          loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
          metadataKeys: { email_marketing: 'newsletter' },
        },
      },
    },
  },
  retention: { logsDays: 14 },
  alarms: {
    email: 'staging-alarms@example.com',
    // Your fork: alarm mails link the section that says what to do.
    runbook: 'https://github.com/acme/masivo-bridge/blob/main/docs/operate',
  },
} satisfies EnvironmentConfig;
