import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import type { Environment } from '../../infra/config/config';
import { ConfigError } from '../../infra/config/config-error';
import { withParts } from '../marked-parts';
import { idleTable, millionTable, workedOut } from './document';
import type { EnvironmentCost } from './environment-cost';
import { exampleEnvironment } from './examples';
import { type EnvironmentRow, fleetTable, forMachines, rowOf } from './fleet';
import { SelectionError, selected } from './selection';

interface Options {
  readonly config?: string;
  readonly env?: string;
  readonly all?: true;
  readonly json?: true;
  readonly write?: true;
}

/** What the command works with. */
export interface CostDeps {
  /** What environments cost, in their order. */
  readonly costsOf: (environments: readonly Environment[]) => Promise<EnvironmentCost[]>;
  /** Prints to standard output. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** `npm run cost --`. @returns its exit code */
export async function runCost(args: readonly string[], deps: CostDeps): Promise<number> {
  try {
    await commandOf(deps).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said it.
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof ConfigError || error instanceof SelectionError)) throw error;
    deps.err(`${error.message}\n`);
    return 1;
  }
}

const commandOf = (deps: CostDeps) =>
  new Command('npm run cost --')
    .exitOverride()
    .configureOutput({ writeOut: deps.out, writeErr: deps.err })
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
      await (isOwn ? ofEnvironments(options, deps) : ofTheDocument(options, deps));
    });

async function ofEnvironments({ json, ...which }: Options, { costsOf, out }: CostDeps): Promise<void> {
  const chosen = selected(which);
  const costs = await costsOf(chosen.map(({ environment }) => environment));
  const rows: EnvironmentRow[] = [];
  for (const [index, one] of chosen.entries()) {
    const cost = costs[index];
    if (!cost) continue;
    rows.push(rowOf(one, cost));
    if (which.env !== undefined && !json) {
      out(`${millionTable(cost, [one.region])}\n\n${idleTable(cost, [one.region])}\n\n`);
    }
  }
  out(`${json ? forMachines(rows) : fleetTable(rows)}\n`);
}

async function ofTheDocument({ write }: Options, { costsOf, out }: CostDeps): Promise<void> {
  const document = join(__dirname, '..', '..', 'docs', 'cost.md');
  const [cost] = await costsOf([exampleEnvironment('prod')]);
  if (!cost) throw new Error('An environment has no cost');
  const parts = workedOut(cost);
  if (write) {
    writeFileSync(document, withParts(readFileSync(document, 'utf8'), parts));
  }
  for (const part of Object.values(parts)) out(`${part}\n\n`);
}
