import type { StoreSettings } from '../../lambda/settings';
import type { CsvCustomer } from '../backfill/engine/readers/csv/customer';

/**
 * The metadata of a row, for vendors whose bodies have all keys, where one that is not there was taken away. Undefined
 * where the file has no column of it. A key that the settings name and the file has no column for is a list: of no type
 * that a source reads, so that it says nothing.
 */
export function partialMetadata(
  values: CsvCustomer['values'],
  { mapping }: Pick<StoreSettings, 'mapping'>,
): Readonly<Record<string, unknown>> | undefined {
  if (Object.keys(values).length === 0) return undefined;
  const { birthDate, gender, values: others = [] } = mapping;
  const named = [birthDate, gender, ...others].filter((name) => typeof name === 'string');
  return { ...Object.fromEntries(named.map((name) => [name, []])), ...values };
}
