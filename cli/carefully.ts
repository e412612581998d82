import type { Command } from 'commander';
import { wholeFrom } from './arguments';
import { CommandError } from './exit';

export interface CarefulOptions {
  readonly perSecond: number;
  readonly allStores?: true;
  readonly yes?: true;
}

/** A command that does much at once: one store at a time, at a rate, and only when asked a second time. */
export const carefully = (command: Command) =>
  command
    .option('--all-stores', 'of more than one store at once')
    .option('--per-second <n>', 'the rate limit', wholeFrom(1, 100), 5)
    .option('--yes', 'do it');

export const careOf = ({ perSecond, allStores, yes }: CarefulOptions) => ({
  perSecond,
  allStores: allStores === true,
  yes: yes === true,
});

/** Without any filter it must be asked for with --all: forgetting the filter must not select everything. */
export function oneOfTwo(names: readonly string[], selects: boolean, what: string): void {
  if (names.length > 0 === selects) {
    throw new CommandError('usage', `Give ${what}: ${selects ? 'not both' : 'neither is there'}.`);
  }
}
