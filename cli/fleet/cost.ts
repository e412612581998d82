import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import type { Standing } from './standing';

const Rates = v.object({
  environments: v.array(
    v.object({ name: v.string(), idleMonth: v.number(), busyMonth: v.number(), perMillion: v.number() }),
  ),
});
/** What an environment costs by the model of docs/cost.md, in US dollars. */
export type Rate = v.InferOutput<typeof Rates>['environments'][number];

const root = join(__dirname, '..', '..');
const run = promisify(execFile);

/**
 * The rates of a folder's environments, by name. The model synthesises and measures, for which the command line has no
 * code of its own: it is the program `npm run cost`.
 * @throws where it cannot work them out, such as for a region whose prices it does not know
 */
export async function ratesOf(config: string): Promise<ReadonlyMap<string, Rate>> {
  const given = ['--import', 'tsx', join(root, 'trials/cost/cli.ts'), '--config', config, '--all', '--json'];
  const { stdout } = await run(process.execPath, given, { cwd: root, maxBuffer: 10_000_000 });
  const { environments } = v.parse(Rates, JSON.parse(stdout));
  return new Map(environments.map((rate) => [rate.name, rate]));
}

const daysPerMonth = 365 / 12;

/** A month whose days are all like the last one. */
export function dollarsOfMonth(
  { idleMonth, busyMonth, perMillion }: Rate,
  { deliveries, busyHours }: Pick<Standing, 'deliveries' | 'busyHours'>,
): number {
  const dollars =
    idleMonth + (busyMonth * Math.min(busyHours, 24)) / 24 + (perMillion * deliveries * daysPerMonth) / 1e6;
  return Math.round(dollars * 100) / 100;
}
