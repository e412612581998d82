import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { version } from '../../package.json';
import { environmentsOf } from '../connection/config';
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
/** `npm ci`, as an upgrade runs it, removes it with the rest of `node_modules`. */
const cacheFolder = join(root, 'node_modules', '.cache', 'fleet');

type Model = (config: string) => Promise<string>;

/** The program's answer; it takes ten seconds or more of a processor. */
const askModel: Model = async (config) => {
  const given = ['--import', 'tsx', join(root, 'trials/cost/cli.ts'), '--config', config, '--all', '--json'];
  const { stdout } = await run(process.execPath, given, { cwd: root, maxBuffer: 10_000_000 });
  return stdout;
};

/**
 * The rates of a folder's environments, by name. The model synthesises and measures, for which the command line has no
 * code of its own: it is the program `npm run cost`. It depends on the code and the config alone, so an answer is kept
 * until one of them changes.
 * @throws where it cannot work them out, such as for a region whose prices it does not know
 */
export async function ratesOf(
  config: string,
  model: Model = askModel,
  cache = cacheFolder,
): Promise<ReadonlyMap<string, Rate>> {
  const subject = JSON.stringify([version, environmentsOf(config)]);
  const file = join(cache, `${createHash('sha256').update(subject).digest('hex')}.json`);
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const answer = kept ?? (await model(config));
  const { environments } = v.parse(Rates, JSON.parse(answer));
  if (kept === undefined) {
    mkdirSync(cache, { recursive: true });
    // Moved into its place, so that nobody reads half of it.
    const own = `${file}.${process.pid}`;
    writeFileSync(own, answer);
    renameSync(own, file);
  }
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
