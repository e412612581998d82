import { instant, isCalendarDay } from '../../../../../lambda/sources/instant';
import type { CsvField } from './columns';

/** One row of a CSV file. What the file does not have, or has empty, is left out. */
export interface CsvCustomer extends Readonly<Partial<Record<Exclude<CsvField, TimeField>, string>>> {
  readonly id: string;
  readonly createdAt: Date;
  /** When the row was true; the date of signing up where the file does not say. */
  readonly updatedAt: Date;
}
type TimeField = 'createdAt' | 'updatedAt';

export interface UnusableRow {
  readonly code: 'row-without-id' | 'row-time-unknown' | 'row-out-of-form';
}

/**
 * A row's values as a customer, or why it is none.
 * @param values without blanks around them, and without those that are empty
 */
export function customerIn(values: ReadonlyMap<CsvField, string>): CsvCustomer | UnusableRow {
  const { id, createdAt, updatedAt, ...texts } = Object.fromEntries(values);
  if (id === undefined) return { code: 'row-without-id' };
  const created = timeIn(createdAt);
  if (created === null) return { code: 'row-time-unknown' };
  const updated = updatedAt === undefined ? created : timeIn(updatedAt);
  return updated === null
    ? { code: 'row-time-unknown' }
    : { ...texts, id, createdAt: created, updatedAt: updated };
}

/** Exports write times without a zone; vendors' are UTC. `2026-11-24 08:00`, `2026-11-24`, or with a zone. */
function timeIn(text: string | undefined): Date | null {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?$/.exec(text ?? '') ?? [];
  if (day === undefined) return instant(text);
  return isCalendarDay(day) ? instant(`${day}T${time ?? '00:00'}Z`) : null;
}
