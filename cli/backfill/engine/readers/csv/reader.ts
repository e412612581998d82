import { resolve } from 'node:path';
import type { StoreSettings } from '../../../../../lambda/settings';
import type { ReceivedEvent } from '../../../../../lambda/sources/source';
import { type CustomerReader, type ListedCustomer, UnreadableStore } from '../reader';
import { type CsvColumns, type CsvField, csvFields } from './columns';
import { type CsvCustomer, customerIn } from './customer';
import { rowsOf } from './rows';

/** How a row becomes what the source parses. */
export type FromCsv = (customer: CsvCustomer, store: StoreSettings) => ReceivedEvent;

/** The customers of a CSV file. Cursors are lines: a run that goes on reads the rows before once more. */
export function csvCustomers(given: string, columns: CsvColumns, from: FromCsv): CustomerReader {
  const file = resolve(given);
  return {
    async count() {
      await placesIn(file, columns);
      let count = -1;
      for await (const _ of rowsOf(file)) count += 1;
      return count;
    },
    async *read({ store, after }): AsyncGenerator<ListedCustomer> {
      const { places, width } = await placesIn(file, columns);
      const last = Number(after ?? 0);
      let isHeader = true;
      for await (const { values, line } of rowsOf(file)) {
        if (!isHeader && line > last) {
          const row =
            values.length === width
              ? customerIn(fieldsOf(values, places))
              : ({ code: 'row-out-of-form' } as const);
          yield {
            cursor: String(line),
            line,
            ...('code' in row ? { event: nothing, unusable: row } : { event: from(row, store) }),
          };
        }
        isHeader = false;
      }
    },
  };
}

/** Of a row that is no customer: no source takes it for one. */
const nothing: ReceivedEvent = { headers: {}, body: Buffer.alloc(0), receivedAt: new Date(0) };

type Places = ReadonlyMap<CsvField, number>;

/** Where the fields are, by the file's first line. @throws UnreadableStore where a column is missing */
async function placesIn(file: string, columns: CsvColumns): Promise<{ places: Places; width: number }> {
  const names = await headerOf(file);
  const places = new Map([...columns].map(([field, column]) => [field, names.indexOf(column)] as const));
  const missing = [...columns].filter(([field]) => places.get(field) === -1).map(([, column]) => column);
  if (missing.length === 0) return { places, width: names.length };
  const near = missing.flatMap((column) => names.find((name) => plain(name) === plain(column)) ?? []);
  throw new UnreadableStore(
    // Without the other names, also similar ones: where the first line is no header, it is a person's data.
    `The first line of ${file} has no ${missing.join(', ')}. It has ${names.length} columns.${near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`}`,
  );
}

/** Told apart by upper case, spaces and hyphens alone, a name shows nothing but what was asked for. */
const plain = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, '');

async function headerOf(file: string): Promise<readonly string[]> {
  for await (const { values } of rowsOf(file)) return values.map((name) => name.trim());
  return [];
}

/** Exports put an apostrophe before ids and phones, so that spreadsheets take them for text. `'t Hooft` keeps it. */
const textMark = /^'(?=[\d+])/;

const fieldsOf = (values: readonly string[], places: Places): ReadonlyMap<CsvField, string> =>
  new Map(
    csvFields.flatMap((field) => {
      const value = values[places.get(field) ?? -1]?.trim().replace(textMark, '');
      return value ? [[field, value] as const] : [];
    }),
  );
