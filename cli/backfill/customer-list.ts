import type { StoreSettings } from '../../lambda/settings';
import { CommandError } from '../exit';
import type { Terminal } from '../terminal';
import * as csvForms from '../vendors/registered-csv';
import { vendors } from '../vendors/registry';
import { type CsvColumns, consentFieldsIn, missingFields } from './engine/readers/csv/columns';
import { type CheckedCsv, type CsvForm, checkedCsv } from './engine/readers/csv/reader';
import { describedFile } from './given-file';
import type { OpenReader, ReaderOptions } from './reader';
import { unknownColumn } from './unknown-column';

/** The list of a store's customers that `backfill` and `census` read. */
export interface CustomerList {
  /** Identifies what is read: a resumed run has to read the same. */
  readonly input: string;
  readonly open: OpenReader['open'];
  /** Where it is a CSV file. */
  readonly csv?: CheckedCsv;
}

const forms: ReadonlyMap<string, CsvForm> = new Map(Object.entries(csvForms));

/**
 * The store's own list, in the form that its vendor gives, or a CSV file, which is read once to its end.
 * @throws CommandError, UnreadableStore
 */
export async function customerListOf(
  options: ReaderOptions,
  store: StoreSettings,
  terminal: Pick<Terminal, 'now' | 'progress'>,
): Promise<CustomerList> {
  const { source } = store;
  const { csv, columns, file, consentYes } = options;
  if (csv === undefined && columns === undefined && consentYes === undefined) {
    const opener = vendors.get(source)?.customers;
    if (opener) return { input: opener.inputOf(options), open: opener.open };
    throw new CommandError(
      'usage',
      `${source} has no list of its customers that could be read.`,
      forms.has(source) ? 'Give them in a CSV file, with --csv and --columns.' : undefined,
    );
  }
  if (csv === undefined || columns === undefined || file !== undefined) {
    throw new CommandError('usage', '--csv and --columns go together, and without --file.');
  }
  const form = forms.get(source);
  if (!form) throw new CommandError('usage', `Customers of ${source} cannot be read from a CSV file.`);
  refuseColumns(columns, form, store, consentYes);
  const named = [...columns].map(([field, column]) => `${field}=${column}`).sort();
  const yes = consentYes === undefined ? '' : `, yes: ${[...consentYes].sort().join()}`;
  const input = `${describedFile(csv)}, ${named.join()}${yes}`;
  const bar = terminal.progress('{rows} rows checked', 1);
  bar.update(0, { rows: 0 });
  const checked = await checkedCsv({ file: csv, columns, granted: consentYes ?? [] }, form, {
    now: terminal.now(),
    onChecked: (rows) => bar.update(0, { rows }),
  }).finally(bar.stop);
  return { input, open: async () => checked.reader, csv: checked };
}

/** @throws CommandError */
function refuseColumns(
  columns: CsvColumns,
  { lacks }: CsvForm,
  store: StoreSettings,
  consentYes: readonly string[] | undefined,
): void {
  const { source } = store;
  const unknown = unknownColumn(columns, store);
  if (unknown !== null) throw new CommandError('usage', unknown);
  const missing = missingFields(columns);
  if (missing.length > 0) {
    throw new CommandError('usage', `--columns lacks ${missing.join(', ')}: name the column of each.`);
  }
  const useless = lacks.filter((field) => columns.has(field));
  if (useless.length > 0) {
    throw new CommandError(
      'usage',
      `Customers of ${source} have no ${useless.join(', ')}: leave that out of --columns.`,
    );
  }
  const consent = consentFieldsIn(columns);
  if (consent.length > 0 && consentYes === undefined) {
    throw new CommandError(
      'usage',
      `--columns names ${consent.join(', ')}, and nothing says what counts as a yes there.`,
      'Name the texts with --consent-yes, such as --consent-yes yes,true. Any other text is a no.',
    );
  }
  if (consent.length === 0 && consentYes !== undefined) {
    throw new CommandError('usage', '--consent-yes is given, and --columns names no column of consent.');
  }
}
