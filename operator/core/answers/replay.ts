import type { Outcome } from '../../../lambda/delivery/outcome';

/** Deliveries that a query selects for a replay. */
export interface ReplaySelection {
  readonly ids: readonly string[];
  readonly counts: readonly {
    readonly source: string;
    readonly store: string;
    readonly outcome: Outcome;
    readonly count: number;
  }[];
  /** True where there are more than can be replayed at once. */
  readonly more: boolean;
}

/** What became of one replay. */
export type Replayed =
  | { readonly kind: 'replayed'; readonly series: number }
  | { readonly kind: 'unknown' }
  /** Its log holds no event, for a reason in one sentence. */
  | { readonly kind: 'without-body'; readonly why: string };
