import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { maxMessageAgeDays } from '../../lambda/retry/retry-times';
import { timing } from '../timing';
import type { AlarmedParts, AlarmSpec } from './alarm';

const hour = Duration.hours(1);
// A message is delayed for up to 12 hours, and nothing is logged of it in between.
const longestSilenceHours = 13;
// A running `deliver` takes what is visible within seconds, so no single hour at an edge matters.
const stoppedHours = 6;
const daySeconds = 24 * 3600;
const keptDays = timing.retention.toDays();

/**
 * Accepted signups that SQS is going to delete. It deletes a message 14 days after it was sent, and nobody is told.
 *
 * Whatever SQS deletes was on the queue for ten days, or in the DLQ for more than three: one that SQS moves there itself
 * keeps the time of its first sending, while the age that SQS reports of it begins anew.
 */
export function lossAlarms({ queues, figure }: AlarmedParts): AlarmSpec[] {
  // SQS's metric sees a queue that nobody reads, and leaves out messages that were received more than three times. What
  // `deliver` logs is the reverse.
  const oldest = new MathExpression({
    expression: 'MAX([logged, queue])',
    usingMetrics: {
      logged: figure('OldestWaitingSeconds', {}, 'Maximum', hour),
      queue: queues.events.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: hour }),
    },
    period: hour,
    label: 'seconds that the oldest signup has waited',
  });
  // Neither of the two ages has messages that were received more than three times while `deliver` is stopped. Then nobody
  // receives any. Invocations do not tell: the schedule for tasks goes on.
  const stopped = new MathExpression({
    expression: 'IF(visible > 0 AND FILL(received, 0) == 0, 1, 0)',
    usingMetrics: {
      visible: queues.events.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: hour }),
      received: queues.events.metricNumberOfMessagesReceived({ period: hour, statistic: 'Sum' }),
    },
    period: hour,
    label: '1 where signups wait and `deliver` does not run',
  });
  const waiting = { section: 'signups-waiting-for-days', to: 'page', metric: oldest } as const;
  return [
    {
      ...waiting,
      of: '3',
      within: longestSilenceHours,
      atLeast: 3 * daySeconds,
      means: `A signup has waited for three days. Nothing is lost yet: SQS keeps it for ${keptDays} days.`,
      first:
        'see whether `deliver` runs (`doctor` says so), then what its attempts end with; this is not ended by waiting.',
    },
    {
      ...waiting,
      of: '10',
      within: longestSilenceHours,
      atLeast: 10 * daySeconds,
      means: `A signup has waited for ten days. While \`deliver\` runs, it moves to the DLQ after ${maxMessageAgeDays} days and is kept. While \`deliver\` is stopped, SQS deletes each signup ${keptDays} days after it was accepted, the first in less than four days; only a backfill, without rewards, can then bring the shopper.`,
      first:
        'enable the event source of `deliver`; if Masivo must not be called yet, pause all stores before.',
    },
    {
      section: 'deliver-fails',
      of: 'stopped',
      to: 'page',
      metric: stopped,
      points: stoppedHours,
      means: `Signups wait and \`deliver\` has not run for ${stoppedHours} hours. Nothing is lost yet: SQS deletes each signup ${keptDays} days after it was accepted.`,
      first:
        'see whether the event source of `deliver` is enabled; if Masivo must not be called yet, pause all stores before you enable it.',
    },
    {
      section: 'dead-letters-unattended',
      to: 'page',
      metric: queues.deadLetters.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: hour }),
      atLeast: 3 * daySeconds,
      means: `Refused signups have been in the DLQ for three days. SQS deletes each ${keptDays} days after \`deliver\` sent it there; one without the attribute \`reason\` already ${keptDays} days after it was accepted.`,
      first: 'fix what they name as the reason, and redrive them; discard what can never succeed.',
    },
  ];
}
