import { Command, InvalidArgumentError } from 'commander';
import { type FaultKind, faultKinds } from './faults';
import { hurried } from './hurried';
import { longRun, whole } from './long-run';
import { notExercised, reportLines, violationsIn } from './report';
import { runChaos } from './run';

interface Options {
  readonly events: number;
  readonly seed: number;
  readonly faults: number;
  readonly only?: readonly [FaultKind, ...FaultKind[]];
  readonly workers: number;
  readonly duration?: number;
  readonly consentAtCreation?: true;
  readonly json?: true;
}

/** Collects a repeatable option's values. */
function kinds(name: string, before: Options['only']): Options['only'] {
  const kind = faultKinds.find((each) => each === name);
  if (!kind) throw new InvalidArgumentError(`one of: ${faultKinds.join(', ')}`);
  return before ? [...before, kind] : [kind];
}

new Command('npm run chaos --')
  .description(
    'Breaks a real local bridge in every known way while a story of signups goes through it, and checks the result.',
  )
  .option('--events <n>', 'webhooks to send', whole, 20_000)
  .option('--seed <n>', 'the same seed tells the same story with the same schedule of faults', whole, 7)
  .option('--faults <n>', 'faults per hundred events', whole, 1)
  .option('--only <kind>', 'this kind of fault and no other; may be repeated', kinds)
  .option('--workers <n>', 'batches under way at once', whole, 4)
  .option('--duration <seconds>', 'break the story off after so many seconds of sending', whole)
  .option(
    '--consent-at-creation',
    'with an account that takes the consent record with the creation, where nobody may be marketable for an instant',
  )
  .option('--json', 'print the report for machines')
  .action(({ json, ...options }: Options) =>
    longRun(
      '{what} [{bar}] {value}/{total} {duration_formatted}',
      async (bundles, bar) => {
        bar.start(options.events, 0, { what: 'sending ' });
        const onProgress = (done: number, of: number, what: string) => {
          bar.setTotal(of);
          bar.update(done, { what: what.padEnd(8) });
        };
        const report = await runChaos({ ...options, bundles, onProgress });
        bar.stop();
        const forMachines = () => [JSON.stringify({ ...report, faults: Object.fromEntries(report.faults) })];
        for (const line of json ? forMachines() : reportLines(report)) console.log(line);
        process.exitCode = violationsIn(report) + notExercised(report).length === 0 ? 0 : 1;
      },
      [hurried],
    ),
  )
  .parseAsync();
