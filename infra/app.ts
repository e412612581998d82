import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildFunctions } from './build/bundles';
import { checkedMapping } from './config/checked-mapping';
import { chosenByVariables, localEnvironmentName } from './config/chosen-environment';
import { ConfigError } from './config/config-error';
import { environmentsToDeploy } from './config/config-folder';
import { stacksNote } from './stacks-note';
import { addStacks } from './synthesise';

/** What `cdk` runs (cdk.json): the environments of the folder in BRIDGE_CONFIG, or the one in BRIDGE_ENV alone. */
async function main(): Promise<void> {
  const app = new App({ autoSynth: false });
  const environments = environmentsToDeploy(process.env);
  const { config: folder, env } = chosenByVariables(process.env);
  const config = resolve(folder);
  const note = stacksNote(environments, env === localEnvironmentName ? undefined : env);
  if (note !== undefined) console.error(note);
  const mapping = checkedMapping(config);
  const work = mkdtempSync(join(tmpdir(), 'masivo-bridge-synth-'));
  try {
    const folders = {
      bundles: join(work, 'bundles'),
      assets: join(work, 'assets'),
      mapping,
    };
    // Built here, so that the deployed bundles are always of the code that is checked out.
    await buildFunctions(folders.bundles);
    addStacks(app, environments, folders);
    app.synth();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
});
