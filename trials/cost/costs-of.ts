import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../infra/config/config';
import { settingsFromConfig } from '../../infra/config/settings-from-config';
import { bridgeApp } from '../../infra/synthesise';
import { type EnvironmentCost, environmentCost } from './environment-cost';

const root = join(__dirname, '..', '..');

/** Where the built functions are, and where to put what is synthesised. */
export interface CostFolders {
  readonly bundles: string;
  readonly scratch: string;
}

/** What environments cost, in their order. */
export async function costsOf(
  environments: readonly Environment[],
  { bundles, scratch }: CostFolders,
): Promise<EnvironmentCost[]> {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const folders = { bundles, assets: join(scratch, 'assets') };
  // The rules of CloudFormation's validation take longer to load than everything else here; the tests apply them.
  const props = { outdir: join(scratch, 'out'), context, builtinCloudFormationValidation: false };
  const assembly = bridgeApp(environments, folders, props).synth();
  const costs: EnvironmentCost[] = [];
  for (const environment of environments) {
    const { template } = assembly.getStackByName(environment.stackName);
    costs.push(await environmentCost(template, settingsFromConfig(environment)));
  }
  return costs;
}
