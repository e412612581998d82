import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { readConfigFolder } from '../infra/config-folder';
import { settingsFromConfig } from '../infra/settings-from-config';
import { bridgeApp } from '../infra/synthesise';
import { buildFunctions } from '../scripts/bundles';
import { withPart, workedOut } from './document';
import { environmentCost } from './environment-cost';

const root = join(__dirname, '..');
const document = join(root, 'docs', 'cost.md');

/** `npm run cost`: prints what the example environment `prod` costs, and with `--write` puts it into docs/cost.md. */
async function main(): Promise<void> {
  const { write } = new Command('cost')
    .description('what a million webhooks and an idle month cost, from the template and the code as they are')
    .option('--write', 'put the tables into docs/cost.md')
    .parse()
    .opts<{ write?: true }>();
  const parts = workedOut(await prodCost());
  if (write) {
    const before = readFileSync(document, 'utf8');
    const after = Object.entries(parts).reduce((text, [name, part]) => withPart(text, name, part), before);
    writeFileSync(document, after);
  }
  for (const part of Object.values(parts)) console.log(`${part}\n`);
}

async function prodCost() {
  const prod = readConfigFolder(join(root, 'config')).find(({ name }) => name === 'prod');
  if (!prod) throw new Error('config/ has no environment prod');
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-cost-'));
  try {
    const folders = { bundles: join(folder, 'bundles'), assets: join(folder, 'assets') };
    await buildFunctions(folders.bundles);
    const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
    const assembly = bridgeApp([prod], folders, { outdir: join(folder, 'out'), context }).synth();
    const { template } = assembly.getStackByName(prod.stackName);
    return await environmentCost(template, settingsFromConfig(prod));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
