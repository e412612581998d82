import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { whole } from '../chaos/long-run';
import { mutants } from './mutants/all';
import { killedText, reportLines, unexplained } from './report';
import { runSabotage } from './run';

interface Options {
  readonly only?: readonly string[];
  readonly universes: number;
  readonly seed: number;
  readonly processes: number;
  readonly tests: boolean;
}

// So that the copies are removed.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

new Command('npm run sabotage --')
  .description('Plants faults into a copy of the production code, one at a time, and says what notices each.')
  .option('--only <name...>', 'these mutants alone')
  .option('--universes <n>', 'how many universes are simulated for each at most', whole, 400)
  .option('--seed <n>', 'the first universe', whole, 1)
  .option('--processes <n>', 'how many mutants are tried at a time', whole, availableParallelism())
  .option('--no-tests', 'by the simulation alone')
  .action(async ({ only, ...options }: Options) => {
    const unknown = only?.find((name) => !mutants.some((mutant) => mutant.name === name));
    if (unknown !== undefined) throw new Error(`There is no mutant "${unknown}"`);
    const verdicts = await runSabotage({
      ...options,
      mutants: mutants.filter(({ name }) => !only || only.includes(name)),
      onVerdict: ({ mutant, killed, seconds }) =>
        console.error(`${seconds.toFixed(0).padStart(4)} s  ${mutant.name}: ${killedText(killed)}`),
    });
    for (const line of reportLines(verdicts)) console.log(line);
    process.exitCode = unexplained(verdicts).length === 0 ? 0 : 1;
  })
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
