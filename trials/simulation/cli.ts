import { availableParallelism } from 'node:os';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { whole } from '../chaos/long-run';
import { parts } from './exhaustive/parts';
import { exhaustiveLines } from './exhaustive/report';
import { runExhaustive } from './exhaustive/run';
import { runParallel } from './explore/parallel';
import { onlyWith } from './explore/parts';
import { shrink } from './explore/shrink';
import { specOf } from './generate';
import { reportLines, specLines, sumLine, violationLine } from './report';
import type { Spec } from './spec';
import { runUniverse } from './universe';

interface Options {
  readonly universes: number;
  readonly seed: number;
  readonly processes: number;
  readonly print?: true;
  readonly keep?: string;
  readonly shrink: boolean;
  readonly exhaustive?: true;
  readonly part?: readonly number[];
  readonly json?: true;
}

const progressBar = () =>
  new SingleBar({
    format: '[{bar}] {value}/{total} {duration_formatted}',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 60_000,
  });

const print = (lines: readonly string[]) => {
  for (const line of lines) console.log(line);
};

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

new Command('npm run simulate --')
  .description(
    'Lets the production code deliver made-up stories on virtual time, with all that can go wrong, and judges.',
  )
  .option('--universes <n>', 'how many, each with a seed of its own, counted up from --seed', whole, 1000)
  .option('--seed <n>', 'the first seed: the same seed, the same universe', whole, 1)
  .option('--processes <n>', 'how many run at a time', whole, availableParallelism())
  .option('--print', 'print the whole schedule of one universe, the one of --seed')
  .option('--keep <parts>', 'of that universe only these parts, as a shrunk violation names them')
  .option('--no-shrink', 'do not look for the smallest schedule of a violation')
  .option('--exhaustive', 'every schedule of a few small stories, within bounds that the report names')
  .option(
    '--part <n>',
    'of --exhaustive only this part, by its place in the report, from 1; more than once if need be',
    placesOfParts,
  )
  .option('--json', 'print what was found for machines')
  .action(async (options: Options) => {
    const isOne = options.print || options.keep !== undefined;
    const violations = await (options.exhaustive ? runAll : isOne ? runOne : runMany)(options);
    process.exitCode = violations === 0 ? 0 : 1;
  })
  .parseAsync();

function placesOfParts(text: string, before: readonly number[] = []): readonly number[] {
  const place = whole(text);
  const last = parts().length;
  if (place < 1 || place > last) throw new InvalidArgumentError(`a number from 1 to ${last}`);
  return [...before, place];
}

async function runAll({ processes, part }: Options): Promise<number> {
  const bar = progressBar();
  bar.start(1, 0);
  const onProgress = (done: number, of: number) => {
    bar.setTotal(of);
    bar.update(done);
  };
  const results = await runExhaustive({ processes, only: part, onProgress });
  bar.stop();
  print(await exhaustiveLines(results));
  return results.reduce((sum, { violating }) => sum + violating, 0);
}

async function runOne({ seed, keep, print: isWhole }: Options): Promise<number> {
  const whole = specOf(seed);
  const spec = keep === undefined ? whole : onlyWith(whole, new Set(keep.split(',')));
  return show(spec, isWhole === true);
}

/** Runs a universe and prints what it is, what was found and, if asked for, all that happened. */
async function show(spec: Spec, withSchedule: boolean): Promise<number> {
  const { violations, deliveries, schedule, hash } = await runUniverse(spec, { keepSchedule: withSchedule });
  print([...specLines(spec), ...schedule, ...violations.map(violationLine), `schedule ${hash}`]);
  print([sumLine(1, deliveries, violations.length)]);
  return violations.length;
}

async function runMany(options: Options): Promise<number> {
  const bar = progressBar();
  bar.start(options.universes, 0);
  const result = await runParallel({ ...options, onProgress: (done) => bar.update(done) });
  bar.stop();
  const [first] = result.found;
  if (options.json) console.log(JSON.stringify(result));
  else {
    if (first && options.shrink) await showSmallest(first);
    print(reportLines(result));
  }
  return result.found.length;
}

/** The first violation, with all that is not needed for it left out. */
async function showSmallest({ seed, violations }: { seed: number; violations: readonly { kind: string }[] }) {
  const spec = specOf(seed);
  const found = await runUniverse(spec);
  const kind = found.violations[0]?.kind;
  if (!kind || violations.length === 0) return;
  const { parts, spec: smallest, tries } = await shrink(spec, kind);
  print([`the smallest schedule with "${kind}" of seed ${seed}, after ${tries} tries:`, '']);
  await show(smallest, true);
  print(['', `again: npm run simulate -- --seed ${seed} --print --keep ${parts.join(',')}`, '']);
}
