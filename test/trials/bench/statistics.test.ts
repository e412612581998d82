import type { Round } from '../../../trials/bench/figure';
import { interleaved, shuffled } from '../../../trials/bench/rounds';
import { ratiosOf, spreadOf, valuesOf } from '../../../trials/bench/statistics';
import { randomFrom } from '../../../trials/chaos/random';

describe('the spread', () => {
  test.each([
    { of: 'one value', values: [3], median: 3, min: 3, max: 3 },
    { of: 'an odd number of values', values: [9, 1, 2], median: 2, min: 1, max: 9 },
    { of: 'an even number of values', values: [4, 10, 1, 2], median: 3, min: 1, max: 10 },
    { of: 'values that sort differently as texts', values: [10, 9, 100], median: 10, min: 9, max: 100 },
  ])('of $of', ({ values, median, min, max }) => {
    expect(spreadOf(values)).toEqual({ median, min, max });
  });

  test('of no values is a bug', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });

  test('leaves the values as they were', () => {
    const values = [2, 1];
    spreadOf(values);
    expect(values).toEqual([2, 1]);
  });
});

describe('ratios', () => {
  test.each<{ when: string; rounds: Round[]; ratios: number[] }>([
    {
      when: 'a machine is four times slower in one round',
      rounds: [
        { ours: 30, floor: 20 },
        { ours: 120, floor: 80 },
      ],
      ratios: [1.5, 1.5],
    },
    {
      when: 'a round lacks the variant or the floor',
      rounds: [{ floor: 20 }, { ours: 3 }, { ours: 8, floor: 4 }],
      ratios: [2],
    },
    { when: 'there is no floor', rounds: [{ ours: 3 }], ratios: [] },
  ])('are taken within each round: $when', ({ rounds, ratios }) => {
    expect(ratiosOf(rounds, 'ours')).toEqual(ratios);
  });

  test('values are those of the rounds that have them', () => {
    expect(valuesOf([{ a: 1 }, { b: 2 }, { a: 0 }], 'a')).toEqual([1, 0]);
  });
});

describe('rounds', () => {
  test('every variant runs once per round, and the first round is not measured', async () => {
    const calls: string[] = [];
    const variant = (name: string) => async () => calls.push(name);
    const progress: [number, number][] = [];
    const rounds = await interleaved({ a: variant('a'), b: variant('b') }, 3, randomFrom(1), (done, of) =>
      progress.push([done, of]),
    );
    expect(calls.length).toBe(8);
    for (let round = 0; round < 4; round += 1) {
      expect(calls.slice(round * 2, round * 2 + 2).sort()).toEqual(['a', 'b']);
    }
    expect(rounds.map((round) => Object.keys(round).sort())).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(Math.min(...rounds.flatMap(Object.values))).toBe(3);
    expect(progress.at(-1)).toEqual([8, 8]);
  });

  test('the order changes from round to round, and is the same for the same seed', () => {
    const orders = (seed: number) => {
      const random = randomFrom(seed);
      return Array.from({ length: 50 }, () => shuffled(['a', 'b', 'c'], random).join(''));
    };
    expect(orders(1)).toEqual(orders(1));
    expect(orders(1)).not.toEqual(orders(2));
    expect(new Set(orders(1)).size).toBe(6);
  });
});
