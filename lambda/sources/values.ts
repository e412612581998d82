/** Small readers shared by the sources: vendors' texts and dates in, values fit for Masivo out. */

import { normalizedEmail } from '../email';
import { isCalendarDay } from './instant';

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

const dayAndTime =
  /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z| ?[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * `1990-05-17`, with or without a time, as the date-time that Masivo's `dob` wants; null for anything else. A birthday
 * is a day on a calendar and no instant: a time and an offset do not move it.
 */
export function birthDate(value: string | null | undefined): string | null {
  const day = dayAndTime.exec(cleanText(value) ?? '')?.[1];
  return day !== undefined && isCalendarDay(day) ? `${day}T00:00:00.000Z` : null;
}

/** A text that is no date tells nothing of the birthday, and takes back none. */
export const birthDateUnread = (text: string | null | undefined): boolean =>
  birthDate(text) === null && cleanText(text) !== null;

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
