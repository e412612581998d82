import type { Tally } from './engine/tally';

/**
 * Why a run that ended well found nobody it could use; null where it did. A file that is empty, or in which no line is
 * a customer who can be mapped, is the wrong one: it must not look like a store that is done. A store's own list may be
 * empty.
 */
export function nothingUsable(
  tally: Tally,
  { total, isFile }: { readonly total: number; readonly isFile: boolean },
): string | null {
  if (total === 0) return isFile ? 'The file holds no customers.' : null;
  const unmappable = tally
    .filter(({ what }) => what === 'unmappable')
    .reduce((sum, { count }) => sum + count, 0);
  if (unmappable < total) return null;
  return isFile
    ? 'Nothing in the file can be used. It has to be JSON, a customer a line, as the vendor writes it.'
    : 'None of the customers can be used; the reasons say what they lack.';
}
