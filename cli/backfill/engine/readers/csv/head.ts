import { createReadStream } from 'node:fs';
import { UnreadableStore } from '../reader';
import type { CsvColumns } from './columns';
import { type CsvEncoding, encodingOf } from './encoding';
import { rowsOf } from './rows';

/** What the beginning of a CSV file says of the rest. */
export interface CsvHead {
  readonly encoding: CsvEncoding;
  readonly separator: string;
  /** Where the fields are in a row. */
  readonly places: ReadonlyMap<string, number>;
  /** How many values a row has. */
  readonly width: number;
  /** The last line of the names of columns. */
  readonly line: number;
}

const separators = [',', ';', '\t'];

interface Names {
  readonly separator: string;
  readonly names: readonly string[];
  readonly line: number;
}

/** @throws UnreadableStore where a column is missing, or there twice */
export async function headOf(file: string, columns: CsvColumns): Promise<CsvHead> {
  const encoding = encodingOf(file);
  const named = await separatorLine(file, encoding);
  const candidates: Names[] = [];
  for (const separator of named === undefined ? separators : [named]) {
    const found = await namesIn(file, { encoding, separator }, named === undefined ? 1 : 2);
    if (found) candidates.push(found);
  }
  const missingIn = ({ names }: Names) => [...columns.values()].filter((column) => !names.includes(column));
  // Spreadsheets write semicolons where the comma is for decimals, and a name may have a comma.
  const best = candidates.reduce<Names | undefined>((most, each) => {
    if (!most) return each;
    const fewer = missingIn(most).length - missingIn(each).length;
    return fewer > 0 || (fewer === 0 && each.names.length > most.names.length) ? each : most;
  }, undefined);
  if (!best) throw new UnreadableStore(`${file} is empty.`);
  const { names, separator, line } = best;
  const missing = missingIn(best);
  if (missing.length > 0) throw new UnreadableStore(lacks(file, missing, names));
  const twice = [...columns.values()].find((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (twice !== undefined) {
    throw new UnreadableStore(
      `The first line of ${file} has ${twice} more than once: give each column a name of its own.`,
    );
  }
  const places = new Map([...columns].map(([field, column]) => [field, names.indexOf(column)] as const));
  return { encoding, separator, places, width: names.length, line };
}

/** Which columns a first line lacks. */
function lacks(file: string, missing: readonly string[], names: readonly string[]): string {
  // Without the other names, also similar ones: where the first line is no header, it is a person's data.
  const near = missing.flatMap((column) => names.find((name) => plain(name) === plain(column)) ?? []);
  const [only, another] = names;
  return [
    `The first line of ${file} has no ${missing.join(', ')}.`,
    only !== undefined && another === undefined
      ? 'It has 1 column: separate columns by commas, semicolons or tabs.'
      : `It has ${names.length} columns.`,
    ...(near.length === 0 ? [] : [`Did you mean ${near.join(', ')}?`]),
  ].join(' ');
}

/** Told apart by upper case, spaces and hyphens alone, a name shows nothing but what was asked for. */
const plain = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, '');

async function namesIn(
  file: string,
  form: { readonly encoding: CsvEncoding; readonly separator: string },
  from: number,
): Promise<Names | undefined> {
  for await (const { values, line, lastLine } of rowsOf(file, form)) {
    if (line < from) continue;
    return { separator: form.separator, names: values.map((name) => name.trim()), line: lastLine };
  }
  return undefined;
}

/** `sep=;`: some exports begin with a line that tells Excel the separator. */
async function separatorLine(file: string, encoding: CsvEncoding): Promise<string | undefined> {
  let first = '';
  for await (const chunk of createReadStream(file, { encoding, end: 31 })) first += chunk;
  return /^\ufeff?"?sep=(.)"?\r?\n/.exec(first)?.[1];
}
