import { isWithin, jsonLines } from '../../../../operator/console/page/delivery/json-lines';

test('a body becomes lines, each with the pointer of its value', () => {
  const body = { id: 1, 'a/b~c': [{ x: null }, 'text'], empty: {}, none: [] };
  expect(jsonLines(body).map(({ depth, key, text, pointer }) => [depth, key, text, pointer])).toEqual([
    [0, null, '{', ''],
    [1, 'id', '1', '/id'],
    [1, 'a/b~c', '[', '/a~1b~0c'],
    [2, null, '{', '/a~1b~0c/0'],
    [3, 'x', 'null', '/a~1b~0c/0/x'],
    [2, null, '}', '/a~1b~0c/0'],
    [2, null, '"text"', '/a~1b~0c/1'],
    [1, null, ']', '/a~1b~0c'],
    [1, 'empty', '{}', '/empty'],
    [1, 'none', '[]', '/none'],
    [0, null, '}', ''],
  ]);
});

test.each([
  ['/a', ['/a'], true],
  ['/a/0/b', ['/a'], true],
  ['/ab', ['/a'], false],
  ['/a', ['/a/0'], false],
  ['/a', [], false],
])('%s lies within %j: %s', (pointer, origins, within) => {
  expect(isWithin(pointer, origins)).toBe(within);
});
