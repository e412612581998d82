import { basename } from 'node:path';
import Table from 'cli-table3';
import type { Killed } from './killed';
import type { Verdict } from './run';

/** A table of what noticed each fault, what is to be said of the survivors, and the sum last. */
export function reportLines(verdicts: readonly Verdict[]): string[] {
  const table = new Table({
    head: ['mutant', 'rule', 'killed by', 's'],
    colWidths: [36, 60, 60, 5],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { mutant, killed, seconds } of verdicts) {
    table.push([mutant.name, mutant.rule, killedText(killed), seconds.toFixed(0)]);
  }
  const survivors = verdicts.filter(({ killed }) => !killed);
  return [
    table.toString(),
    ...survivors.map(({ mutant }) => `survives: ${mutant.name}: ${mutant.explained ?? 'unexplained'}`),
    ...verdicts
      .filter(({ killed, mutant }) => killed && mutant.explained !== undefined)
      .map(({ mutant }) => `explained, and killed all the same: ${mutant.name}`),
    sumLine(verdicts),
  ];
}

/** Those whose survival nobody has explained. */
export const unexplained = (verdicts: readonly Verdict[]) =>
  verdicts.filter(({ killed, mutant }) => !killed && mutant.explained === undefined);

function sumLine(verdicts: readonly Verdict[]): string {
  const survivors = verdicts.filter(({ killed }) => !killed).length;
  const bare = unexplained(verdicts).length;
  return `${verdicts.length} mutants, ${verdicts.length - survivors} killed, ${survivors} survivors, ${bare} of them unexplained`;
}

export function killedText(killed: Killed | undefined): string {
  switch (killed?.by) {
    case undefined:
      return 'nothing';
    case 'test':
      return `${basename(killed.file, '.test.ts')}: ${killed.title}`;
    case 'seed':
      return `seed ${killed.seed}: ${killed.kind}: ${killed.about}`;
    case 'hang':
      return `never ends: ${killed.what}`;
    default:
      return killed satisfies never;
  }
}
