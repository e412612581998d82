import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { buildFunctions } from '../scripts/bundles';
import { runFuzz } from './run';

const whole = (text: string) => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
};

new Command('npm run fuzz --')
  .description(
    'Sends hostile requests to a real local bridge: no 5xx, no forgery taken in, no crash, no hang.',
  )
  .option('--requests <n>', 'requests to send', whole, 200_000)
  .option('--seed <n>', 'the same seed sends the same requests', whole, 1)
  .action(async (options: { requests: number; seed: number }) => {
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
    const bundles = mkdtempSync(join(tmpdir(), 'masivo-bridge-bundles-'));
    const bar = new SingleBar({
      format: '[{bar}] {value}/{total} {duration_formatted}',
      stream: process.stderr,
    });
    try {
      await buildFunctions(bundles);
      bar.start(options.requests, 0);
      const report = await runFuzz({ ...options, bundles, onProgress: (done) => bar.update(done) });
      bar.stop();
      const counts = (map: ReadonlyMap<string | number, number>) =>
        [...map]
          .sort((a, b) => b[1] - a[1])
          .map(([key, count]) => `${key}: ${count}`)
          .join(', ');
      console.log(
        `${report.requests} requests in ${report.seconds.toFixed(0)} s, the slowest ${report.slowestMs} ms`,
      );
      console.log(`answers   ${counts(report.answers)}`);
      console.log(`outcomes  ${counts(report.outcomes)}`);
      for (const [name, megabytes] of Object.entries(report.memory)) {
        if (megabytes)
          console.log(`memory    ${name} ${megabytes[0]} MB half-way, ${megabytes[1]} MB at the end`);
      }
      console.log(report.faults.length === 0 ? 'faults    none' : `faults\n  ${report.faults.join('\n  ')}`);
      process.exitCode = report.faults.length === 0 ? 0 : 1;
    } finally {
      bar.stop();
      rmSync(bundles, { recursive: true, force: true });
    }
  })
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
