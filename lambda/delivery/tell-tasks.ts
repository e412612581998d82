import type { SharedItems } from '../ledger/shared-items';
import type { Log } from '../log';

/** What invokes `deliver` on a schedule: nothing else would tell of tasks where no signups come any more. */
export interface AskedForTasks {
  readonly tasks: 'oldest';
}

/** Logs how old the oldest open task is, for the alarm; nothing where there is none. */
export async function tellTasks({
  items,
  now,
  log,
}: {
  readonly items: Pick<SharedItems, 'oldestTask'>;
  readonly now: () => Date;
  readonly log: Log;
}): Promise<void> {
  const since = await items.oldestTask();
  if (since === undefined) return;
  const value = Math.max(0, Math.round((now().getTime() - since) / 1000));
  log({ event: 'tasks' }, { name: 'OldestTaskSeconds', value, unit: 'Seconds' });
}
