/** What became of a redrive. */
export type Redriven =
  /** `since` distinguishes the move's progress from that of earlier ones. */
  | { readonly kind: 'started' | 'running'; readonly since: number }
  | { readonly kind: 'empty' }
  /** The DLQ is not empty, but its messages are invisible at the moment because somebody reads them. */
  | { readonly kind: 'looked-at'; readonly messages: number };

/** How far a redrive has come. */
export interface RedriveProgress {
  /** SQS's `RUNNING`, `COMPLETED`, `CANCELLING`, `CANCELLED`, `FAILED`. */
  readonly status: string;
  /** True until it has ended one way or the other. */
  readonly running: boolean;
  /** Why it ended as `FAILED`, where SQS says so. */
  readonly failureReason: string | null;
  /** Epoch ms, by SQS's clock. */
  readonly startedAt: number;
  readonly moved: number;
  readonly toMove: number | null;
}
