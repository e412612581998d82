import { Command } from 'commander';
import { countText, durationText } from '../../operator/core/text/quantities';
import { longRun, whole } from '../chaos/long-run';
import { runFuzz } from './run';

new Command('npm run fuzz --')
  .description(
    'Sends hostile requests to a real local bridge: no 5xx, no forgery accepted, no crash, no hang.',
  )
  .option('--requests <n>', 'requests to send', whole, 200_000)
  .option('--seed <n>', 'the same seed sends the same requests', whole, 1)
  .action((options: { requests: number; seed: number }) =>
    longRun('[{bar}] {value}/{total} {duration_formatted}', async (bundles, bar) => {
      bar.start(options.requests, 0);
      const report = await runFuzz({ ...options, bundles, onProgress: (done) => bar.update(done) });
      bar.stop();
      console.log(
        `${countText(report.requests, 'request')} in ${durationText(report.seconds * 1000)}, the slowest ${durationText(report.slowestMs)}`,
      );
      console.log(`answers   ${counts(report.answers)}`);
      console.log(`outcomes  ${counts(report.outcomes)}`);
      for (const [name, megabytes] of Object.entries(report.memory)) {
        if (megabytes) {
          console.log(`memory    ${name} ${megabytes[0]} MB half-way, ${megabytes[1]} MB at the end`);
        }
      }
      console.log(report.faults.length === 0 ? 'faults    none' : `faults\n  ${report.faults.join('\n  ')}`);
      process.exitCode = report.faults.length === 0 ? 0 : 1;
    }),
  )
  .parseAsync();

const counts = (map: ReadonlyMap<string | number, number>) =>
  [...map]
    .sort((a, b) => b[1] - a[1])
    .map(([key, count]) => `${key}: ${count}`)
    .join(', ');
