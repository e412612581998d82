export interface TallyLine {
  /** `sent`, or why a customer was not. */
  readonly what: string;
  /** Empty where it would name a customer, as the reason of a same e-mail does. */
  readonly reason: string;
  readonly count: number;
}
export type Tally = readonly TallyLine[];

// Reasons come from schemas and settings, so they are few; a store's own field names might add more.
const mostReasons = 100;

/** Counts customers by what happened and why, most frequent first. */
export function tally() {
  const counts = new Map<string, TallyLine>();
  return {
    add(what: string, reason: string): void {
      const told = what === 'same-email' || counts.size >= mostReasons ? '' : reason;
      const key = `${what}|${told}`;
      const before = counts.get(key);
      counts.set(key, { what, reason: told, count: (before?.count ?? 0) + 1 });
    },
    result: (): Tally => [...counts.values()].sort((a, b) => b.count - a.count),
  };
}
