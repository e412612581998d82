import type { TaskKind } from '../../../lambda/ledger/task';
import type { StoreName } from '../../../lambda/store-name';

/** A task for an operator: what the bridge cannot do by itself. It holds no personal data. */
export interface OpenTask extends StoreName {
  readonly id: string;
  readonly kind: TaskKind;
  /** The ID in the store, or of a `masivo-erasure` the one in Masivo; null where the task is about a shop, or no id is known. */
  readonly customer: string | null;
  readonly since: string;
  readonly due: string;
}

export interface OpenTasks {
  /** Due first. */
  readonly tasks: readonly OpenTask[];
  /** True where there are more than are listed. */
  readonly more: boolean;
}

/** `unknown`: there is no such task, or somebody has ended it. */
export type TaskEnded = 'ended' | 'unknown';
