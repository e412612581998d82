import {
  exactText,
  fieldText,
  instantIn,
  timeText,
  zoneText,
} from '../../../../operator/console/page/parts/times';

const at = '2026-11-27T02:03:04.000Z';

test('a time of today has no day, and one of another day has', () => {
  expect(timeText(at, 'utc', new Date('2026-11-27T23:00:00Z'))).toBe('02:03:04');
  expect(timeText(at, 'utc', new Date('2026-11-28T01:00:00Z'))).toMatch(/27.*, 02:03:04$/);
});

test('a time that has to be exact has its zone', () => {
  expect(exactText(at, 'utc')).toMatch(/27.*, 02:03:04 UTC$/);
  expect(zoneText(at, 'utc')).toBe('UTC');
});

test.each(['utc', 'local'] as const)('a field has an instant to the minute and gives it back: %s', (zone) => {
  expect(instantIn(fieldText(at, zone), zone)).toBe('2026-11-27T02:03:00.000Z');
});

test.each(['utc', 'local'] as const)('an empty field has none: %s', (zone) => {
  expect(instantIn('', zone)).toBe('');
});

test('in UTC a field has what UTC has', () => {
  expect(fieldText(at, 'utc')).toBe('2026-11-27T02:03');
});
