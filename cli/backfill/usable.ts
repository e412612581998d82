import { countText } from '../../operator/core/text/quantities';
import type { Frame } from '../frame';
import { type LineSpan, mostLines, type Tally } from './engine/tally';
import type { BackfillOptions } from './options';
import { linesText } from './tally-lines';

/** The command fails where a run that ended well found nobody it could use, or left out rows of a CSV file. */
export function failIfUnusable(frame: Frame, options: BackfillOptions, tally: Tally, total: number): void {
  const why = whyUnusable(options, tally, total);
  if (why === null) return;
  frame.terminal.err(why);
  frame.fail();
}

/** Null where nothing is wrong. Pure. */
export const whyUnusable = (
  { file, csv }: Pick<BackfillOptions, 'file' | 'csv'>,
  tally: Tally,
  total: number,
): string | null =>
  csv === undefined ? nothingUsable(tally, { total, isFile: file !== undefined }) : leftOut(tally, total);

/**
 * Why a run that ended well found nobody it could use; null where it did. A file that is empty, or in which no line is
 * a customer who can be mapped, is the wrong one: it must not look like a store that is done. A store's own list may be
 * empty.
 */
function nothingUsable(
  tally: Tally,
  { total, isFile }: { readonly total: number; readonly isFile: boolean },
): string | null {
  if (total === 0) return isFile ? 'The file holds no customers.' : null;
  if (unmappableIn(tally) < total) return null;
  return isFile
    ? 'Nothing in the file can be used. It has to be JSON, a customer a line, as the vendor writes it.'
    : noneUsable;
}

const noneUsable = 'None of the customers can be used; the reasons say what they lack.';

const unmappableIn = (tally: Tally) =>
  tally.filter(({ what }) => what === 'unmappable').reduce((sum, { count }) => sum + count, 0);

/** Who wrote the file by hand has to see that not all of it was taken. */
function leftOut(tally: Tally, total: number): string | null {
  if (total === 0) return 'The file holds no customers.';
  // What a mapping of one's own skips is no mistake of the file.
  const rows = tally.filter(({ what, code }) => what === 'unmappable' && code !== 'skipped-by-mapping');
  const text = leftOutText(
    rows.flatMap(({ lines = [] }) => lines),
    unmappableIn(rows),
  );
  return text ?? (unmappableIn(tally) === total ? noneUsable : null);
}

/** Which rows were left out; null where none was. @param lines the first of each reason. */
export function leftOutText(lines: readonly LineSpan[], rows: number): string | null {
  if (rows === 0) return null;
  const where = rows === 1 ? 'line' : 'lines';
  return `${countText(rows, 'row was', 'rows were')} left out: ${where} ${linesText(lines, rows, mostLines)}.`;
}
