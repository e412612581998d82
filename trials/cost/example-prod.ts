import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfigFolder } from '../../infra/config/config-folder';
import { settingsFromConfig } from '../../infra/config/settings-from-config';
import { bridgeApp } from '../../infra/synthesise';
import { type EnvironmentCost, environmentCost } from './environment-cost';
import type { Traffic } from './traffic';

const root = join(__dirname, '..', '..');

/**
 * What the example environment `prod` costs.
 * @param bundles where the built functions are.
 * @param scratch a folder for what is synthesised.
 * @param times measured ones, in place of those that are assumed.
 */
export async function exampleProdCost(
  bundles: string,
  scratch: string,
  times: Partial<Traffic> = {},
): Promise<EnvironmentCost> {
  const prod = readConfigFolder(join(root, 'infra/environments')).find(({ name }) => name === 'prod');
  if (!prod) throw new Error('infra/environments/ has no environment prod');
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const folders = { bundles, assets: join(scratch, 'assets') };
  const assembly = bridgeApp([prod], folders, { outdir: join(scratch, 'out'), context }).synth();
  const { template } = assembly.getStackByName(prod.stackName);
  return environmentCost(template, settingsFromConfig(prod), times);
}
