import type { Command } from 'commander';
import { wholeFrom } from './arguments';

export interface Page {
  readonly limit: number;
  readonly before?: string;
}

export const paged = (command: Command) =>
  command
    .option('--limit <n>', 'how many on a page', wholeFrom(1, 1000), 20)
    .option('--before <position>', 'an older page, as the page before says');

/** The command that lists the next page. */
export const nextPage = (command: Command, next: string): string =>
  `More: npm run bridge -- ${[...given(command), '--before', quoted(next, true)].join(' ')}`;

/** The command's options as given, except where it began: for the next page's command. */
function given(command: Command): readonly string[] {
  const options = [...(command.parent?.options ?? []), ...command.options];
  return [
    command.name(),
    ...options.flatMap((option) => {
      const name = option.attributeName();
      const holder = command.options.includes(option) ? command : command.parent;
      if (name === 'before' || holder?.getOptionValueSource(name) !== 'cli') return [];
      const value: unknown = holder.getOptionValue(name);
      return value === true ? [`--${option.name()}`] : [`--${option.name()}`, quoted(value)];
    }),
  ];
}

function quoted(value: unknown, always = false): string {
  const text = value instanceof Date ? value.toISOString() : String(value);
  return !always && /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
