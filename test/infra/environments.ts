import { join } from 'node:path';
import { type Environment, type EnvironmentConfig, parseEnvironment } from '../../infra/config/config';
import { readConfigFolder } from '../../infra/config/config-folder';

export const root = join(__dirname, '..', '..');

/** The committed example. */
export const examples = (): Environment[] => readConfigFolder(join(root, 'infra/environments'));

export function example(name: string): Environment {
  const found = examples().find((environment) => environment.name === name);
  if (!found) throw new Error(`There is no example environment ${name}`);
  return found;
}

/** The least that a test environment has to say. */
export function smallest(): EnvironmentConfig {
  return {
    aws: { account: '111111111111', region: 'eu-west-1' },
    mode: 'test',
    masivo: { account: 'tests' },
    stores: { shopify: { default: { vendorAccount: 'tests.myshopify.com' } } },
    alarms: {},
  };
}

export const environment = (config: Partial<EnvironmentConfig> = {}, name = 'dev') =>
  parseEnvironment(name, { ...smallest(), ...config });

/** Keys of a domain's paths, for tests alone. */
export const pathKeys = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'] as const;

export const kmsKeyArn = 'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-000000000000';

/** With all that a company's platform may ask for, and a domain. */
export const companyOfItsOwnRules = () =>
  environment({
    platform: {
      clientPrefix: 'acme',
      permissionsBoundary: 'TeamBoundary',
      rolePath: '/teams/loyalty/',
      bootstrapQualifier: 'loyalty1',
      tags: { 'cost-centre': '4711' },
      kmsKeyArn,
    },
    ingress: {
      domain: {
        name: 'hooks.acme.example',
        certificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-4000-8000-000000000000',
        pathKeys: [pathKeys[0]],
      },
    },
  });

/** One store of Stripe sends events that only name their customers. */
export const withVendorKeys = () =>
  environment({
    stores: {
      shopify: { default: { vendorAccount: 'tests.myshopify.com', events: true } },
      stripe: {
        default: { vendorAccount: 'acct_1Fake', events: true },
        second: { vendorAccount: 'acct_1Fake', events: false },
      },
    },
  });

/** A test environment that is reconciled, but for one store. */
export const withAStoreLeftOut = () =>
  environment({
    stores: {
      shopify: {
        default: { vendorAccount: 'tests.myshopify.com', reconcile: false },
        second: { vendorAccount: 'tests2.myshopify.com' },
      },
    },
    reconcile: { everyMinutes: 30 },
  });

/** Alarms in channels and at PagerDuty. */
export const alarmsWherePeopleAre = () =>
  environment({
    alarms: {
      all: true,
      slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
      teams: {
        teamId: '00000000-0000-4000-8000-000000000001',
        tenantId: '00000000-0000-4000-8000-000000000002',
        channelId: '19%3Aabc%40thread.tacv2',
      },
      pagerDuty: 'https://events.pagerduty.com/integration/0123456789abcdef/enqueue',
    },
  });
