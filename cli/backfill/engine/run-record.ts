import type { Chunk } from './chunks';
import type { Journal } from './journal';
import type { Counts } from './resume';
import type { Refused } from './send';
import { hasTier } from './sendable';
import type { Given, Problem } from './settle';

/** A run's journal, and its counts: both tell of the same steps. */
export interface RunRecord {
  readonly counts: Counts;
  /** These are about to be marked. */
  marking(chunk: number, customers: readonly string[]): void;
  /** From here on the chunk's request may have been sent. */
  sending(number: number, chunk: Chunk, at: number): void;
  /** It is sent once more, or in parts. */
  again(chunk: number, at: number): void;
  /** @param customers those whom Masivo has now. */
  sent(chunk: number, at: number, customers: readonly string[], refused: readonly Refused[]): void;
  /** So many customers of a chunk are done. */
  customersSettled(count: number): void;
  settled(given: Given, problems: readonly Problem[]): void;
  ended(at: number): void;
}

/** @param before what was counted before an interruption. */
export function runRecord(
  journal: Journal,
  before: Readonly<Counts>,
  onProgress: (counts: Readonly<Counts>) => void,
): RunRecord {
  const counts = { ...before };
  const add = (more: Partial<Counts>) => {
    for (const key of ['read', 'sent', 'settled', 'left', 'problems'] as const) counts[key] += more[key] ?? 0;
    onProgress(counts);
  };
  return {
    counts,
    marking: (chunk, customers) => journal.append({ is: 'marking', chunk, customers: [...customers] }),
    sending(number, { cursor, read, customers, there, left }, at) {
      const withoutTier = customers.filter(({ sent }) => hasTier(sent)).map(({ customer }) => customer);
      journal.append({
        is: 'sending',
        chunk: number,
        at,
        cursor,
        read,
        customers: customers.map(({ customer }) => customer),
        there: [...there],
        ...(withoutTier.length === 0 ? {} : { withoutTier }),
        left: [...left],
      });
      add({ read, left: left.length });
    },
    again: (chunk, at) => journal.append({ is: 'again', chunk, at }),
    sent(chunk, at, customers, refused) {
      journal.append({
        is: 'sent',
        chunk,
        at,
        refused: refused.map((each) => ({ ...each, what: 'refused' })),
      });
      add({ sent: customers.length, problems: refused.length });
    },
    customersSettled: (settled) => add({ settled }),
    settled({ chunk }, problems) {
      journal.append({ is: 'settled', chunk, problems: [...problems] });
      add({ problems: problems.length });
    },
    ended: (at) => journal.append({ is: 'ended', at }),
  };
}
