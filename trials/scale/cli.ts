import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { whole } from '../chaos/long-run';
import { withParts } from '../marked-parts';
import { scaleParts } from './report';
import { runScenario, type ScaleResult, type Scenario } from './run';

interface Options {
  readonly requestsPerSecond: number;
  readonly batchWindow: number;
  readonly most: number;
  readonly write?: true;
}

const document = join(__dirname, '..', '..', 'docs', 'scale.md');

const scenarios = [
  { signupsPerSecond: 1, seconds: 900 },
  { signupsPerSecond: 10, seconds: 900 },
  { signupsPerSecond: 100, seconds: 60 },
  { signupsPerSecond: 1000, seconds: 6 },
  // A sale: 50,000 in five minutes.
  { signupsPerSecond: 167, seconds: 300 },
] as const;

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

new Command('npm run scale --')
  .description(
    'Lets the production code deliver many signups on virtual time, and says what fills and how long it takes.',
  )
  .option('--requests-per-second <n>', 'what Masivo may be sent: masivo.rateLimit.perSecond', whole, 20)
  .option(
    '--batch-window <seconds>',
    'how long a batch gathers that is not full: delivery.batchWindowSeconds',
    whole,
    20,
  )
  .option('--most <n>', 'simulate no more signups of each scenario than this', whole, 60_000)
  .option('--write', 'put the tables into docs/scale.md')
  .action(async ({ requestsPerSecond, batchWindow, most, write }: Options) => {
    const results: ScaleResult[] = [];
    for (const { signupsPerSecond, seconds } of scenarios) {
      const scenario: Scenario = {
        signupsPerSecond,
        seconds: Math.min(seconds, Math.max(1, Math.floor(most / signupsPerSecond))),
        requestsPerSecond,
        batchWindowSeconds: batchWindow,
      };
      const bar = new SingleBar({
        format: `${signupsPerSecond} a second [{bar}] {value}/{total} {duration_formatted}`,
        stream: process.stderr,
        noTTYOutput: true,
        notTTYSchedule: 60_000,
      });
      bar.start(scenario.signupsPerSecond * scenario.seconds, 0);
      results.push(await runScenario(scenario, (delivered) => bar.update(delivered)));
      bar.stop();
    }
    const parts = scaleParts(results);
    if (write) writeFileSync(document, withParts(readFileSync(document, 'utf8'), parts));
    for (const part of Object.values(parts)) console.log(`${part}\n`);
  })
  .parseAsync();
