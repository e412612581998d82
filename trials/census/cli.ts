import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { countText, durationText, numberText } from '../../operator/core/text/quantities';
import { whole } from '../chaos/long-run';
import { censusOfMillion, type MillionReport } from './run';

interface Options {
  readonly customers: number;
  readonly json?: true;
}

new Command('npm run census:million --')
  .description(
    'Takes a census of a generated list against a ledger that is made up as it is read, in a small heap, and checks every count.',
  )
  .option('--customers <n>', 'how many', whole, 1_000_000)
  .option('--json', 'print the report for machines')
  .action(async ({ customers, json }: Options) => {
    // Where nobody watches, a line now and then goes into the log.
    const bar = new SingleBar({
      format: '[{bar}] {value}/{total} {duration_formatted}',
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 30_000,
    });
    bar.start(customers, 0);
    const report = await censusOfMillion({ customers, onProgress: (read) => bar.update(read) }).finally(() =>
      bar.stop(),
    );
    console.log(json ? JSON.stringify(report) : text(report));
    process.exitCode = report.violations.length === 0 ? 0 : 1;
  })
  .parseAsync();

function text({ customers, ms, peakMb, counts, violations }: MillionReport): string {
  return [
    `${countText(customers, 'customer')} in ${durationText(ms)}, ${numberText(Math.round((customers * 1000) / ms))} a second, ${peakMb} MB at most`,
    ...counts.map(({ kind, code, count }) => `  ${numberText(count)} ${kind} ${code ?? ''}`.trimEnd()),
    violations.length === 0 ? '  as it should be' : violations.map((each) => `  WRONG: ${each}`).join('\n'),
  ].join('\n');
}
