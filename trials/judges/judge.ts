/** What became of one judge. */
export type Verdict =
  | {
      readonly kind: 'judged';
      readonly what: string;
      readonly by: string;
      /** Tests or calls. */
      readonly checks: number;
      readonly unit: 'tests' | 'calls' | 'webhooks';
      readonly failures: readonly string[];
    }
  | { readonly kind: 'skipped'; readonly what: string; readonly by: string; readonly why: string };

/** Why a judge cannot be had on this machine: expected, and nobody's mistake. */
export class NotHere extends Error {}
