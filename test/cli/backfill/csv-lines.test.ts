import { createColors } from 'picocolors';
import { columnsIn } from '../../../cli/backfill/columns-option';
import { consentLines, csvLine, ownIdsLines } from '../../../cli/backfill/csv-lines';
import type { ConsentField } from '../../../cli/backfill/engine/readers/csv/columns';
import type { ConsentCount } from '../../../cli/backfill/engine/readers/csv/consent';
import type { CheckedCsv } from '../../../cli/backfill/engine/readers/csv/reader';
import type { Tally } from '../../../cli/backfill/engine/tally';
import type { linesText } from '../../../cli/backfill/tally-lines';
import { leftOutText, whyUnusable } from '../../../cli/backfill/usable';
import type { StoreSettings } from '../../../lambda/settings';
import { consent } from '../../support/stories';

const count = (more: Partial<ConsentCount> = {}): ConsentCount => ({
  ...{ yes: 2, no: 3, empty: 1, unusual: 0, unusualAt: null },
  ...more,
});
const checked = (): CheckedCsv => ({
  reader: {
    count: async () => 0,
    read() {
      throw new Error('No row is read');
    },
  },
  ...{ rows: 6, separator: ';', encoding: 'utf16le' },
});

test('a file is told with how it was read', () => {
  expect(csvLine('old.csv', checked())).toBe('old.csv: 6 rows, separated by semicolons, in UTF-16.');
  expect(csvLine('old.csv', { ...checked(), separator: '|', rows: 1 })).toContain('1 row, separated by |,');
});

test.each([
  [{ ownIds: true }, 'id=ID,email=E', 1],
  [{ ownIds: true }, 'id=ID,email=E,custom.loyalty_number=Loyalty', 0],
  [{}, 'id=ID,email=E', 0],
])('with %j, a file of %s gives %d warnings of IDs', (mapping, columns, count) => {
  expect(ownIdsLines({ mapping }, columnsIn(columns))).toHaveLength(count);
});

describe('what a file says of consent', () => {
  const paint = createColors(false);
  const lines = (
    counts: readonly (readonly [ConsentField, ConsentCount])[],
    settings: StoreSettings['consent'] = consent,
  ) => consentLines({ paint }, { consent: settings }, new Map(counts));

  test('is counted for each column', () => {
    expect(lines([['emailMarketing', count()]])).toEqual([
      'consent         yes  no  empty',
      'emailMarketing  2    3   1',
    ]);
    expect(lines([])).toEqual([]);
  });

  test.each<[string, Parameters<typeof lines>, string]>([
    [
      'a no that may be meant as a yes',
      [[['emailMarketing', count({ unusual: 2, unusualAt: 9 })]]],
      'emailMarketing: another text than no, false and 0 counts as a no in 2 rows, first in line 9.',
    ],
    ['a store without consent', [[['emailMarketing', count()]], 'off'], 'The consent of this store is off'],
    ['a channel without a purpose', [[['sms', count()]]], 'consent.smsPurpose names no purpose'],
  ])('%s is told', (_, given, told) => {
    expect(lines(...given).at(-1)).toContain(told);
  });

  test('SMS with a purpose is no more than counted', () => {
    expect(lines([['sms', count()]], { ...consent, smsPurpose: 'push_notifications' })).toHaveLength(2);
  });
});

describe('rows that were left out', () => {
  const spans = Array.from({ length: 20 }, (_, n) => ({ line: 40 - n }));

  test.each<[readonly Parameters<typeof linesText>[0][number][], number, string | null]>([
    [[], 0, null],
    [[{ line: 5 }], 1, '1 row was left out: line 5.'],
    [[{ line: 9, lastLine: 12 }, { line: 5 }], 2, '2 rows were left out: lines 5, 9-12.'],
    [
      spans,
      21,
      `21 rows were left out: lines ${spans
        .map(({ line }) => line)
        .reverse()
        .join(', ')}, and more.`,
    ],
  ])('%j of %d', (lines, rows, text) => {
    expect(leftOutText(lines, rows)).toBe(text);
  });

  const line = (what: string, code: Tally[number]['code'], lines: Tally[number]['lines']): Tally[number] => ({
    ...{ what, code, text: '', count: lines?.length ?? 0 },
    ...(lines ? { lines } : {}),
  });

  test.each<[string, Tally, number, string | null]>([
    ['nobody', [], 0, 'The file holds no customers.'],
    ['all', [line('sent', null, undefined)], 1, null],
    ['what is known', [line('known', 'listed-twice', [{ line: 3 }])], 1, null],
    ['a mistake', [line('unmappable', 'row-without-id', [{ line: 3 }])], 2, '1 row was left out: line 3.'],
    ['a skip on purpose', [line('unmappable', 'skipped-by-mapping', [{ line: 3 }])], 2, null],
    [
      'a mapping that skips all',
      [line('unmappable', 'skipped-by-mapping', [{ line: 3 }])],
      1,
      'None of the customers can be used; the reasons say what they lack.',
    ],
  ])('%s', (_, tally, total, why) => {
    expect(whyUnusable({ csv: 'old.csv' }, tally, total)).toBe(why);
  });
});
