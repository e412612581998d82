import { type BackfillReason, backfillTextOf } from '../../../lambda/reasons/backfill';

export interface TallyLine {
  /** `sent`, or why a customer was not. */
  readonly what: string;
  /** The reason's code and text, which name nobody. */
  readonly code: BackfillReason['code'] | null;
  readonly text: string;
  readonly count: number;
  /** Of a CSV file: where the first of them are. */
  readonly lines?: readonly LineSpan[];
}
export type Tally = readonly TallyLine[];

/** Lines of a file that belong together. */
export interface LineSpan {
  readonly line: number;
  readonly lastLine?: number | undefined;
}

/** What may be in a file. */
export type InFile = { readonly [P in keyof LineSpan]?: LineSpan[P] | undefined };

/** As many as a person corrects by hand; the report of a run has all. */
export const mostLines = 20;

// Reasons come from schemas and settings, so they are few; a store's own field names might add more.
const mostReasons = 100;

/** Counts customers by what happened and why, most frequent first. */
export function tally() {
  const counts = new Map<string, TallyLine>();
  return {
    add(what: string, reason: BackfillReason, { line, lastLine }: InFile = {}): void {
      const told =
        counts.size >= mostReasons
          ? { code: null, text: '' }
          : { code: reason.code, text: backfillTextOf(reason) };
      const key = `${what}|${told.text}`;
      const before = counts.get(key);
      const lines = before?.lines ?? [];
      const shown =
        line === undefined || lines.length === mostLines
          ? lines
          : [...lines, { line, ...(lastLine === undefined ? {} : { lastLine }) }];
      counts.set(key, {
        ...{ what, ...told, count: (before?.count ?? 0) + 1 },
        ...(shown.length === 0 ? {} : { lines: shown }),
      });
    },
    result: (): Tally => [...counts.values()].sort((a, b) => b.count - a.count),
  };
}
