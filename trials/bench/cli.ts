import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { longRun, whole } from '../chaos/long-run';
import { randomFrom } from '../chaos/random';
import type { Figure } from './figure';
import { figures, figuresNamed } from './figures';
import { forMachines, missed, reportLines } from './report';
import { type Row, rowOf } from './run';

interface Options {
  readonly only?: readonly Figure[];
  readonly rounds?: number;
  readonly seed: number;
  readonly json?: true;
}

new Command('npm run bench --')
  .description('Measures what the built bundles cost against the floor and the usual stack.')
  .option('--only <name>', `a figure or a group of them, more than once if need be (${names()})`, chosen)
  .option('--rounds <n>', 'rounds of each figure, instead of its own number', rounds)
  .option('--seed <n>', 'the same seed interleaves in the same order', whole, 1)
  .option('--json', 'print the rows for machines')
  .addHelpText(
    'after',
    '\nEnds with 1 when a figure misses its goal; one that cannot be measured here does not count.',
  )
  .action(({ only = figures, rounds, seed, json }: Options) =>
    longRun('{what} [{bar}] {percentage}% {duration_formatted}', async (bundles, bar) => {
      const scratch = mkdtempSync(join(tmpdir(), 'masivo-bridge-bench-'));
      const bench = { bundles, scratch, random: randomFrom(seed) };
      const rows: Row[] = [];
      try {
        for (const figure of only) {
          bar.start(1, 0, { what: figure.name });
          const onProgress = (done: number, of: number, what = '') => {
            bar.setTotal(of);
            bar.update(done, { what: `${figure.name} ${what}`.trim() });
          };
          rows.push(await rowOf(figure, bench, rounds, onProgress));
          bar.stop();
        }
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
      for (const line of json ? [forMachines(rows)] : reportLines(rows)) console.log(line);
      if (missed(rows)) process.exitCode = 1;
    }),
  )
  .parseAsync();

function names(): string {
  return figures.map(({ name }) => name).join(', ');
}

function chosen(name: string, before: readonly Figure[] = []): readonly Figure[] {
  const found = figuresNamed(name).filter((figure) => !before.includes(figure));
  if (figuresNamed(name).length === 0) throw new InvalidArgumentError(`one of ${names()}`);
  return [...before, ...found];
}

function rounds(text: string): number {
  const count = whole(text);
  if (count === 0) throw new InvalidArgumentError('at least 1');
  return count;
}
