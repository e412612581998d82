import { InvalidArgumentError } from 'commander';
import { closest } from '../../../../../infra/config/closest';

/** What a CSV file may hold of a customer. */
export const csvFields = [
  ...(['id', 'email', 'createdAt', 'updatedAt', 'firstName', 'lastName', 'name'] as const),
  ...(['phone', 'country', 'locale', 'note', 'tags'] as const),
];
export type CsvField = (typeof csvFields)[number];

/** Without an id nobody's webhook finds the customer; without a date nobody knows who signed up before go-live. */
const required = ['id', 'email', 'createdAt'] as const satisfies readonly CsvField[];

/** The column of each field, by the name in the file's first line. */
export type CsvColumns = ReadonlyMap<CsvField, string>;

/** `id=Customer ID,email=Email`: parser of `--columns`; given again, they add up. @throws InvalidArgumentError */
export function columnsIn(text: string, before: CsvColumns = new Map()): CsvColumns {
  const columns = new Map(before);
  for (const pair of text.split(',')) {
    const [, name = '', column = ''] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    const field = csvFields.find((known) => known === name);
    if (column === '') throw new InvalidArgumentError(`\`${pair}\` is not like email=Email.`);
    if (!field) {
      const near = closest(name, csvFields);
      const meant = near === undefined ? '' : ` Did you mean ${near}?`;
      throw new InvalidArgumentError(`There is no field ${name}: there are ${csvFields.join(', ')}.${meant}`);
    }
    columns.set(field, column);
  }
  return columns;
}

/** The fields that a file has to have and the options do not name. */
export const missingFields = (columns: CsvColumns): readonly CsvField[] =>
  required.filter((field) => !columns.has(field));
