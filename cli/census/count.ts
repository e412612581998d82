import { type CensusEntry, type CensusKind, remainderKinds } from '../../operator/core/answers/census';

/** How many shoppers are of a kind, for one reason. */
export interface CensusCount {
  readonly kind: CensusKind;
  /** Null where the kind says it all. */
  readonly code: string | null;
  readonly text: string;
  readonly count: number;
}

// Reasons are few, but for the names of fields that a store's bodies lack.
const mostReasons = 100;

/** Counts shoppers by what explains them, most frequent first. */
export function censusCounts() {
  const counts = new Map<string, CensusCount>();
  return {
    add({ kind, reason }: Pick<CensusEntry, 'kind' | 'reason'>): void {
      const code = counts.size < mostReasons ? (reason?.code ?? null) : null;
      const key = `${kind}|${code}`;
      const before = counts.get(key);
      const text = code === null ? '' : (reason?.text ?? '');
      counts.set(key, before ? { ...before, count: before.count + 1 } : { kind, code, text, count: 1 });
    },
    result: (): readonly CensusCount[] => [...counts.values()].sort((a, b) => b.count - a.count),
  };
}

export const isRemainder = ({ kind }: Pick<CensusEntry, 'kind'>): boolean =>
  remainderKinds.some((each) => each === kind);
