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
