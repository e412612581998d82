import { isObject, parsedJson } from '../json';

/** Long enough to find the cause; a delivery's log has room for no more of many attempts. */
const longest = 200;
/** A text that is cut here before it is masked loses the piece that the cut made: it may be half an e-mail. */
const longestRead = 2000;
const mask = '•••';

/**
 * What Masivo answered to a failed call: `{error, details}`, the shape that its pages on migration publish, as one
 * text for operators. It names nobody: Masivo may quote what it was sent, or the customer that stands in the way.
 * Undefined where the answer has no such form. Pure.
 *
 * @param sent what was sent of the customer: the id in the path, the bodies.
 */
export function maskedError(text: string, sent: readonly unknown[]): string | undefined {
  const answer = parsedJson(text);
  if (!isObject(answer)) return undefined;
  const parts = [toldOf('error', answer.error), toldOf('details', answer.details)].flatMap(readable);
  if (parts.length === 0) return undefined;
  const whole = parts
    .join(': ')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  const read = whole.length > longestRead ? withoutLastPiece(whole.slice(0, longestRead)) : whole;
  const masked = maskedText(
    read,
    sent.flatMap((each) => textsIn(each)),
    codesIn(answer),
  );
  return masked.length > longest ? `${withoutLastPiece(masked.slice(0, longest - 1))}…` : masked;
}

function readable(part: unknown): string[] {
  if (part === undefined || part === null || part === '') return [];
  return [typeof part === 'string' ? part : JSON.stringify(part)];
}

/** Members whose texts tell what is wrong, and not of whom: they are masked word by word. */
const texts =
  /^(errors?|messages?|msg|details?|reason|description|field|path|param|property|keyword|type|code)$/i;
/** Members whose numbers are a status or a limit. */
const numbers = /^(status(Code)?|limit|(m(in|ax))(imum|Length|Items)?|expected)$/i;

/** Members whose whole value is a name that the API's authors gave to an error. */
const codeMembers = /^(error|code|type|keyword)$/i;
/** `http_422`, `P2002`: too few digits for a date, a number or a document of somebody's. */
const code = /^[a-z]+(_[a-z]+)*_\d{1,3}$|^[A-Z]{1,4}[-_]?\d{1,4}$/;
/** Long ones would pass for tokens. */
const wordsOfCode = /^(?=.{1,60}$)[A-Za-z]+(_[A-Za-z]+)+$/;
const isCode = (text: string) => code.test(text) || (wordsOfCode.test(text) && !mayBeName(text));

/** Codes that would pass for ids anywhere else. */
function codesIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return codeMembers.test(name) && isCode(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => codesIn(each, name));
  return isObject(value) ? Object.entries(value).flatMap(([key, each]) => codesIn(each, key)) : [];
}

/** A part of an answer: of members that nobody thought of only the names. */
function toldOf(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => toldOf(name, each));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toldOf(key, each)]));
  if (value === null || value === undefined || value === '') return value;
  if (typeof value === 'string') return texts.test(name) ? value : mask;
  return typeof value === 'number' && numbers.test(name) ? value : mask;
}

const withoutLastPiece = (text: string) => text.replace(/\S*$/u, '').trimEnd();

/** Every text and number that a value holds. Masivo's tags are an object whose members are named by the shopper's. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    name === 'tags' && isObject(each) ? Object.keys(each) : textsIn(each),
  );
}

const word = /[\p{L}\p{N}\p{M}_]+/gu;
const addresses = /[^\s@"'`<>(),;:=/]+(?:@|%40)[^\s@"'`<>(),;:=/]+/giu;
const uuids = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
/** Phone numbers, dates of birth and ids, also with separators between their digits. */
const digits = /\+?\d(?:[\s().-]{0,3}\d){4,}/gu;
const quoted = /(["“”`])([^"“”`]*)["“”`]/gu;
/** What may be quoted: the names of fields and errors, which are all lower case. */
const isName = (text: string) => /^[a-z_./]*$/.test(text);
/** Ids with a prefix (`cus_Q1w2E3`), and tokens. */
const looksLikeId = (text: string) => /^(?=.*\d).{6,}$/u.test(text) || text.length > 24;

/** What errors begin with a capital letter, besides names: Masivo may name whom the request does not. */
const capitalised = new Set(
  (
    'a account active after already an and api are bad body brand cannot conflict consent country created customer ' +
    'constraint customers data date default does dob duplicate duplicated email entity err error exception exists expired failed field fields forbidden ' +
    'found gateway gender get has header http id inactive incorrect internal invalid is iso json key limit loyalty ' +
    'malformed many metadata method migration missing must name no not object of or parameter patch path phone post ' +
    'program purpose purposes put query rate registration request requests required resource retry server service ' +
    'should status string tags taken the there this tier timeout token too type unauthorized unavailable unexpected ' +
    'unique violation ' +
    'unknown unprocessable url uuid validation value verified version wallet with wrong your'
  ).split(' '),
);
/** `García`, and not `Invalid` or `customerId`. */
const mayBeName = (text: string) =>
  /\p{Lu}/u.test(text) &&
  (text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\p{Lu}_]+/gu) ?? [text]).some(
    (part) => !capitalised.has(part.toLowerCase()),
  );

function maskedText(text: string, sent: readonly string[], codes: readonly string[]): string {
  const words = new Set(sent.flatMap((each) => each.match(word) ?? []).map(folded));
  // The longest first: a name that holds another one is masked as a whole.
  const wholes = sent.filter((each) => each.length >= 3).sort((a, b) => b.length - a.length);
  return wholes
    .reduce((masked, each) => masked.replace(asIs(each), mask), text)
    .replace(addresses, mask)
    .replace(uuids, mask)
    .replace(quoted, (whole, mark, text) =>
      isName(text) || codes.includes(text) ? whole : mark + mask + mark,
    )
    .replace(digits, mask)
    .replace(word, (each) => {
      const isKnown = words.has(folded(each));
      if (!isKnown && codes.includes(each)) return each;
      return isKnown || looksLikeId(each) || mayBeName(each) ? mask : each;
    })
    .replace(/•{4,}/g, mask);
}

const asIs = (text: string) => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');

/** `García` is also found as `garcia`, as an answer without accents has it. */
const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
