import { entryOf, indexWriteUnits, itemBytes, readUnits, writeUnits } from '../../../trials/cost/item-size';

describe("an item's bytes", () => {
  test.each([
    ['a text: its name and its UTF-8', { ab: { S: 'é' } }, 2 + 2],
    ['a number: a byte for two digits, and one more', { n: { N: '12345' } }, 1 + 3 + 1],
    ['zeros at the ends of a number count nothing', { n: { N: '0.0012000' } }, 1 + 1 + 1],
    ['a negative number: one more', { n: { N: '-12' } }, 1 + 1 + 1 + 1],
    ['bytes', { b: { B: new Uint8Array(700) } }, 1 + 700],
    ['true and null', { t: { BOOL: true }, u: { NULL: true } }, 2 + 2],
    ['a list: 3, and 1 for each', { l: { L: [{ S: 'ab' }, { S: 'c' }] } }, 1 + 3 + 2 + 3],
    ['a map: 3, and 1 for each', { m: { M: { a: { S: 'bc' } } } }, 1 + 3 + 1 + 3],
  ])('%s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

const ofBytes = (bytes: number) => ({ b: { B: new Uint8Array(bytes - 1) } });

test.each([
  [1024, undefined, 1],
  [1025, undefined, 2],
  [100, 2049, 3],
])('%i bytes over %p are %i write units', (after, before, units) => {
  expect(writeUnits(before === undefined ? undefined : ofBytes(before), ofBytes(after))).toBe(units);
});

test.each([
  ['nothing, consistently', undefined, true, 1],
  ['4 KB, consistently', ofBytes(4096), true, 1],
  ['more than 4 KB, consistently', ofBytes(4097), true, 2],
  ['4 KB, soon', ofBytes(4096), false, 0.5],
])('%s: %s read units', (_, item, consistent, units) => {
  expect(readUnits(item, consistent)).toBe(units);
});

describe('an index', () => {
  const index = { hash: 'h', range: 'r' };
  const item = (hash: string, more = {}) => ({ pk: { S: 'p' }, h: { S: hash }, r: { S: '1' }, ...more });
  const entry = (value: Parameters<typeof entryOf>[0]) => entryOf(value, 'pk', index);

  test.each([
    ['a new entry', undefined, item('a'), 1],
    ['an item that is not in it', undefined, { pk: { S: 'p' } }, 0],
    ['the same entry of a changed item', item('a'), item('a', { other: { S: 'x' } }), 0],
    ['an entry whose key changes', item('a'), item('b'), 2],
    ['an entry that goes', item('a'), { pk: { S: 'p' } }, 1],
  ])('%s', (_, before, after, units) => {
    expect(indexWriteUnits(entry(before), entry(after))).toBe(units);
  });
});
