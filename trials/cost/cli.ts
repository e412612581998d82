import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { buildFunctions } from '../../infra/build/bundles';
import { withPart, workedOut } from './document';
import { exampleProdCost } from './example-prod';

const document = join(__dirname, '..', '..', 'docs', 'cost.md');

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
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-cost-'));
  try {
    const bundles = join(folder, 'bundles');
    await buildFunctions(bundles);
    return await exampleProdCost(bundles, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
