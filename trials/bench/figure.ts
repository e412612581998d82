import type { Random } from '../chaos/random';

/** One value per variant, all measured within one round: `ours`, `floor`, and the peers by their names. */
export type Round = Readonly<Record<string, number>>;

export interface Measured {
  readonly rounds: readonly Round[];
  /** What else has to hold for the goal to count as met. */
  readonly limits?: readonly Limit[];
  /** What a reader of the row has to know to read it rightly. */
  readonly notes?: readonly string[];
}

export interface Limit {
  readonly what: string;
  readonly value: number;
  readonly atMost: number;
}

/** What figures are measured with. */
export interface Bench {
  /** Where the built bundles are: `{bundles}/receive/index.js` and `{bundles}/deliver/index.js`. */
  readonly bundles: string;
  /** A folder of this run's own, taken away at its end. */
  readonly scratch: string;
  /** Shuffles the variants: the same seed gives the same order. */
  readonly random: Random;
}

export type OnProgress = (done: number, of: number, what?: string) => void;

/** One row of the table. */
export interface Figure {
  /** `--only` takes it, or the part of it before a dash. */
  readonly name: string;
  /** What is divided by what. */
  readonly compares: string;
  /** Of `ours`, `floor` and the peers. */
  readonly unit: 'ms' | 'µs' | 's' | 'US$';
  /** The most that ours / floor may be, or ours itself where nothing could be the floor. */
  readonly goal: number;
  /** How many rounds are measured unless `--rounds` says otherwise. */
  readonly rounds: number;
  /** Undefined, or why this machine cannot measure it. */
  readonly leftOut?: string | undefined;
  measure(bench: Bench, rounds: number, onProgress: OnProgress): Promise<Measured>;
}
