import { compareOrder, type Order } from '../../../lambda/sources/order';
import { equalInConstantTime, fingerprintOf, usableSecrets } from '../../../lambda/sources/signature';
import { cleanText, instantMicros, localPart } from '../../../lambda/sources/values';

test.each<[string, string | null | undefined, string | null]>([
  ['undefined', undefined, null],
  ['nothing but control characters', '\u0000\u0007\u009f\uFFFE', null],
  ['a run of them becomes one space', 'a\r\n\t\u0000b', 'a b'],
  ['a no-break space at the ends', '\u00a0a\u00a0', 'a'],
  ['lone surrogates, high and low', '\ud800a\udc00', '\uFFFDa\uFFFD'],
])('cleanText: %s', (_, value, expected) => {
  expect(cleanText(value)).toBe(expected);
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
