import { Duration } from 'aws-cdk-lib';
import type { AlarmedParts, AlarmSpec } from './alarm';

const hour = Duration.hours(1);

/** As behind.ts has it: an hour, or three runs' time where that is longer. */
const longestWithout = (everyMinutes: number) => Duration.minutes(Math.max(60, 3 * everyMinutes));

/** Where the stores' vendors are asked what has changed: signups that nobody would find otherwise. */
export function reconciliationAlarms({ reconciliation, figure }: AlarmedParts): AlarmSpec[] {
  if (!reconciliation) return [];
  return [
    {
      section: 'reconciliation-behind',
      to: 'page',
      // Lambda's own count: a run ends with an error where its store is behind (lambda/handlers/reconcile.ts). It has a
      // value for each call, so that silence says that there was none.
      metric: reconciliation.reconcile.function.metricErrors({
        statistic: 'Sum',
        period: longestWithout(reconciliation.everyMinutes),
      }),
      silenceIsBad: true,
      // One alone may be a function that died, and the next run is in time.
      atLeast: 2,
      means:
        'No run of `reconcile` has come to its end for some store for an hour, or none has begun at all: signups whose webhooks were lost are not found. Those that webhooks bring are delivered.',
      first:
        'see in the log of `reconcile` which store, and its `failure`; the next run goes on where it stopped.',
    },
    {
      section: 'webhooks-stopped',
      to: 'page',
      // A run logs it that sees a subscription missing, and each run of a store once several have found again what
      // they had brought themselves. The hour slides: the alarm follows the first such run within minutes.
      metric: figure('WebhooksMissing', {}, 'Sum', hour),
      means:
        'Webhooks of a store are not subscribed, or not all; or its shoppers change, and no webhook tells of it. `reconcile` alone brings signups and changes, minutes later than they would come; deletions may not.',
      first:
        'see with `doctor` which store, and what it lacks; `subscribe` makes it again. What was subscribed again by itself had been taken away: find out by whom.',
    },
  ];
}
