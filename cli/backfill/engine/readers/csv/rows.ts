import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { UnreadableStore } from '../reader';
import type { CsvEncoding } from './encoding';

export interface CsvRow {
  readonly values: readonly string[];
  /** The lines of the file in which it begins and ends, from 1. */
  readonly line: number;
  readonly lastLine: number;
  /** A quote in it is not closed, or not doubled, and it reaches over a line's end: other rows may be in it. */
  readonly isTorn: boolean;
}

const longestRow = 4_000_000;

/**
 * All rows of a CSV file, its first line too, without the empty ones.
 * @throws UnreadableStore, without what the file holds
 */
export async function* rowsOf(
  file: string,
  { encoding, separator }: { readonly encoding: CsvEncoding; readonly separator: string },
): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    delimiter: separator,
    raw: true,
    info: true,
    max_record_size: longestRow,
    record_delimiter: ['\r\n', '\n', '\r'],
    // Which row it is can be told then, and the others are read.
    relax_column_count: true,
    relax_quotes: true,
  });
  const bytes = createReadStream(file, encoding === 'utf8' ? {} : { encoding });
  // It closes the file when reading stops early, and hands on what happens to it.
  pipeline(bytes, parser, () => undefined);
  let line = 1;
  try {
    for await (const { record, raw } of parser) {
      // Such a name or e-mail would be Masivo's from then on. Spreadsheets write their system's own encoding unless asked.
      if (raw.includes('\ufffd')) throw new UnreadableStore(notUtf8(file, line));
      const lastLine = line + linesIn(raw.replace(/\r\n$|\n$|\r$/, ''));
      const values: readonly string[] = record;
      // Spreadsheets end a file with rows that hold separators alone.
      if (values.some((value) => value.trim() !== '')) {
        yield { values, line, lastLine, isTorn: values.some(isTorn) };
      }
      line += linesIn(raw);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableStore(
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? `A quote in line ${line} of ${file}, or in one after it, is not closed.`
        : `Line ${line} of ${file}, or one after it, is no CSV (${error.code}).`,
    );
  }
}

const notUtf8 = (file: string, line: number) =>
  `Line ${line} of ${file} is not UTF-8: in Excel, save the file as "CSV UTF-8"; elsewhere, iconv -f WINDOWS-1252 -t UTF-8 converts it.`;

/** A row with its end. Inside quotes it may have line ends of its own. */
const linesIn = (raw: string) => raw.match(/\r\n|\n|\r/g)?.length ?? 0;

/** The parser leaves the first quote where those of a value do not fit. */
const isTorn = (value: string) => value.startsWith('"') && /[\r\n]/.test(value);
