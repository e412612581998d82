import { type BackfillReason, backfillTextOf } from '../../../lambda/reasons/backfill';

export interface TallyLine {
  /** `sent`, or why a customer was not. */
  readonly what: string;
  /** The reason's code and text, which name nobody. */
  readonly code: BackfillReason['code'] | null;
  readonly text: string;
  readonly count: number;
}
export type Tally = readonly TallyLine[];

// Reasons come from schemas and settings, so they are few; a store's own field names might add more.
const mostReasons = 100;

/** Counts customers by what happened and why, most frequent first. */
export function tally() {
  const counts = new Map<string, TallyLine>();
  return {
    add(what: string, reason: BackfillReason): void {
      const told =
        counts.size >= mostReasons
          ? { code: null, text: '' }
          : { code: reason.code, text: backfillTextOf(reason) };
      const key = `${what}|${told.text}`;
      const before = counts.get(key);
      counts.set(key, { what, ...told, count: (before?.count ?? 0) + 1 });
    },
    result: (): Tally => [...counts.values()].sort((a, b) => b.count - a.count),
  };
}
