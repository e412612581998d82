/** What a first deployment that failed may have left in an account, and what removes it. */
export interface FailedDeployment {
  /** Undefined where there is none of this name. */
  stack(): Promise<{ readonly id: string; readonly status: string } | undefined>;
  /** The tables that stacks of this name made for their ledger, by name. */
  ledgers(): Promise<readonly string[]>;
  /** Reads the table itself: DynamoDB's own count of items is hours old. */
  isEmpty(table: string): Promise<boolean>;
  /** Takes its deletion protection off first. */
  deleteTable(table: string): Promise<void>;
  /** Takes its termination protection off first. */
  deleteStack(id: string): Promise<void>;
}

/**
 * `in-use`: the stack was created, or is being created. `none`: the next deployment meets nothing. `left`: what
 * `remove` takes away, and tables that hold something and are never touched.
 */
export type Left =
  | { readonly kind: 'in-use'; readonly status: string }
  | { readonly kind: 'none'; readonly kept: readonly string[] }
  | {
      readonly kind: 'left';
      readonly stack: { readonly id: string; readonly status: string } | undefined;
      readonly empty: readonly string[];
      readonly kept: readonly string[];
    };

/** A stack in one of these was never created to its end, or was asked to go: it takes no update, only its deletion. */
const failed = ['CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED'];

/** Changes nothing. */
export async function leftBy(deployment: FailedDeployment): Promise<Left> {
  // Before the stack: a table of one that somebody begins to deploy meanwhile is not among them.
  const ledgers = await deployment.ledgers();
  const stack = await deployment.stack();
  if (stack && !failed.includes(stack.status)) return { kind: 'in-use', status: stack.status };
  const empty: string[] = [];
  const kept: string[] = [];
  for (const table of ledgers) {
    ((await deployment.isEmpty(table)) ? empty : kept).push(table);
  }
  if (!stack && empty.length === 0) return { kind: 'none', kept };
  return { kind: 'left', stack, empty, kept };
}

/** The tables first: their protection is what the stack's own deletion failed at. */
export async function removeLeft(
  deployment: FailedDeployment,
  { empty, stack }: Extract<Left, { kind: 'left' }>,
): Promise<void> {
  for (const table of empty) await deployment.deleteTable(table);
  if (stack) await deployment.deleteStack(stack.id);
}
