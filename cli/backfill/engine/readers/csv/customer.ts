import { instant, isCalendarDay } from '../../../../../lambda/sources/instant';
import { type ConsentField, consentFields, isCsvField, type TextField, textFields } from './columns';
import type { ConsentCell } from './consent';

/** One row of a CSV file. What the file has no column for is left out, and what is empty is null. */
export interface CsvCustomer extends Readonly<Partial<Record<TextField, string | null>>> {
  readonly id: string;
  readonly createdAt: Date;
  /** When the row was true; the date of signing up where the file does not say. */
  readonly updatedAt: Date;
  /** The merchant's own values that the file has a column for, as texts: so a webhook's body has them. */
  readonly values: Readonly<Record<string, string | null>>;
}

/** A row that is a customer, with what it says of consent. */
export interface UsableRow {
  readonly customer: CsvCustomer;
  readonly consent: ReadonlyMap<ConsentField, ConsentCell>;
}

export interface UnusableRow {
  readonly code:
    | 'row-without-id'
    | 'row-id-rounded'
    | 'row-value-rounded'
    | 'row-time-unknown'
    | 'row-time-ahead'
    | 'row-consent-time-unknown'
    | 'row-out-of-form'
    | 'row-id-twice'
    | 'listed-twice';
}

/** A computer's clock may be behind by this much. A later time is a mistake, and would win over all that comes. */
const furthestAheadMs = 5 * 60_000;

/**
 * A row's values as a customer, or why it is none.
 * @param values of the columns that are named, without blanks around them
 */
export function customerIn(values: ReadonlyMap<string, string>, now: Date): UsableRow | UnusableRow {
  const latest = now.getTime() + furthestAheadMs;
  const id = values.get('id') ?? '';
  if (id === '') return { code: 'row-without-id' };
  if (roundedNumber.test(id)) return { code: 'row-id-rounded' };
  const own = [...values].filter(([name]) => !isCsvField(name));
  if (own.some(([, value]) => roundedNumber.test(value))) return { code: 'row-value-rounded' };
  const created = timeIn(values.get('createdAt'));
  const updated = values.get('updatedAt') ? timeIn(values.get('updatedAt')) : created;
  if (created === null || updated === null) return { code: 'row-time-unknown' };
  const consent = new Map<ConsentField, ConsentCell>();
  for (const field of consentFields) {
    const text = values.get(field);
    if (text === undefined) continue;
    const time = values.get(`${field}At`) ?? '';
    const at = time === '' ? null : timeIn(time);
    // The time of nothing is none.
    if (text !== '' && time !== '' && at === null) return { code: 'row-consent-time-unknown' };
    consent.set(field, { text: text === '' ? null : text, at });
  }
  const times = [created, updated, ...[...consent.values()].flatMap(({ at }) => at ?? [])];
  if (times.some((time) => time.getTime() > latest)) return { code: 'row-time-ahead' };
  const customer = { ...textsIn(values), id, createdAt: created, updatedAt: updated, values: told(own) };
  return { customer, consent };
}

/** `5.1E+12`: a spreadsheet has shortened a long number, and its last digits are lost. */
const roundedNumber = /^\d+(?:[.,]\d+)?E\+\d+$/i;

/** An empty cell says that there is none. */
const told = (own: readonly (readonly [string, string])[]): CsvCustomer['values'] =>
  Object.fromEntries(own.map(([name, value]) => [name, value === '' ? null : value]));

const textsIn = (values: ReadonlyMap<string, string>): Partial<Record<TextField, string | null>> =>
  Object.fromEntries(
    textFields.flatMap((field) => {
      const value = values.get(field);
      return value === undefined ? [] : [[field, value === '' ? null : value]];
    }),
  );

/** Null also for the zeros that systems write where nobody knows: there were no stores then. */
function timeIn(text = ''): Date | null {
  const time = writtenTime(text);
  return time === null || time.getTime() <= 0 ? null : time;
}

/** Exports write times without a zone; vendors' are UTC. `2026-11-24 08:00`, `2026-11-24`, or with a zone. */
function writtenTime(text: string): Date | null {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?$/.exec(text) ?? [];
  if (day !== undefined) return isCalendarDay(day) ? instant(`${day}T${time ?? '00:00'}Z`) : null;
  // Some write `08:00 UTC`, or a blank before the offset.
  return instant(text.replace(/ ?(?:UTC|GMT)$/, 'Z').replace(/ (?=[+-]\d\d:?\d\d$)/, ''));
}
