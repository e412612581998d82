import { normalizedEmail } from '../../../lambda/email';
import { instantMicros } from '../../../lambda/sources/instant';
import { compareOrder, type Order } from '../../../lambda/sources/order';
import { equalInConstantTime, fingerprintOf, usableSecrets } from '../../../lambda/sources/signature';
import { birthDate, cleanEmail, cleanText, localPart } from '../../../lambda/sources/values';

test.each<[string, string | null | undefined, string | null]>([
  ['undefined', undefined, null],
  ['nothing but control characters', '\u0000\u0007\u009f\uFFFE', null],
  ['a run of them becomes one space', 'a\r\n\t\u0000b', 'a b'],
  ['a no-break space at the ends', '\u00a0a\u00a0', 'a'],
  ['lone surrogates, high and low', '\ud800a\udc00', '\uFFFDa\uFFFD'],
  ['zero-width characters', '\u200Ba\u200B\u2060b\uFEFF', 'ab'],
  ['a soft hyphen', 'Gar\u00ADcía', 'García'],
  [
    'marks, embeddings, overrides and isolates of direction',
    '\u200Ea\u200F\u202Ab\u202C\u2066c\u2069',
    'abc',
  ],
  ['nothing but what nobody sees', '\u200B \u200D\uFEFF\u3164\u2800', null],
  ['a joiner at the ends', '\u200Da\u200C', 'a'],
  ['joiners next to each other', 'a\u200C\u200Db', 'ab'],
  ['a non-joiner between Persian letters stays', 'مهدی\u200Cزاده', 'مهدی\u200Cزاده'],
  ['a joiner behind an Indic virama stays', 'ක්\u200Dෂ', 'ක්\u200Dෂ'],
  ['an emoji of several stays', '👩\u200D👧 👩🏽\u200D🚀 ❤️\u200D🔥', '👩\u200D👧 👩🏽\u200D🚀 ❤️\u200D🔥'],
])('cleanText: %s', (_, value, expected) => {
  expect(cleanText(value)).toBe(expected);
});

test.each<[string, string | null, string | null]>([
  ['upper case', 'Ana.GARCIA@Example.COM', 'ana.garcia@example.com'],
  ['upper case beyond ASCII', 'ÑANDÚ@EXAMPLE.COM', 'ñandú@example.com'],
  ['zero-width and direction characters', '\u200Bana\u200E@exam\u2060ple.com\uFEFF', 'ana@example.com'],
  ['joiners between letters', 'a\u200Cn\u200Da@example.com', 'ana@example.com'],
  ['a variation selector', 'ana\uFE0F@example.com', 'ana@example.com'],
  ['the Kelvin sign is no k', 'mi\u212Ae@example.com', 'mi\u212Ae@example.com'],
  ['the long s is no s', 'jo\u017Fe@example.com', 'jo\u017Fe@example.com'],
  ['nothing but what nobody sees', '\u200B\u00AD', null],
  ['none', null, null],
])('cleanEmail: %s', (_, value, expected) => {
  expect(cleanEmail(value)).toBe(expected);
});

test('no character but an ASCII letter becomes one in an e-mail, and twice the same is once the same', () => {
  for (let code = 0x80; code <= 0x10ffff; code += 1) {
    const email = normalizedEmail(`a${String.fromCodePoint(code)}a@example.com`);
    if (/^a[ -~]a@/.test(email) || normalizedEmail(email) !== email) throw new Error(code.toString(16));
  }
});

test.each<[string, string | null]>([
  ['1990-05-17', '1990-05-17'],
  [' 1990-05-17\u200E ', '1990-05-17'],
  ['1990-05-17T00:00:00', '1990-05-17'],
  ['1990-05-17 23:59', '1990-05-17'],
  ['1990-05-17 00:00:00.123 +0200', '1990-05-17'],
  ['1990-05-17T00:00:00Z', '1990-05-17'],
  ['1990-05-17T00:00:00+02:00', '1990-05-17'],
  ['1990-05-17T23:30:00.000-0300', '1990-05-17'],
  ['1990-05-17T00:00:00+14', '1990-05-17'],
  ['9999-12-31T23:59:59-10:00', '9999-12-31'],
  ['1990-02-30T00:00:00', null],
  ['1990-05-17T', null],
  ['1990-05-17 of May', null],
  ['17/05/1990', null],
  ['', null],
])('birthDate: %s is %s', (value, day) => {
  expect(birthDate(value)).toBe(day === null ? null : `${day}T00:00:00.000Z`);
});

test.each<[string, number | null]>([
  ['1970-01-01T00:00:00Z', 0],
  ['1970-01-01 00:00:00Z', 0],
  ['1970-01-01T00:00Z', 0],
  ['1970-01-01T00:00:00.000001Z', 1],
  ['1970-01-01T00:00:00.0000019Z', 1],
  ['1970-01-01T00:00:00.1Z', 100_000],
  ['1970-01-01T00:00:00.123456789123Z', 123_456],
  ['1969-12-31T23:59:59.5Z', -500_000],
  ['1970-01-01T01:00:00+01:00', 0],
  ['1969-12-31T19:00:00-0500', 0],
  ['1970-01-01t00:00:00z', 0],
  [' 1970-01-01T00:00:00Z ', 0],
  ['1970-01-01T00:00:00', null],
  ['1970-01-01', null],
  ['1970-02-30T00:00:00Z', null],
  ['1970-01-01T25:00:00Z', null],
  ['1970-01-01T00:00:00+25:00', null],
  ['1970-1-1T00:00:00Z', null],
  ['0', null],
  ['', null],
])('instantMicros: %s', (value, expected) => {
  expect(instantMicros(value)).toBe(expected);
});

test.each<[string | null, string | null]>([
  ['ana@example.com', 'ana'],
  ['"a@b"@example.com', '"a@b"'],
  ['@example.com', null],
  ['example.com', null],
  [null, null],
])('localPart of %j is %j', (email, expected) => {
  expect(localPart(email)).toBe(expected);
});

const order = (at: number, tie: number | null, kind: Order['kind'] = 'updated'): Order => ({ at, tie, kind });
test.each<[string, Order, Order]>([
  ['the time', order(1, 9), order(2, 1)],
  ['the time before the kind', order(1, null), order(2, null, 'created')],
  ['the tie-breaker', order(1, 1), order(1, 2)],
  ['the tie-breaker before the kind', order(1, 1), order(1, 2, 'created')],
  ['the kind where one has no tie-breaker', order(1, 5, 'created'), order(1, null)],
  ['the kind where the tie-breakers are equal', order(1, 5, 'created'), order(1, 5)],
])('compareOrder: %s', (_, older, newer) => {
  expect(compareOrder(older, newer)).toBeLessThan(0);
  expect(compareOrder(newer, older)).toBeGreaterThan(0);
  expect(compareOrder(older, older)).toBe(0);
});

test.each<[string, string, boolean]>([
  ['', '', true],
  ['abc', 'abc', true],
  ['abc', 'abd', false],
  ['abc', 'ab', false],
  ['é', 'e', false],
  ['ñ', 'n~', false],
])('equalInConstantTime(%j, %j) is %j', (a, b, equal) => {
  expect(equalInConstantTime(a, b)).toBe(equal);
});

test('a secret that is empty or blank is none', () => {
  expect(usableSecrets(['', ' ', '\n\t', 'a', ' b '])).toEqual(['a', ' b ']);
});

test('a fingerprint is short, tells secrets apart and is not the secret', () => {
  const secrets = ['fake-a', 'fake-b', 'fake-a\n', ''];
  expect(new Set(secrets.map(fingerprintOf)).size).toBe(secrets.length);
  for (const secret of secrets) expect(fingerprintOf(secret)).toMatch(/^[0-9a-f]{12}$/);
  expect(fingerprintOf('fake-a')).toBe(fingerprintOf('fake-a'));
});
