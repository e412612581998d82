import { InvalidArgumentError } from 'commander';
import { closest } from '../../infra/config/closest';
import { type CsvColumns, csvFields } from './engine/readers/csv/columns';

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
