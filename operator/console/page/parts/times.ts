/** In which zone times are shown: that of the machine, or UTC, in which logs and stores have them. */
export type Zone = 'local' | 'utc';

/** A formatter is slow to make, and a list has hundreds of times. */
const formatsOf = (zone: Zone) => {
  const at = zone === 'utc' ? { timeZone: 'UTC' } : {};
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...at } as const;
  return {
    day: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', ...at }),
    hour: new Intl.DateTimeFormat(undefined, clock),
    clock: new Intl.DateTimeFormat(undefined, { second: '2-digit', ...clock }),
    name: new Intl.DateTimeFormat(undefined, { timeZoneName: 'short', ...at }),
    // As `datetime-local` has it.
    parts: new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', ...at }),
  };
};
const formats = { local: formatsOf('local'), utc: formatsOf('utc') };

/** The time, with the day unless it is today. */
export function timeText(iso: string, zone: Zone, now: Date): string {
  const at = new Date(iso);
  const { day, clock } = formats[zone];
  return day.format(at) === day.format(now) ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
}

/** Hour and minute. */
export const hourText = (iso: string, zone: Zone): string => formats[zone].hour.format(new Date(iso));

/** What the zone is called at a moment: `UTC`, `GMT-5`, `BST`. */
export const zoneText = (iso: string, zone: Zone): string =>
  formats[zone].name.formatToParts(new Date(iso)).find(({ type }) => type === 'timeZoneName')?.value ?? '';

/** Day and time with the zone; where that is not UTC, with UTC beside it. */
export function exactText(iso: string, zone: Zone): string {
  const at = new Date(iso);
  const { day, clock } = formats[zone];
  const text = `${day.format(at)}, ${clock.format(at)} ${zoneText(iso, zone)}`;
  return zone === 'utc' ? text : `${text} (${at.toISOString()})`;
}

/** An instant as `datetime-local` has it, to the minute. */
export const fieldText = (iso: string, zone: Zone): string =>
  formats[zone].parts.format(new Date(iso)).replace(' ', 'T');

/** The other way round; empty for a field that names no instant. */
export function instantIn(field: string, zone: Zone): string {
  // Without a zone, a date with a time is local (ECMAScript).
  const at = new Date(zone === 'utc' && field ? `${field}Z` : field);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
