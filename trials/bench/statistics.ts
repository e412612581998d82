import type { Round } from './figure';

/** The middle of many values, with the least and the greatest. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError when there is nothing to look at. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (min === undefined || max === undefined || low === undefined || high === undefined) {
    throw new RangeError('There is no spread of no values');
  }
  return { median: (low + high) / 2, min, max };
}

export const valuesOf = (rounds: readonly Round[], variant: string): number[] =>
  rounds.flatMap((round) => round[variant] ?? []);

/**
 * How many times the floor a variant costs, round by round: a machine that is slow for a while is slow for all
 * variants of a round, so the ratio stays where the times do not. Rounds that lack one of the two are left out.
 */
export const ratiosOf = (rounds: readonly Round[], variant: string): number[] =>
  rounds.flatMap(({ [variant]: value, floor }) =>
    value === undefined || floor === undefined ? [] : [value / floor],
  );
