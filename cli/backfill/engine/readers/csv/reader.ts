import { resolve } from 'node:path';
import type { StoreSettings } from '../../../../../lambda/settings';
import type { ReceivedEvent } from '../../../../../lambda/sources/source';
import { type CustomerReader, type ListedCustomer, UnreadableStore } from '../reader';
import type { CsvColumns, CsvField } from './columns';
import { rowSays, statedIn } from './consent';
import { type CsvCustomer, customerIn, type UnusableRow, type UsableRow } from './customer';
import type { CsvEncoding } from './encoding';
import { type CsvHead, headOf } from './head';
import { type IdTable, idTable } from './ids';
import { type CsvRow, rowsOf } from './rows';

/** How rows become what a source parses. */
export interface CsvForm {
  /** The fields that its customers do not have. */
  readonly lacks: readonly CsvField[];
  readonly eventOf: (customer: CsvCustomer, store: StoreSettings) => ReceivedEvent;
}

export interface GivenCsv {
  readonly file: string;
  readonly columns: CsvColumns;
  /** The texts that count as a yes in the columns of consent. */
  readonly granted: readonly string[];
}

/** A CSV file that was read once, from the beginning to the end. */
export interface CheckedCsv {
  readonly reader: CustomerReader;
  /** All of them, also those that cannot be used. */
  readonly rows: number;
  readonly separator: string;
  readonly encoding: CsvEncoding;
}

export interface CheckDeps {
  readonly now: Date;
  /** Called now and then. @param rows that were checked so far. */
  readonly onChecked: (rows: number) => void;
}

/** A call for each row would take longer than the check. */
const rowsBetweenCalls = 1000;

/**
 * Reads the whole file, so that one that cannot be read is refused before anything is done; then its customers can be
 * read. Cursors are lines: a run that goes on reads the rows before once more.
 * @throws UnreadableStore
 */
export async function checkedCsv(
  { file: given, columns, granted }: GivenCsv,
  form: CsvForm,
  { now, onChecked }: CheckDeps,
): Promise<CheckedCsv> {
  const file = resolve(given);
  const head = await headOf(file, columns);
  const ids = idTable();
  let rows = 0;
  for await (const row of rowsBelow(head, file)) {
    rows += 1;
    if (rows % rowsBetweenCalls === 0) onChecked(rows);
    const values = fieldsOf(row, head);
    if (isOutOfForm(row, head)) continue;
    // Also of a row that cannot be used: what it says of the customer may be what is true.
    ids.add(values.get('id') ?? '', JSON.stringify([...values]), row.line);
  }

  async function* read(store: StoreSettings, after: string | null): AsyncGenerator<ListedCustomer> {
    const last = Number(after ?? 0);
    for await (const row of rowsBelow(head, file)) {
      if (row.line <= last) continue;
      const { line, lastLine } = row;
      const found = isOutOfForm(row, head) ? outOfForm : customerIn(fieldsOf(row, head), now);
      const usable = 'code' in found ? found : usableAmong(found, ids, line);
      yield {
        cursor: String(line),
        line,
        ...(lastLine === line ? {} : { lastLine }),
        ...('code' in usable
          ? { event: nothing, unusable: usable }
          : {
              event: form.eventOf(usable.customer, store),
              consent: statedIn(usable.consent, granted),
              says: rowSays(usable.consent, granted),
            }),
      };
    }
  }

  const { separator, encoding } = head;
  return {
    reader: { count: async () => rows, read: ({ store, after }) => read(store, after) },
    ...{ rows, separator, encoding },
  };
}

/** Of a row that is no customer: no source takes it for one. */
const nothing: ReceivedEvent = { headers: {}, body: Buffer.alloc(0), receivedAt: new Date(0) };

async function* rowsBelow(head: CsvHead, file: string): AsyncGenerator<CsvRow> {
  for await (const row of rowsOf(file, head)) if (row.line > head.line) yield row;
}

const outOfForm: UnusableRow = { code: 'row-out-of-form' };

const isOutOfForm = (row: CsvRow, head: CsvHead): boolean =>
  row.isTorn || row.values.length !== head.width || holdsRows(row, head);

/**
 * Two quotes that are lost, each in a row of its own, leave a row with as many values as the others: of one of the two
 * up to there, and of the other one from there on. What lies between is in one value, and has a whole row's separators.
 */
const holdsRows = ({ values, line, lastLine }: CsvRow, { separator, width }: CsvHead): boolean =>
  lastLine > line &&
  values.some(
    (value) => /[\r\n]/.test(value) && value.includes('@') && value.split(separator).length >= width,
  );

/** Nobody knows which of two rows is true that say different things of one customer. */
function usableAmong(row: UsableRow, ids: IdTable, line: number): UsableRow | UnusableRow {
  const standing = ids.standingOf(row.customer.id, line);
  switch (standing) {
    case 'first':
      return row;
    case 'again':
      return { code: 'listed-twice' };
    case 'differs':
      return { code: 'row-id-twice' };
    case 'unknown':
      throw new UnreadableStore('The file has changed since it was checked: run the command again.');
    default:
      return standing satisfies never;
  }
}

/** Exports put an apostrophe before ids and phones, so that spreadsheets take them for text. `'t Hooft` keeps it. */
const textMark = /^'(?=[\d+])/;

const fieldsOf = ({ values }: CsvRow, { places }: CsvHead): ReadonlyMap<string, string> =>
  new Map([...places].map(([field, place]) => [field, (values[place] ?? '').trim().replace(textMark, '')]));
