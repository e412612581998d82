import { type Command, InvalidArgumentError } from 'commander';
import { type CsvColumns, csvFields } from './engine/readers/csv/columns';
import type { ReaderOptions } from './reader';

/** Adds the options of a list that is a CSV file, of `backfill` and `census`. */
export const withCsvOptions = (command: Command): Command =>
  command
    .option('--csv <file>', 'customers in a CSV file; --columns says what its columns are')
    .option(
      '--columns <list>',
      `its columns, such as id=ID,email=Email. Fields: ${csvFields.join(', ')}; and values that the mapping reads, such as custom.loyalty_number`,
      columnsIn,
    )
    .option('--consent-yes <texts>', 'what counts as a yes in the columns of consent: yes,true', textsIn);

/** `id=Customer ID,email=Email`: parser of `--columns`; given again, they add up. @throws InvalidArgumentError */
export function columnsIn(text: string, before: CsvColumns = new Map()): CsvColumns {
  const columns = new Map(before);
  for (const pair of text.split(',')) {
    const [, name = '', column = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (name === '' || column === '') throw new InvalidArgumentError(`\`${pair}\` is not like email=Email.`);
    if (columns.has(name)) throw new InvalidArgumentError(`The field ${name} is named twice.`);
    columns.set(name, column);
  }
  return columns;
}

/** `yes,true`: parser of `--consent-yes`; given again, they add up. @throws InvalidArgumentError */
export function textsIn(text: string, before: readonly string[] = []): readonly string[] {
  const texts = text.split(',').map((each) => each.trim());
  if (texts.includes(''))
    throw new InvalidArgumentError('It has to be texts, separated by commas: yes,true.');
  return [...before, ...texts];
}

/** The options as they were given, for another command that is to read the same file; empty without them. */
export function csvOptionsText({
  csv,
  columns,
  consentYes,
}: Pick<ReaderOptions, 'csv' | 'columns' | 'consentYes'>): string {
  if (csv === undefined || columns === undefined) return '';
  const pairs = [...columns].map(([field, column]) => `${field}=${column}`);
  const yes = consentYes === undefined ? [] : ['--consent-yes', quoted(consentYes.join())];
  return [' --csv', quoted(csv), '--columns', quoted(pairs.join()), ...yes].join(' ');
}

const quoted = (text: string) => (/^[\w.,=/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
