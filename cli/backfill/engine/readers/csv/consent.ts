import type { Stated, StatedConsent } from '../../../../../lambda/masivo/consent';
import { type ConsentField, consentChannels } from './columns';

/** What a cell says of one channel, and when that was, where the file has it. */
export interface ConsentCell {
  /** As it is written; null where the cell is empty. */
  readonly text: string | null;
  readonly at: Date | null;
}

/** How many rows say what of one channel. */
export interface ConsentCount {
  readonly yes: number;
  readonly no: number;
  readonly empty: number;
  /** Of those that count as a no: texts that are neither a yes nor a usual no. One may be a yes that was not named. */
  readonly unusual: number;
  /** The line of the first of these; null where there is none. */
  readonly unusualAt: number | null;
}

/**
 * What stores have of everybody who was never asked. Without a time, such a no is nobody's statement: it says nothing
 * against what was stated elsewhere.
 */
const usualNo = [
  ...['no', 'n', 'false', '0', 'not_subscribed', 'not subscribed', 'never_subscribed'],
  // As spreadsheets in other languages write it.
  ...['non', 'nein', 'nee', 'não', 'faux', 'falsch', 'falso', 'onwaar'],
];

const comparable = (text: string) => text.trim().toLowerCase();

/** How a cell counts. Whatever was not named as a yes is a no: a wrong yes may be fined. */
export type Says = 'yes' | 'usual-no' | 'unusual-no' | 'empty';

/** @param granted what counts as a yes, whatever its case. */
function saidIn({ text }: ConsentCell, granted: readonly string[]): Says {
  if (text === null || text.trim() === '') return 'empty';
  const says = comparable(text);
  if (granted.some((each) => comparable(each) === says)) return 'yes';
  return usualNo.includes(says) ? 'usual-no' : 'unusual-no';
}

/** The statements of one row. An empty cell states nothing. */
export function statedIn(
  cells: ReadonlyMap<ConsentField, ConsentCell>,
  granted: readonly string[],
): StatedConsent {
  return Object.fromEntries(
    [...cells].flatMap(([field, cell]) => {
      const stated = statement(cell, granted);
      return stated ? [[consentChannels[field], stated]] : [];
    }),
  );
}

function statement(cell: ConsentCell, granted: readonly string[]): Stated | undefined {
  const says = saidIn(cell, granted);
  if (says === 'empty') return undefined;
  return {
    granted: says === 'yes',
    ...(cell.at === null ? {} : { at: cell.at.getTime() }),
    ...(says === 'usual-no' && cell.at === null ? { unasked: true } : {}),
  };
}

/** How each cell of one row counts. */
export type RowSays = ReadonlyMap<ConsentField, Says>;

export const rowSays = (cells: ReadonlyMap<ConsentField, ConsentCell>, granted: readonly string[]): RowSays =>
  new Map([...cells].map(([field, cell]) => [field, saidIn(cell, granted)]));

/** Counts what rows of a file say of each channel. */
export function consentCounts() {
  const counts = new Map<ConsentField, ConsentCount>();
  return {
    add(row: RowSays, line: number): void {
      for (const [field, says] of row) {
        const before = counts.get(field) ?? noneCounted;
        counts.set(field, counted(before, says, line));
      }
    },
    result: (): ReadonlyMap<ConsentField, ConsentCount> => counts,
  };
}

const noneCounted: ConsentCount = { yes: 0, no: 0, empty: 0, unusual: 0, unusualAt: null };

function counted(before: ConsentCount, says: Says, line: number): ConsentCount {
  switch (says) {
    case 'yes':
      return { ...before, yes: before.yes + 1 };
    case 'usual-no':
      return { ...before, no: before.no + 1 };
    case 'unusual-no':
      return {
        ...before,
        no: before.no + 1,
        unusual: before.unusual + 1,
        // Rows are looked at several at once.
        unusualAt: Math.min(before.unusualAt ?? line, line),
      };
    case 'empty':
      return { ...before, empty: before.empty + 1 };
    default:
      return says satisfies never;
  }
}
