import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { UnreadableStore } from '../reader';

export interface CsvRow {
  readonly values: readonly string[];
  /** The line of the file in which it begins, from 1. */
  readonly line: number;
}

const separators = [',', ';', '\t'];
const longestRow = 4_000_000;

/** All rows of a CSV file, its first line too. @throws UnreadableStore, without what the file holds */
export async function* rowsOf(file: string): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    delimiter: await separatorOf(file),
    raw: true,
    info: true,
    max_record_size: longestRow,
    record_delimiter: ['\r\n', '\n', '\r'],
    // Which row it is can be told then, and the others are read.
    relax_column_count: true,
    relax_quotes: true,
  });
  // It closes the file when reading stops early, and hands on what happens to it.
  pipeline(createReadStream(file), parser, () => undefined);
  let line = 1;
  try {
    for await (const { record, raw } of parser) {
      // Such a name or e-mail would be Masivo's from then on. Spreadsheets write their system's own encoding unless asked.
      if (raw.includes('\ufffd')) {
        throw new UnreadableStore(`Line ${line} of ${file} is not UTF-8: save the file as "CSV UTF-8".`);
      }
      // An empty line is one of no values.
      if (record.length > 1 || record[0] !== '') yield { values: record, line };
      line += linesIn(raw);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableStore(`Line ${line} of ${file}, or one after it, is no CSV (${error.code}).`);
  }
}

/** A row with its end. Inside quotes it may have line ends of its own. */
const linesIn = (raw: string) => raw.match(/\r\n|\n|\r/g)?.length ?? 0;

/** Whichever stands most often in the first line: spreadsheets write semicolons where the comma is for decimals. */
async function separatorOf(file: string): Promise<string> {
  let first = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', end: 64 * 1024 })) first += chunk;
  const [header = ''] = first.split(/\r|\n/);
  const count = (separator: string) => header.split(separator).length;
  return separators.reduce((most, each) => (count(each) > count(most) ? each : most));
}
