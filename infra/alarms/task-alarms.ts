import { Duration } from 'aws-cdk-lib';
import { taskDays, taskNoticeDays } from '../../lambda/ledger/task';
import type { AlarmedParts, AlarmSpec } from './alarm';

const daySeconds = 24 * 3600;

/** What operators have to do for people by a date, and nobody else would remind them of. */
export function taskAlarms({ figure }: AlarmedParts): AlarmSpec[] {
  return [
    {
      section: 'tasks-due',
      to: 'ticket',
      metric: figure('OldestTaskSeconds', {}, 'Maximum', Duration.days(1)),
      atLeast: (taskDays - taskNoticeDays) * daySeconds,
      means: `A task is due in a week, or overdue: a shopper who asks for their data or was erased, a shop that is to be erased, or a shopper with two wallets after a merge. The law gives ${taskDays} days for the requests.`,
      first: 'list the tasks with `held`, and do what each says.',
    },
  ];
}
