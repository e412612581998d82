import { countText } from '../../operator/core/text/quantities';
import type { Frame } from '../frame';
import type { Tally } from './engine/tally';
import type { BackfillOptions } from './options';

/**
 * The command fails where a run that ended well found nobody it could use, or left out rows of a CSV file.
 * @param where says which rows those are.
 */
export function failIfUnusable(
  frame: Frame,
  { file, csv }: BackfillOptions,
  tally: Tally,
  total: number,
  where: string,
): void {
  const why =
    csv === undefined
      ? nothingUsable(tally, { total, isFile: file !== undefined })
      : leftOut(tally, total, where);
  if (why === null) return;
  frame.terminal.err(why);
  frame.fail();
}

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
    : 'None of the customers can be used; the reasons say what they lack.';
}

export const unmappableIn = (tally: Tally) =>
  tally.filter(({ what }) => what === 'unmappable').reduce((sum, { count }) => sum + count, 0);

/** Who wrote the file by hand has to see that not all of it was taken. */
function leftOut(tally: Tally, total: number, where: string): string | null {
  if (total === 0) return 'The file holds no customers.';
  const rows = unmappableIn(tally);
  return rows === 0 ? null : `${countText(rows, 'row was', 'rows were')} left out: ${where}.`;
}
