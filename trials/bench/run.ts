import type { Bench, Figure, Measured, OnProgress } from './figure';
import { ratiosOf, type Spread, spreadOf, valuesOf } from './statistics';

/** What became of one figure. */
export type Row = MeasuredRow | { readonly kind: 'left out'; readonly figure: string; readonly why: string };

export interface MeasuredRow {
  readonly kind: 'measured';
  readonly figure: string;
  readonly compares: string;
  readonly unit: Figure['unit'];
  readonly goal: number;
  readonly rounds: number;
  readonly ours: Spread;
  /** Null where nothing could be the floor: then the goal is for `ours` itself. */
  readonly floor: Spread | null;
  readonly ratio: Spread | null;
  readonly peers: readonly Peer[];
  readonly limits: NonNullable<Measured['limits']>;
  readonly notes: readonly string[];
  readonly met: boolean;
}

export interface Peer {
  readonly name: string;
  readonly value: Spread;
  readonly ratio: Spread | null;
}

/** Measures one figure, or says why not. */
export async function rowOf(
  figure: Figure,
  bench: Bench,
  rounds: number | undefined,
  onProgress: OnProgress,
): Promise<Row> {
  if (figure.leftOut !== undefined) return { kind: 'left out', figure: figure.name, why: figure.leftOut };
  return judged(figure, await figure.measure(bench, rounds ?? figure.rounds, onProgress));
}

/** The median decides, of the ratio where there is a floor and of the value where there is none. */
export function judged(figure: Omit<Figure, 'measure' | 'rounds'>, measured: Measured): MeasuredRow {
  const { rounds, limits = [], notes = [] } = measured;
  const names = new Set(rounds.flatMap(Object.keys));
  const ratio = (variant: string) => (names.has('floor') ? spreadOf(ratiosOf(rounds, variant)) : null);
  const ours = spreadOf(valuesOf(rounds, 'ours'));
  const ratioOfOurs = ratio('ours');
  return {
    kind: 'measured',
    figure: figure.name,
    compares: figure.compares,
    unit: figure.unit,
    goal: figure.goal,
    rounds: rounds.length,
    ours,
    floor: names.has('floor') ? spreadOf(valuesOf(rounds, 'floor')) : null,
    ratio: ratioOfOurs,
    peers: [...names]
      .filter((name) => name !== 'ours' && name !== 'floor')
      .sort()
      .map((name) => ({ name, value: spreadOf(valuesOf(rounds, name)), ratio: ratio(name) })),
    limits,
    notes,
    met: (ratioOfOurs ?? ours).median <= figure.goal && limits.every(({ value, atMost }) => value <= atMost),
  };
}
