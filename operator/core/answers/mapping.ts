import type { ToldReason } from '../told-reason';

/** What today's mapping would change. */
export interface MappingComparison {
  readonly compared: number;
  /** Deliveries whose customer as sent is not in the ledger: a later delivery's replaced it, or nothing was sent. */
  readonly unknown: number;
  /** Of those compared, how many would differ in their ID in Masivo and nothing else: it is fixed, and stays. */
  readonly otherIds: number;
  /** True where there are more deliveries than the limit. */
  readonly more: boolean;
  readonly differences: readonly MappingDifference[];
}

/** Unless revealed, personal values are masked, and two that differ may look the same. */
export interface MappingDifference {
  readonly id: string;
  readonly source: string;
  readonly store: string;
  /** Why the mapping of then made no customer of it; null where it did. */
  readonly before: ToldReason | null;
  /** Why nothing is mapped any more. Where this or `before` is set there are no fields. */
  readonly unmapped: ToldReason | null;
  readonly fields: readonly {
    /** `name`, `metadata.phone`. */
    readonly field: string;
    /** Undefined where the customer had no such field. */
    readonly sent: unknown;
    readonly mapped: unknown;
  }[];
}
