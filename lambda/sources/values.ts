/** Small readers shared by the sources: vendors' texts and dates in, values fit for Masivo out. */

import { normalizedEmail } from '../email';

// C0 and C1 controls, U+FFFE and U+FFFF carry nothing a person typed, and some parsers choke on them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const unprintable = /[\u0000-\u001F\u007F-\u009F\uFFFE\uFFFF]+/g;

// Zero-width characters and those that only turn the direction of writing: copied along unseen, typed by nobody.
const unseen = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]+/g;
// Two of them join or part letters in Persian and Indic names, and make one emoji of several.
const visible = '\\p{L}\\p{M}\\p{Extended_Pictographic}\\p{EMod}';
const looseJoiners = new RegExp(`(?<![${visible}])[\u200C\u200D]|[\u200C\u200D](?![${visible}])`, 'gu');
/** Whatever Unicode lets a screen leave out, and a braille pattern without dots. */
const nothingToSee = /^[\p{Default_Ignorable_Code_Point}\s\u2800]*$/u;

/**
 * Trimmed text of whole characters without any that nobody sees, or null where nothing is left. Lone surrogates become
 * U+FFFD.
 */
export function cleanText(value: string | null | undefined): string | null {
  const text = (value ?? '')
    .toWellFormed()
    .replace(unseen, '')
    .replace(unprintable, ' ')
    .replace(looseJoiners, '')
    .trim();
  return nothingToSee.test(text) ? null : text;
}

/** An e-mail as it is compared. It has nothing that nobody sees: two that look alike would be two shoppers. */
export function cleanEmail(value: string | null | undefined): string | null {
  const email = cleanText((value ?? '').replace(/\p{Default_Ignorable_Code_Point}/gu, ''));
  return email === null ? null : normalizedEmail(email);
}

export function fullName(...parts: readonly (string | null | undefined)[]): string | null {
  return cleanText(parts.map(cleanText).filter(Boolean).join(' '));
}

/** `jane.doe` of `jane.doe@example.com`: the last resort for a name, since Masivo requires one. */
export function localPart(email: string | null): string | null {
  return email === null ? null : cleanText(email.slice(0, Math.max(0, email.lastIndexOf('@'))));
}

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

const dayAndTime =
  /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * `1990-05-17`, with or without a time, as the date-time that Masivo's `dob` wants; null for anything else. A birthday
 * is a day on a calendar and no instant: a time and an offset do not move it.
 */
export function birthDate(value: string | null | undefined): string | null {
  const day = dayAndTime.exec(cleanText(value) ?? '')?.[1];
  return day !== undefined && isCalendarDay(day) ? `${day}T00:00:00.000Z` : null;
}

/** `Date` rolls 30 February over into March; a date that was not written is no date. */
function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

const genders: Readonly<Record<string, 'MALE' | 'FEMALE'>> = {
  male: 'MALE',
  m: 'MALE',
  female: 'FEMALE',
  f: 'FEMALE',
};

/** Masivo knows two genders and null: what is not clearly one of the two is null. */
export function gender(value: string | null | undefined): 'MALE' | 'FEMALE' | null {
  const key = value?.trim().toLowerCase() ?? '';
  return Object.hasOwn(genders, key) ? (genders[key] ?? null) : null;
}
