import { closest } from '../../infra/config/closest';

test.each([
  ['dve', ['dev', 'prod'], 'dev'],
  ['rpod', ['dev', 'prod'], 'prod'],
  ['Stagng', ['staging'], 'staging'],
  ['emial', ['email', 'page'], 'email'],
  ['production', ['dev', 'prod'], undefined],
  ['', ['dev'], undefined],
  ['x', [], undefined],
])('%j of %j was meant as %j', (given, known, meant) => {
  expect(closest(given, known)).toBe(meant);
});
