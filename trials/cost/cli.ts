import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { buildFunctions } from '../../infra/build/bundles';
import { ConfigError } from '../../infra/config/config-error';
import { withParts } from '../marked-parts';
import { type CostFolders, costsOf } from './costs-of';
import { idleTable, millionTable, workedOut } from './document';
import { exampleCost } from './examples';
import { type EnvironmentRow, fleetTable, forMachines, rowOf } from './fleet';
import { SelectionError, selected } from './selection';

interface Options {
  readonly config?: string;
  readonly env?: string;
  readonly all?: true;
  readonly json?: true;
  readonly write?: true;
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

new Command('npm run cost --')
  .description(
    'What a million webhooks and an idle month cost in US dollars, from the template and the code as they are. Without options: the tables of docs/cost.md.',
  )
  .option('--config <folder>', 'the config folder (infra/environments unless given)')
  .addOption(new Option('--env <name>', 'one environment, line by line').conflicts('all'))
  .option('--all', 'every environment of the folder, in one table')
  .option('--json', 'the same for machines')
  .addOption(
    new Option('--write', 'put the tables into docs/cost.md').conflicts(['config', 'env', 'all', 'json']),
  )
  .action(async (options: Options) => {
    const isOwn = options.config !== undefined || options.env !== undefined || options.all || options.json;
    await (isOwn ? ofEnvironments(options) : ofTheDocument(options));
  })
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof ConfigError || error instanceof SelectionError ? error.message : error);
    process.exitCode = 1;
  });

async function ofEnvironments({ json, ...which }: Options): Promise<void> {
  const chosen = selected(which);
  const costs = await withFolders((folders) =>
    costsOf(
      chosen.map(({ environment }) => environment),
      folders,
    ),
  );
  const rows: EnvironmentRow[] = [];
  for (const [index, one] of chosen.entries()) {
    const cost = costs[index];
    if (!cost) continue;
    rows.push(rowOf(one, cost));
    if (which.env !== undefined && !json) {
      console.log(`${millionTable(cost, [one.region])}\n\n${idleTable(cost, [one.region])}\n`);
    }
  }
  console.log(json ? forMachines(rows) : fleetTable(rows));
}

async function ofTheDocument({ write }: Options): Promise<void> {
  const document = join(__dirname, '..', '..', 'docs', 'cost.md');
  const parts = workedOut(await withFolders((folders) => exampleCost('prod', folders)));
  if (write) {
    writeFileSync(document, withParts(readFileSync(document, 'utf8'), parts));
  }
  for (const part of Object.values(parts)) console.log(`${part}\n`);
}

async function withFolders<T>(work: (folders: CostFolders) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), 'masivo-bridge-cost-'));
  try {
    const bundles = join(scratch, 'bundles');
    await buildFunctions(bundles);
    return await work({ bundles, scratch });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
