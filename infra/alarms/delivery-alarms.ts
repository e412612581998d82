import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { inFlightLimit } from '../../lambda/delivery/hidden-messages';
import { profileOf } from '../../lambda/sources/profiles';
import { timing } from '../timing';
import type { AlarmedParts, AlarmSpec } from './alarm';

const minutes = (count: number) => Duration.minutes(count);
const nearlyFull = inFlightLimit * 0.8;

/** Accepted signups that do not reach Masivo. They are safe for 14 days; shoppers wait for their points. */
export function deliveryAlarms(parts: AlarmedParts): AlarmSpec[] {
  const { environment, queues, functions, figure } = parts;
  const { events, deadLetters } = queues;
  const { deliver } = functions;
  const { oldestWaitingMinutes } = environment.alarms;
  const emailsMissing = Object.keys(environment.stores)
    .map((source) => `${profileOf(source).displayName}: ${profileOf(source).emailsMissing}`)
    .join('; ');
  return [
    {
      section: 'signups-waiting-too-long',
      to: 'page',
      // Logged is the age that a signup will have at its next try, so one that is delayed for hours shows at once.
      // Tries are up to an hour apart and nothing is logged in between: two hours keep the alarm from flapping.
      metric: figure('OldestWaitingSeconds', {}, 'Maximum'),
      within: 24,
      atLeast: oldestWaitingMinutes * 60,
      means: `A signup has waited for more than ${oldestWaitingMinutes} minutes: shoppers who signed up have no account in Masivo yet. Nothing is lost for 14 days.`,
      first: "see in the log of `deliver` why attempts end in retry; Masivo's status comes first.",
    },
    {
      section: 'signups-waiting-too-long',
      of: 'queue',
      to: 'page',
      // Our own metric is logged by `deliver`, so it is silent when that does not run. SQS's metric leaves out messages
      // that were received more than three times. So both are needed.
      metric: events.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: minutes(5) }),
      atLeast: oldestWaitingMinutes * 60,
      means: `A signup has been on the queue for more than ${oldestWaitingMinutes} minutes: shoppers who signed up have no account in Masivo yet, perhaps because \`deliver\` does not run at all. Nothing is lost for 14 days.`,
      first: 'see whether the event source of `deliver` is enabled, and whether its log has new lines.',
    },
    {
      section: 'queue-nearly-full',
      to: 'page',
      metric: events.metricApproximateNumberOfMessagesNotVisible({
        statistic: 'Maximum',
        period: minutes(5),
      }),
      atLeast: nearlyFull,
      means: `${nearlyFull} of ${inFlightLimit} possible signups wait for their next attempt. At ${inFlightLimit} SQS hands out no more, and new signups are not brought to Masivo either.`,
      first:
        'fix what makes the attempts fail; if one store floods the queue, pause that store: its messages move to the DLQ.',
    },
    {
      section: 'signups-refused',
      to: 'ticket',
      alsoInTest: true,
      // Each growth tells anew, also where earlier messages are still there: of those `dead-letters-unattended` tells.
      // SQS has no figure of a queue that was idle for hours.
      metric: new MathExpression({
        expression: 'DIFF(FILL(dead, 0))',
        usingMetrics: {
          dead: deadLetters.metricApproximateNumberOfMessagesVisible({
            statistic: 'Maximum',
            period: minutes(5),
          }),
        },
        period: minutes(5),
        label: 'signups that came into the DLQ',
      }),
      within: 12,
      means:
        'Signups ended in the DLQ: these shoppers get no account until somebody acts. It keeps them for 14 days.',
      first:
        'list them with `deliveries --outcome refused`, which tells the reasons; redrive once the cause is fixed, and discard what can never succeed.',
    },
    {
      section: 'masivo-refuses-credentials',
      to: 'page',
      metric: figure('CircuitOpened', { why: 'denied' }, 'Sum', minutes(15)),
      // The circuit opens again after each failed test, so one period without an opening is not the end of it.
      within: 4,
      means: 'Masivo answers 401 or 403: no shopper gets an account until the credential is right. All wait.',
      first:
        'put a valid API key into the Masivo secret; deliveries go on by themselves, the last within 45 minutes.',
    },
    ...vendorAlarms(parts),
    {
      section: 'masivo-loses-customers',
      to: 'page',
      metric: figure('CircuitOpened', { why: 'missing' }, 'Sum', minutes(15)),
      within: 4,
      means:
        'Masivo no longer shows several customers it had. The bridge takes that for a fault of Masivo or of its access, and all signups wait.',
      first: 'check that masivo.account and the API key are of the right Masivo account, and ask Masivo.',
    },
    {
      section: 'masivo-throttles',
      to: 'ticket',
      metric: figure('CircuitOpened', { why: 'throttled' }, 'Sum', Duration.hours(1)),
      // An hour that is full of 429 is often followed by one in which nothing is sent.
      within: 4,
      means:
        'Masivo answers 429, and signups wait for as long as it asks: seconds, or on a DEV account up to a day.',
      first:
        'compare masivo.rateLimit with the limit of the account; a live environment needs a PROD account.',
    },
    {
      section: 'flood-guard',
      to: 'page',
      metric: figure('Attempts', { outcome: 'held' }, 'Sum'),
      means:
        'A store creates more shoppers than maxCreationsPerHour. Those above are held: they get no account, and no registration rewards, until somebody decides.',
      first:
        'ask the merchant whether it is an import or a campaign; then release them with or without rewards.',
    },
    {
      section: 'signups-without-email',
      to: 'ticket',
      // `SUM` of a list skips missing data: a store with this problem has no `created` at all.
      metric: new MathExpression({
        expression: 'IF(waiting >= 10, 100 * waiting / SUM([waiting, created, exists]), 0)',
        usingMetrics: {
          // Consent statements wait for their customer, too, and are no signups.
          waiting: figure('EmailMissing', {}, 'Sum', Duration.days(1)),
          created: figure('Attempts', { outcome: 'created' }, 'Sum', Duration.days(1)),
          exists: figure('Attempts', { outcome: 'exists' }, 'Sum', Duration.days(1)),
        },
        period: Duration.days(1),
        label: '% of signups without an e-mail',
      }),
      atLeast: 70,
      means:
        "Most of a day's signups came without an e-mail and wait for one: these shoppers have no account.",
      first: `find the store with \`deliveries --outcome waiting\`. ${emailsMissing}.`,
    },
    ...(['errors', 'throttles'] as const).map(
      (what): AlarmSpec => ({
        section: 'deliver-fails',
        of: what,
        // Crashes stop creations. Without concurrency some still get through, and the age alarms notice when too few
        // do.
        to: what === 'errors' ? 'page' : 'ticket',
        metric:
          what === 'errors'
            ? deliver.function.metricErrors({ period: minutes(5) })
            : deliver.function.metricThrottles({ period: minutes(5) }),
        points: 3,
        within: 12,
        means:
          what === 'errors'
            ? `\`deliver\` crashed or timed out again and again. Its signups come back after ${timing.visibility.toMinutes()} minutes and are tried again.`
            : 'Lambda did not run `deliver`: no concurrency was left. Signups wait; none is lost.',
        first:
          what === 'errors'
            ? 'read its log; if it began with a deployment, deploy the version before it.'
            : "compare the account's concurrent executions with its quota, and delivery.concurrency with both.",
      }),
    ),
  ];
}

/** Where `deliver` reads customers at a vendor. That it cannot be reached is told by what waits. */
function vendorAlarms({ secrets, figure }: AlarmedParts): AlarmSpec[] {
  if (!secrets.vendorKeys) return [];
  return [
    {
      section: 'vendor-refuses-key',
      to: 'page',
      // Attempts, and not circuits: a quiet store has no five of them in a minute. Tries are up to an hour apart.
      metric: figure('VendorKeyErrors', {}, 'Sum', minutes(15)),
      within: 8,
      means:
        'A vendor rejects the key with which customers are read there, or there is none: signups of that store wait, as far as their events do not carry the customer.',
      first:
        'put a restricted key that may read customers and events into the secret vendor-keys; deliveries go on by themselves.',
    },
  ];
}
