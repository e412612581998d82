import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { BridgeStack } from '../../infra/bridge-stack';
import { functionNames } from '../../infra/build/bundles';
import type { Environment } from '../../infra/config/config';
import { settingsFromConfig } from '../../infra/config/settings-from-config';
import { type EnvironmentCost, environmentCost } from './environment-cost';

const root = join(__dirname, '..', '..');

/**
 * What environments cost, in their order.
 * @param scratch a folder for what is synthesised.
 */
export async function costsOf(
  environments: readonly Environment[],
  scratch: string,
): Promise<EnvironmentCost[]> {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const folders = { bundles: placeholders(join(scratch, 'placeholders')), assets: join(scratch, 'assets') };
  // Whether a template may be deployed is what the tests and `npm run synth` ask: its checks take longer than itself.
  const app = new App({
    autoSynth: false,
    outdir: join(scratch, 'out'),
    context,
    builtinCloudFormationValidation: false,
  });
  for (const environment of environments) new BridgeStack(app, environment, folders);
  const assembly = app.synth();
  const costs: EnvironmentCost[] = [];
  for (const environment of environments) {
    const { template } = assembly.getStackByName(environment.stackName);
    costs.push(await environmentCost(template, settingsFromConfig(environment)));
  }
  return costs;
}

/** What the functions' code is does not change what they cost; only that there is some. */
function placeholders(folder: string): string {
  for (const name of functionNames) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'index.js'), '');
  }
  return folder;
}
