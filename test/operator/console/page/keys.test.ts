import { keyAction, nextRow, type Pressed } from '../../../../operator/console/page/state/keys';

const pressed = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  key,
  withModifier: false,
  inField: false,
  onRow: false,
  ...more,
});

test.each<[string, ReturnType<typeof keyAction>, Pressed]>([
  ['j', 'next', pressed('j')],
  ['k', 'previous', pressed('k')],
  ['an arrow on a row', 'next', pressed('ArrowDown', { onRow: true })],
  ['an arrow elsewhere, which scrolls', undefined, pressed('ArrowDown')],
  ['Escape', 'back', pressed('Escape')],
  ['a slash', 'search', pressed('/')],
  ['a question mark', 'help', pressed('?')],
  ['j in a field', undefined, pressed('j', { inField: true })],
  ['a slash in a field', undefined, pressed('/', { inField: true })],
  ['Escape in a dialog, which closes it', undefined, pressed('Escape', { inField: true })],
  ['Ctrl and k, which is the browser’s', undefined, pressed('k', { withModifier: true })],
  ['another letter', undefined, pressed('x')],
])('%s: %s', (_, action, key) => {
  expect(keyAction(key)).toBe(action);
});

test.each<[number, number, 'next' | 'previous', number]>([
  [-1, 3, 'next', 0],
  [-1, 3, 'previous', 2],
  [0, 3, 'next', 1],
  [2, 3, 'next', 2],
  [0, 3, 'previous', 0],
  [-1, 0, 'next', -1],
])('from row %d of %d, %s is %d', (at, count, action, row) => {
  expect(nextRow(at, count, action)).toBe(row);
});
