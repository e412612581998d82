import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { buildFunctions } from '../scripts/bundles';
import { reportLines, violationsIn } from './report';
import { runChaos } from './run';

const whole = (text: string) => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
};

new Command('npm run chaos --')
  .description(
    'Breaks a real local bridge in every known way while a story of signups goes through it, and judges.',
  )
  .option('--events <n>', 'webhooks to send', whole, 20_000)
  .option('--seed <n>', 'the same seed tells the same story with the same schedule of faults', whole, 7)
  .option('--faults <n>', 'faults per hundred events', whole, 3)
  .option('--workers <n>', 'batches under way at once', whole, 4)
  .option('--json', 'print the report for machines')
  .action(
    async ({
      json,
      ...options
    }: {
      events: number;
      seed: number;
      faults: number;
      workers: number;
      json?: true;
    }) => {
      process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
      const bundles = mkdtempSync(join(tmpdir(), 'masivo-bridge-bundles-'));
      const bar = new SingleBar({
        format: '{what} [{bar}] {value}/{total} {duration_formatted}',
        stream: process.stderr,
      });
      try {
        await buildFunctions(bundles);
        bar.start(options.events, 0, { what: 'sending ' });
        const report = await runChaos({
          ...options,
          bundles,
          onProgress: (done, of, what) => {
            bar.setTotal(of);
            bar.update(done, { what: what.padEnd(8) });
          },
        });
        bar.stop();
        const text = json
          ? [JSON.stringify({ ...report, faults: Object.fromEntries(report.faults) })]
          : reportLines(report);
        for (const line of text) console.log(line);
        process.exitCode = violationsIn(report) === 0 ? 0 : 1;
      } finally {
        bar.stop();
        rmSync(bundles, { recursive: true, force: true });
      }
    },
  )
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
