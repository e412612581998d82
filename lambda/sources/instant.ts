/** Vendors' points in time. Ingress needs them, too, so they stand apart from the other readers. */

const isoInstant =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9})\d*)?(Z|[+-]\d{2}:?\d{2})$/i;

/** An ISO 8601 instant with an explicit offset, or null. Local times without one are no instants. */
export function instant(value: string | null | undefined): Date | null {
  const micros = instantMicros(value);
  return micros === null ? null : new Date(Math.floor(micros / 1000));
}

/** The same as epoch microseconds: vendors' clocks have up to nine digits of a second. */
export function instantMicros(value: string | null | undefined): number | null {
  const match = isoInstant.exec(value?.trim() ?? '');
  if (!match?.[1] || !match[2] || !match[4] || !isCalendarDay(match[1])) return null;
  const offset = match[4].toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const seconds = Date.parse(`${match[1]}T${match[2]}${offset}`);
  if (Number.isNaN(seconds)) return null;
  return seconds * 1000 + Number((match[3] ?? '').padEnd(6, '0').slice(0, 6));
}

/** `Date` rolls 30 February over into March; a date that was not written is no date. */
export function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
