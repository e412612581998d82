import { Command } from 'commander';
import { masivosRates } from '../../cli/backfill/engine/migration-limit';
import { countText, durationText } from '../../operator/core/text/quantities';
import { longRun, whole } from '../chaos/long-run';
import { runLong } from './run';

interface Options {
  readonly customers: number;
  readonly every: number;
  readonly kill: boolean;
  readonly consent?: true;
  readonly json?: true;
}

new Command('npm run backfill:million --')
  .description(
    'Brings generated customers over to the sandbox, whose rate limit is scaled, kills the backfill half-way, resumes it, and checks the result.',
  )
  .option('--customers <n>', 'how many', whole, 1_000_000)
  .option('--every <ms>', "between two requests; Masivo's own limit is 5000", whole, 3000)
  .option('--no-kill', 'let it run through')
  .option('--consent', 'with a consent record for each')
  .option('--json', 'print the report for machines')
  .action(({ json, every, consent, ...options }: Options) =>
    longRun('[{bar}] {value}/{total} {mb} MB {duration_formatted}', async (bundles, bar) => {
      bar.start(options.customers, 0, { mb: 0 });
      const onProgress = (sent: number, mb: number) => bar.update(sent, { mb });
      const report = await runLong({
        ...options,
        everyMs: every,
        perRequest: masivosRates.perRequest,
        consent: consent === true,
        bundles,
        onProgress,
      });
      bar.stop();
      console.log(json ? JSON.stringify(report) : text(report));
      process.exitCode = report.violations.length === 0 ? 0 : 1;
    }),
  )
  .parseAsync();

function text(report: Awaited<ReturnType<typeof runLong>>): string {
  const { masivo } = report;
  return [
    `${countText(report.customers, 'customer')}, one request of up to 1000 every ${durationText(report.everyMs)}`,
    `  sending       ${durationText(report.sendingMs)}; the rate limit sets ${durationText(report.limitMs)}: ${report.ratio.toFixed(3)}x`,
    ...(report.resumedAfterMs === null
      ? []
      : [`  killed        half-way; the next request came ${durationText(report.resumedAfterMs)} later`]),
    `  too early     ${masivo.requests['POST /customers/migrate']?.['429'] ?? 0} requests`,
    `  memory        ${report.residentMb.join(', ')} MB at each tenth of the way`,
    `  Masivo has    ${masivo.customers} customers, ${masivo.consents} consent records, ${masivo.registrations} rewards paid, ${masivo.skippedMigrations} given twice`,
    report.violations.length === 0
      ? '  as it should be'
      : report.violations.map((violation) => `  WRONG: ${violation}`).join('\n'),
  ].join('\n');
}
