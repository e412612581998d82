import { closest } from '../../infra/config/closest';
import type { StoreSettings } from '../../lambda/settings';
import { profileOf } from '../../lambda/sources/profiles';
import { type CsvColumns, csvFields, isCsvField } from './engine/readers/csv/columns';

/**
 * Why `--columns` names something that no customer of the store has; null where all is known. Pure. A vendor that sends
 * only what it is asked for sends the values that the store's settings name, so no other one is taken from a file, either.
 * Elsewhere a mapping may read any: there a name that is nearly a field's is taken for a mistake.
 */
export function unknownColumn(
  columns: CsvColumns,
  { source, mapping }: Pick<StoreSettings, 'source' | 'mapping'>,
): string | null {
  const profile = profileOf(source);
  const { birthDate, gender, values } = { ...profile.source.defaultMapping, ...mapping };
  const named = [...new Set([birthDate, gender, ...values].filter((name) => name !== null))];
  const known = [...csvFields, ...named];
  const isUnknown = (name: string) =>
    !isCsvField(name) &&
    !named.includes(name) &&
    (profile.told?.values !== undefined || closest(name, csvFields) !== undefined);
  const name = [...columns.keys()].find(isUnknown);
  if (name === undefined) return null;
  const near = closest(name, known);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  const form = profile.told?.values;
  return form?.isName(name)
    ? `The store's settings do not name ${name}: put it into mapping.values, so that webhooks bring it, too.${meant}`
    : `There is no field ${name}: there are ${known.join(', ')}.${meant}`;
}
