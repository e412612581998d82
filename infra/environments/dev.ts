import type { EnvironmentConfig } from 'masivo-bridge/config';

/** For trying things out: a development store, a Stripe sandbox and a Masivo DEV account. */
export default {
  aws: { account: '111111111111', region: 'eu-west-1' },
  mode: 'test',
  // A Masivo DEV account takes 2500 requests a day. Staying below leaves some to people.
  masivo: { account: 'acme-dev', rateLimit: { perSecond: 5, perDay: 2000 } },
  stores: {
    shopify: { default: { vendorAccount: 'acme-dev.myshopify.com' } },
    stripe: { default: { vendorAccount: 'acct_1AcmeDev' } },
  },
  retention: { logsDays: 7 },
  alarms: {},
  sampleEvents: 'new-registry',
} satisfies EnvironmentConfig;
