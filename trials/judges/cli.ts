import { Command } from 'commander';
import { whole } from '../chaos/long-run';
import { askJudges } from './judges';
import { exitCodeOf, sumLine, verdictLines } from './report';

interface Options {
  readonly short?: boolean;
  readonly require?: boolean;
  readonly seed: number;
}

// A signal alone would end this process without its listeners to `exit`, which end the servers that it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

new Command('npm run judges --')
  .description(
    "Lets others judge what our own stand-ins judge in the tests: moto, Amazon's DynamoDB Local, ElasticMQ, and AWS's runtime client and emulator of Lambda.",
  )
  .option('--short', 'less of everything, in about two minutes, for CI')
  .option('--require', 'a judge that cannot be had here is a failure')
  .option('--seed <n>', 'of the chaos run', whole, 7)
  .addHelpText(
    'after',
    '\nWhat is needed is downloaded on first use into node_modules/.cache. DYNAMODB_LOCAL names a folder with DynamoDB Local.',
  )
  .action(async ({ short = false, require = false, seed }: Options) => {
    const verdicts = await askJudges({
      short,
      seed,
      onVerdict: (verdict) => {
        for (const line of verdictLines(verdict)) console.log(line);
      },
    });
    console.log(sumLine(verdicts));
    process.exitCode = exitCodeOf(verdicts, require);
  })
  .parseAsync();
