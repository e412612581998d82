import type { StoreSettings } from '../../lambda/settings';
import { countText, numberText } from '../../operator/core/text/quantities';
import type { Frame } from '../frame';
import { table } from '../print';
import { type ConsentField, type CsvColumns, isCsvField } from './engine/readers/csv/columns';
import type { ConsentCount } from './engine/readers/csv/consent';
import type { CheckedCsv } from './engine/readers/csv/reader';

const separatorNames: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
};

/** How a CSV file was read. */
export const csvLine = (file: string, { rows, separator, encoding }: CheckedCsv): string =>
  `${file}: ${countText(rows, 'row')}, separated by ${separatorNames[separator] ?? separator}, in ${encoding === 'utf8' ? 'UTF-8' : 'UTF-16'}.`;

/**
 * At a store whose mapping gives the IDs in Masivo, for a file without a value that it might take: an ID is fixed for good
 * by the first that is sent.
 */
export const ownIdsLines = (
  { mapping }: Pick<StoreSettings, 'mapping'>,
  columns: CsvColumns = new Map(),
): readonly string[] =>
  mapping.ownIds && [...columns.keys()].every(isCsvField)
    ? [
        "Here the mapping gives IDs in Masivo (mapping.ownIds), which are fixed for good, and --columns names no value of the shop's own, such as custom.loyalty_number=Loyalty.",
      ]
    : [];

/** What the rows to be sent say of consent, and what comes of it; none where the file has no column of it. */
export function consentLines(
  { paint }: Pick<Frame, 'paint'>,
  { consent: settings }: Pick<StoreSettings, 'consent'>,
  consent: ReadonlyMap<ConsentField, ConsentCount>,
): readonly string[] {
  if (consent.size === 0) return [];
  const counts = [...consent];
  return [
    ...table(
      paint,
      ['consent', 'yes', 'no', 'empty'],
      counts.map(([field, { yes, no, empty }]) => [field, ...[yes, no, empty].map(numberText)]),
    ),
    ...counts.flatMap(([field, { unusual, unusualAt }]) =>
      unusual === 0
        ? []
        : `${field}: another text than no, false and 0 counts as a no in ${countText(unusual, 'row')}, first in line ${unusualAt}. If it means a yes, name it with --consent-yes.`,
    ),
    ...(settings === 'off'
      ? ['The consent of this store is off: what the file says is kept, and not recorded.']
      : []),
    ...(settings !== 'off' && consent.has('sms') && settings.smsPurpose === undefined
      ? ['sms is kept, and not recorded: the setting consent.smsPurpose names no purpose for it.']
      : []),
  ];
}
