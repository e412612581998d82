import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { conditionOf } from '../../../trials/simulation/models/expressions/condition';
import { updateOf } from '../../../trials/simulation/models/expressions/update';

/** The evaluator says what DynamoDB's documentation says of each expression that the bridge uses. */
const item = marshall({
  version: 3,
  claim: { id: 'a', until: 7 },
  paused: ['x/y', 'z/y'],
  text: 'b',
  set: new Set(['a', 'b']),
});
const values = marshall({
  ':three': 3,
  ':four': 4,
  ':a': 'a',
  ':x': 'x/y',
  ':two': 2,
  ':some': new Set(['b', 'c']),
  ':all': new Set(['b', 'a']),
});
const names = { '#until': 'until', '#claim': 'claim', '#paused': 'paused' };
const bindings = { names, values };

test.each<[string, boolean]>([
  ['attribute_not_exists(pk)', true],
  ['attribute_exists(version)', true],
  ['attribute_not_exists(#claim)', false],
  ['version = :three', true],
  ['version = :four', false],
  ['version <> :four', true],
  ['missing <> :four', true],
  ['missing = :four', false],
  ['missing < :four', false],
  ['claim.id = :a', true],
  ['#claim.#until > :four', true],
  ['version > :three AND version <= :four', false],
  ['version >= :three AND version <= :four', true],
  ['attribute_not_exists(missing) OR version > :four', true],
  ['NOT version = :three', false],
  ['(version = :four OR version = :three) AND attribute_exists(text)', true],
  ['size(#paused) = :two AND #paused[0] = :x', true],
  ['#paused[1] = :x', false],
  ['version BETWEEN :two AND :four', true],
  ['begins_with(text, :a)', false],
])('%s is %s', (expression, held) => {
  expect(conditionOf(expression)(item, bindings)).toBe(held);
});

test('nothing is there of an item that is not', () => {
  expect(conditionOf('attribute_not_exists(pk)')(undefined, bindings)).toBe(true);
  expect(conditionOf('version = :three')(undefined, bindings)).toBe(false);
});

test.each<[string, Record<string, unknown>]>([
  ['SET version = :four', { version: 4 }],
  ['SET version = version + :three', { version: 6 }],
  ['SET version = version - :two, text = :a', { version: 1, text: 'a' }],
  ['SET #claim.#until = :four', { claim: { id: 'a', until: 4 } }],
  ['SET fresh = if_not_exists(fresh, :two) + :two', { fresh: 4 }],
  ['SET version = if_not_exists(version, :two) + :two', { version: 5 }],
  ['SET text = :a ADD fresh :three, version :two', { text: 'a', fresh: 3, version: 5 }],
  ['SET version = :four REMOVE #claim', { version: 4, claim: undefined }],
  ['DELETE set :some, missing :some', { set: new Set(['a']) }],
  ['DELETE set :all', { set: undefined }],
  ['REMOVE text, #claim.#until', { text: undefined, claim: { id: 'a' } }],
])('%s', (expression, changed) => {
  const expected = Object.fromEntries(
    Object.entries({ ...unmarshall(item), ...changed }).filter(([, value]) => value !== undefined),
  );
  expect(unmarshall(updateOf(expression)(item, bindings))).toEqual(expected);
});

test('operands are those of the item before the update', () => {
  const update = updateOf('SET version = :four, fresh = version');
  expect(unmarshall(update(item, bindings))).toMatchObject({ version: 4, fresh: 3 });
});

test.each(['version LIKE :a', 'contains(text, :a)', 'version = ', 'version'])(
  'what is not modelled is never taken for true: %s',
  (expression) => {
    expect(() => conditionOf(expression)(item, bindings)).toThrow();
  },
);
test.each(['DELETE text :some', 'DELETE set :a', 'SET version'])(
  'an update that is not modelled throws: %s',
  (expression) => {
    expect(() => updateOf(expression)(item, bindings)).toThrow();
  },
);

test('an update of what stands in nothing throws, as in DynamoDB', () => {
  expect(() => updateOf('SET missing.id = :a')(item, bindings)).toThrow('The document path is invalid');
});
