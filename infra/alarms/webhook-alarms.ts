import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { profileOf } from '../../lambda/sources/profiles';
import { type NamedStore, storesOf } from '../config/config';
import { webhooksThrottled } from '../figures';
import type { AlarmedParts, AlarmSpec } from './alarm';

const minutes = (count: number) => Duration.minutes(count);
const nearTheLimit = 0.9;

/** Signups that are not accepted. Vendors retry for hours, so there is some time. */
export function webhookAlarms(parts: AlarmedParts): AlarmSpec[] {
  const { environment, webhookApi, reconciliation, figure } = parts;
  const sources = Object.keys(environment.stores);
  const whenRefused = sources
    .map((source) => `${profileOf(source).displayName} ${profileOf(source).whenRefused}`)
    .join('; ');
  const newestVersions = sources
    .flatMap((source) => {
      const { displayName, source: known } = profileOf(source);
      return known.newestVersion === null ? [] : [`${displayName} ${known.newestVersion}`];
    })
    .join(', ');
  return [
    {
      section: 'webhooks-fail',
      to: 'page',
      // The vendor's next retry makes up for one 503. Failures in two periods of an hour are retries that failed, too.
      // The gateway answers 5xx as well where `receive` crashes, times out or is throttled: no alarm of its own says it.
      metric: webhookApi.api.metricServerError({ statistic: 'Sum', period: minutes(5) }),
      points: 2,
      within: 12,
      means: `Stores get 5xx: signups are not accepted. ${whenRefused}.`,
      first:
        'look at the log of `receive` for webhook-unavailable or a crash, at the secrets of the stores, and at the last deployment.',
    },
    {
      section: 'webhooks-throttled',
      to: 'page',
      metric: figure(webhooksThrottled, {}, 'Sum'),
      points: 2,
      within: 12,
      means: `Stores get 429 because more came than ingress.requestsPerSecond allows: their signups come later, and each counts as a failure. ${whenRefused}.`,
      first:
        'see in the access log whether stores or strangers send; raise the throttle for stores, keep it for strangers.',
    },
    {
      section: 'webhooks-throttled',
      of: 'unlogged',
      to: 'page',
      // Of many 429s API Gateway logs and counts only some (its guide, "Monitor HTTP APIs"). What it lets through, it
      // counts: where that is near a store's limit for five minutes, more has probably come.
      metric: webhookApi.api.metricCount({ statistic: 'Sum', period: minutes(5) }),
      within: 12,
      atLeast: Math.round(nearTheLimit * minutes(5).toSeconds() * environment.ingress.requestsPerSecond),
      means: `For five minutes as many webhooks came as ingress.requestsPerSecond lets through of one store. Stores may get 429 that no log has: their signups come later, and each counts as a failure. ${whenRefused}.`,
      first:
        'see in the access log which store sends so many; raise the throttle for stores, keep it for strangers.',
    },
    ...storesOf(environment).map((store) => signaturesRejected(store, figure)),
    {
      section: 'unknown-formats',
      to: 'page',
      metric: figure('UnknownFormats', {}, 'Sum', Duration.hours(1)),
      atLeast: 1,
      means: `A store sends well-signed webhooks in a format that this version does not know: these signups are rejected, or in the DLQ, and the secret is right. ${whenRefused}.`,
      first:
        'see in the logs of `receive` and `deliver` which store and form; then what was changed at the vendor.',
    },
    ...(newestVersions === ''
      ? []
      : [
          {
            section: 'unknown-versions',
            to: 'ticket',
            // One setting at the vendor is the version of all that follows: the first event says it.
            metric: figure('UnknownVersions', {}, 'Sum', Duration.days(1)),
            means: `A vendor sends events of an API version that this version of the bridge was not tested with (the newest are ${newestVersions}). What can be read of them reaches Masivo; shoppers may lack what has moved or changed.`,
            first:
              'compare a delivery with what became of it; where something is missing, set the version back at the vendor, or update the bridge.',
          } satisfies AlarmSpec,
        ]),
    {
      section: 'fields-not-read',
      to: 'ticket',
      metric: figure('FieldsNotRead', {}, 'Sum', Duration.days(1)),
      // A few are what an app or a person wrote into single customers.
      atLeast: 5,
      means: `Several events of a day had fields in a form that the bridge cannot read. These shoppers have accounts; Masivo lacks these fields, or keeps older values.${reconciliation ? ' Or `reconcile` cannot read a customer, who may have no account.' : ''}`,
      first:
        'see with `doctor`, and in the log of `deliver`, what is not read; whether the store writes them so, or the vendor has changed them.',
    },
    ...signupsWithoutData(parts),
    {
      section: 'data-withheld',
      to: 'page',
      metric: figure('DataWithheld', {}, 'Sum', Duration.days(1)),
      atLeast: 5,
      means:
        "A vendor's events lack the customer, or parts of it, because the vendor could not read them for the app: shoppers whose events lack the customer get no account.",
      first: "look at the app's scopes and its access to protected data.",
    },
    ...storesOf(environment).flatMap(({ source, store, key, config }): AlarmSpec[] => {
      const hours = config.expectWebhookWithinHours;
      if (hours === undefined) return [];
      return [
        {
          section: 'no-webhooks',
          of: `${source}-${store}`,
          to: 'page',
          alsoInTest: true,
          // Periods of one hour: CloudWatch looks back seven days only for periods this long.
          metric: figure('Webhooks', { source, store }, 'Sum', Duration.hours(1)),
          points: hours,
          within: hours,
          below: 1,
          silenceIsBad: true,
          means: `${key} has sent nothing for ${hours} hours. A removed or disabled subscription looks just like a quiet day: its signups never arrive, and nobody sends them again.`,
          first: 'look at the subscription in the store; afterwards bring over what was missed.',
        },
      ];
    }),
  ];
}

/**
 * A stranger who sends wrong signatures must not wake anybody. What tells a wrong secret from a stranger is that the
 * store's own webhooks end. So this counts the hours since the last accepted one, in which wrong signatures came; a
 * store without one in seven days, as far back as CloudWatch looks, has nothing that could end.
 */
function signaturesRejected({ source, store, key }: NamedStore, figure: AlarmedParts['figure']): AlarmSpec {
  const hour = Duration.hours(1);
  return {
    section: 'signatures-rejected',
    of: `${source}-${store}`,
    to: 'page',
    metric: new MathExpression({
      expression: [
        'IF(rejected > 0 AND SUM(accepted) > 0 AND FILL(accepted, 0) == 0',
        // No accepted one after this hour: the sum so far is the whole sum.
        'AND RUNNING_SUM(FILL(accepted, 0)) == SUM(accepted), 1, 0)',
      ].join(' '),
      usingMetrics: {
        rejected: figure('RejectedSignatures', { source, store }, 'Sum', hour),
        accepted: figure('Webhooks', { source, store }, 'Sum', hour),
      },
      period: hour,
      label: 'hours of wrong signatures since the last accepted webhook',
    }),
    // The vendors send a rejected webhook again: within four hours in at least three of them.
    points: 3,
    within: 168,
    means: `${key} sent webhooks that were accepted, and now none is: in three hours since the last one, others came with wrong signatures. If the store sends them, its signups are rejected and its subscription will end.`,
    first:
      'see whether its secret here is the one it signs with; if a stranger sends them, the next webhook of the store ends the alarm.',
  };
}

/** Where a store sends events that hold what a query of the vendor's found. */
function signupsWithoutData({ environment, figure }: AlarmedParts): AlarmSpec[] {
  const has = storesOf(environment).some(
    ({ source, config }) => config.events === true && !profileOf(source).source.api,
  );
  if (!has) return [];
  return [
    {
      section: 'data-withheld',
      of: 'signups',
      to: 'page',
      // One is enough: a small store has no five a day, and nobody sends it again.
      metric: figure('SignupsWithoutData', {}, 'Sum', Duration.days(1)),
      atLeast: 1,
      means:
        'A vendor told of a signup without its customer, whom it could not read for the app: this shopper gets no account, and neither does the next one.',
      first: "look at the app's scopes; then bring over who was missed.",
    },
  ];
}
