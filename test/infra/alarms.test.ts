import { consolePort } from '../../infra/config/console-port';
import { timing } from '../../infra/timing';
import { longestDelayMs, maxMessageAgeMs } from '../../lambda/retry/retry-times';
import { viewOf } from '../../operator/console/page/state/view';
import { environment, example } from './environments';
import type { Json } from './json';
import { metricMath } from './metric-math';
import { synthesise } from './support';

const prod = synthesise(example('prod'));
const namesOf = (built: typeof prod): string[] =>
  built
    .of('AWS::CloudWatch::Alarm')
    .map(([, { Properties }]) => Properties.AlarmName.replace('masivo-bridge-dev-', ''));
const alarms: Record<string, Json> = Object.fromEntries(
  prod
    .of('AWS::CloudWatch::Alarm')
    .map(([, { Properties }]) => [Properties.AlarmName.replace('masivo-bridge-prod-', ''), Properties]),
);

test('there is one for each thing that can go wrong', () => {
  expect(Object.keys(alarms).sort()).toEqual([
    'data-withheld',
    'dead-letters-unattended',
    'deliver-fails-errors',
    'deliver-fails-stopped',
    'deliver-fails-throttles',
    'fields-not-read',
    'flood-guard',
    'masivo-loses-customers',
    'masivo-refuses-credentials',
    'masivo-throttles',
    'no-webhooks-shopify-default',
    'no-webhooks-stripe-default',
    'queue-nearly-full',
    'reconciliation-behind',
    'signatures-rejected-shopify-default',
    'signatures-rejected-stripe-default',
    'signups-refused',
    'signups-waiting-for-days-10',
    'signups-waiting-for-days-3',
    'signups-waiting-too-long',
    'signups-waiting-too-long-queue',
    'signups-without-email',
    'tasks-due',
    'unknown-formats',
    'unknown-versions',
    'webhooks-fail',
    'webhooks-stopped',
    'webhooks-throttled',
    'webhooks-throttled-unlogged',
  ]);
});

describe('a test environment', () => {
  test('has the one that tells of dead letters', () => {
    expect(namesOf(synthesise(example('dev')))).toEqual(['signups-refused']);
  });

  test('has one for a store that is to be heard of, and all where its config says so', () => {
    const shopify = { default: { vendorAccount: 'tests.myshopify.com', expectWebhookWithinHours: 24 } };
    const config = { stores: { shopify } };
    expect(namesOf(synthesise(environment(config))).sort()).toEqual([
      'no-webhooks-shopify-default',
      'signups-refused',
    ]);
    const all = namesOf(synthesise(environment({ ...config, alarms: { all: true } })));
    const live = Object.keys(alarms).filter((name) => !name.includes('stripe'));
    // Those of the vendors' being asked are where they are.
    const isOfRuns = (name: string) => /^(reconciliation|webhooks-stopped)/.test(name);
    expect(all.sort()).toEqual(live.filter((name) => !isOfRuns(name)).sort());
    const asking = { ...config, alarms: { all: true }, reconcile: {} };
    expect(namesOf(synthesise(environment(asking))).sort()).toEqual(live.sort());
  });
});

test.each([true, false])('one signup without its customer pages where a store has Events: %s', (events) => {
  const shopify = { default: { vendorAccount: 'tests.myshopify.com', events } };
  const { of } = synthesise(environment({ stores: { shopify }, alarms: { all: true } }));
  const found = of('AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
    Properties.AlarmName.endsWith('data-withheld-signups') ? [Properties] : [],
  );
  expect(found).toMatchObject(
    events ? [{ MetricName: 'SignupsWithoutData', Threshold: 1, Period: 24 * 3600 }] : [],
  );
});

test.each(Object.keys(alarms))('%s says what it means, what to do first, and where to read on', (name) => {
  const { AlarmDescription } = alarms[name];
  expect(AlarmDescription).toMatch(/signup|shopper/i);
  expect(AlarmDescription).toMatch(
    / First: .+\. Runbook: https:\/\/github\.com\/acme\/.+\/docs\/operate\/alarms\.md#[a-z-]+$/,
  );
  expect(name.startsWith(AlarmDescription.split('#').at(-1))).toBe(true);
  const [, address = '', show] =
    /Page: (\S+) while it runs: npm run bridge -- console --env prod(?: --show (\S+))?\. Runbook/.exec(
      AlarmDescription,
    ) ?? [];
  const { origin, hash } = new URL(address);
  expect(origin).toBe(`http://127.0.0.1:${consolePort('prod')}`);
  expect(new URLSearchParams(hash.split('?')[1]).get('environment')).toBe('prod');
  const { filter, waiting } = viewOf(hash, '');
  expect(waiting ? ['waiting'] : filter.outcomes).toEqual(
    show === undefined ? [] : [show.replace('outcome=', '')],
  );
  // CloudWatch's limit.
  expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
});

test.each<[string, Json]>([
  ['signups-refused', { Threshold: 1, DatapointsToAlarm: 1, EvaluationPeriods: 12 }],
  [
    'webhooks-throttled-unlogged',
    {
      Namespace: 'AWS/ApiGateway',
      MetricName: 'Count',
      Statistic: 'Sum',
      Period: 300,
      // 1000 a second.
      Threshold: 270_000,
    },
  ],
  ['unknown-versions', { MetricName: 'UnknownVersions', Threshold: 1, Period: 24 * 3600 }],
  [
    'signups-waiting-too-long',
    {
      MetricName: 'OldestWaitingSeconds',
      Dimensions: [{ Name: 'environment', Value: 'prod' }],
      Statistic: 'Maximum',
      Threshold: 3600,
      DatapointsToAlarm: 1,
      EvaluationPeriods: 24,
    },
  ],
  [
    'signups-waiting-too-long-queue',
    {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [
        { Name: 'QueueName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^QueuesEvents/), 'QueueName'] } },
      ],
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 3600,
    },
  ],
  ['data-withheld', { MetricName: 'DataWithheld', Threshold: 5, Period: 24 * 3600 }],
  ['queue-nearly-full', { MetricName: 'ApproximateNumberOfMessagesNotVisible', Threshold: 96_000 }],
  [
    'webhooks-fail',
    { Namespace: 'AWS/ApiGateway', MetricName: '5xx', DatapointsToAlarm: 2, EvaluationPeriods: 12 },
  ],
  [
    'webhooks-throttled',
    { MetricName: 'WebhooksThrottled', Dimensions: [{ Name: 'environment', Value: 'prod' }] },
  ],
  [
    'masivo-throttles',
    { MetricName: 'CircuitOpened', Period: 3600, DatapointsToAlarm: 1, EvaluationPeriods: 4 },
  ],
  [
    'masivo-refuses-credentials',
    {
      MetricName: 'CircuitOpened',
      Dimensions: [
        { Name: 'environment', Value: 'prod' },
        { Name: 'why', Value: 'denied' },
      ],
      Period: 900,
      DatapointsToAlarm: 1,
      EvaluationPeriods: 4,
    },
  ],
  [
    'flood-guard',
    {
      MetricName: 'Attempts',
      Dimensions: [
        { Name: 'environment', Value: 'prod' },
        { Name: 'outcome', Value: 'held' },
      ],
    },
  ],
  [
    'no-webhooks-shopify-default',
    {
      MetricName: 'Webhooks',
      Dimensions: [
        { Name: 'environment', Value: 'prod' },
        { Name: 'source', Value: 'shopify' },
        { Name: 'store', Value: 'default' },
      ],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 3600,
      EvaluationPeriods: 24,
      DatapointsToAlarm: 24,
      TreatMissingData: 'breaching',
    },
  ],
])('%s looks at the right figure', (name, properties) => {
  expect(alarms[name]).toMatchObject(properties);
});

test('silence is bad only where webhooks are expected, and runs of reconcile', () => {
  const breaching = Object.keys(alarms).filter((name) => alarms[name].TreatMissingData !== 'notBreaching');
  expect(breaching).toEqual([
    'no-webhooks-shopify-default',
    'no-webhooks-stripe-default',
    'reconciliation-behind',
  ]);
});

const dayMs = 24 * 3600_000;

test.each([3, 10])('a signup that waits for %i days pages, whether `deliver` runs or not', (days) => {
  const { Metrics, Threshold, EvaluationPeriods } = alarms[`signups-waiting-for-days-${days}`];
  const looked = Metrics.flatMap(({ MetricStat }: Json) => MetricStat ?? []);
  expect(looked.map(({ Metric }: Json) => Metric.MetricName).sort()).toEqual([
    'ApproximateAgeOfOldestMessage',
    'OldestWaitingSeconds',
  ]);
  expect(Metrics.find(({ Expression }: Json) => Expression).Expression).toBe('MAX([logged, queue])');
  expect(Threshold).toBe(days * 24 * 3600);
  // The last that `deliver` logged of a message is from before its delay.
  expect(EvaluationPeriods * 3600_000).toBeGreaterThan(longestDelayMs);
});

test('`deliver` that is stopped while signups wait pages, however often these were received', () => {
  const { Metrics, Threshold, EvaluationPeriods, DatapointsToAlarm, TreatMissingData } =
    alarms['deliver-fails-stopped'];
  const looked = Metrics.flatMap(({ Id, MetricStat }: Json) => (MetricStat ? [[Id, MetricStat]] : []));
  expect(looked).toMatchObject([
    [
      'visible',
      { Metric: { MetricName: 'ApproximateNumberOfMessagesVisible' }, Period: 3600, Stat: 'Maximum' },
    ],
    ['received', { Metric: { MetricName: 'NumberOfMessagesReceived' }, Period: 3600, Stat: 'Sum' }],
  ]);
  const [[, visible], [, received]] = looked;
  expect(JSON.stringify(visible.Metric.Dimensions)).toContain('QueuesEvents');
  expect(JSON.stringify(received.Metric.Dimensions)).toContain('QueuesEvents');
  expect(Metrics.find(({ Expression }: Json) => Expression).Expression).toBe(
    'IF(visible > 0 AND FILL(received, 0) == 0, 1, 0)',
  );
  // One hour in which nothing is received is ordinary where a message became visible at its end.
  expect([Threshold, EvaluationPeriods, DatapointsToAlarm, TreatMissingData]).toEqual([
    1,
    6,
    6,
    'notBreaching',
  ]);
});

test('a task is told of a week before it is due, until it is done', () => {
  const { MetricName, Statistic, Period, Threshold, ComparisonOperator } = alarms['tasks-due'];
  expect([MetricName, Statistic, Period]).toEqual(['OldestTaskSeconds', 'Maximum', dayMs / 1000]);
  expect([ComparisonOperator, Threshold]).toEqual(['GreaterThanOrEqualToThreshold', 23 * (dayMs / 1000)]);
});

test('nothing is deleted in the DLQ that was in no alarm before', () => {
  const { Threshold, Dimensions } = alarms['dead-letters-unattended'];
  expect(JSON.stringify(Dimensions)).toContain('QueuesDeadLetters');
  // SQS itself moves a message there with its first time, after at most ten days without an alarm of the queue's.
  const queueDays = alarms['signups-waiting-for-days-10'].Threshold / (24 * 3600);
  const retentionDays = timing.retention.toDays();
  expect(queueDays + Threshold / (24 * 3600)).toBeLessThan(retentionDays);
  expect(maxMessageAgeMs).toBeLessThan(retentionDays * dayMs);
  for (const [, { Properties }] of prod.of('AWS::SQS::Queue'))
    expect(Properties.MessageRetentionPeriod).toBe(retentionDays * 24 * 3600);
});

describe('dead letters', () => {
  const { Metrics, Threshold } = alarms['signups-refused'];
  const { Expression } = Metrics.find((metric: Json) => metric.Expression);
  const [{ Metric, Stat }] = Metrics.flatMap(({ MetricStat }: Json) => MetricStat ?? []);

  test('are those that can be received', () => {
    expect([Metric.MetricName, Stat]).toEqual(['ApproximateNumberOfMessagesVisible', 'Maximum']);
    expect(JSON.stringify(Metric.Dimensions)).toContain('QueuesDeadLetters');
  });

  // SQS has no figure of a queue that was idle for hours.
  const idle = undefined;
  test.each<[string, (number | undefined)[], number[]]>([
    ['the first', [0, 0, 1, 1, 1], [2]],
    ['the first of a queue that was idle', [idle, idle, 1, 1], [2]],
    ['each that comes to others', [3, 3, 4, 4, 9, 9], [2, 4]],
    ['none while it only stays', [7, 7, 7, 7], []],
    ['none that is redriven', [7, 2, 0, 0], []],
    ['what comes back after a redrive', [5, 0, 0, 2], [3]],
  ])('are told of when they come: %s', (_, dead, told) => {
    const values = metricMath(Expression, { dead });
    expect(values.flatMap((value, index) => ((value ?? 0) >= Threshold ? [index] : []))).toEqual(told);
  });
});

describe('wrong signatures', () => {
  const { Metrics, DatapointsToAlarm, EvaluationPeriods, Threshold } =
    alarms['signatures-rejected-shopify-default'];
  const hours = 168;
  type Hour = readonly [accepted: number, rejected: number];

  /** Whether it pages, after as many hours as CloudWatch looks back, of which the last ones are named. */
  function pages(lastHours: readonly Hour[]): boolean {
    const all = [...Array.from({ length: hours - lastHours.length }, () => [0, 0] as const), ...lastHours];
    // A figure is logged only where there is something to count.
    const seen = (index: 0 | 1) => all.map((hour) => hour[index] || undefined);
    const { Expression } = Metrics.find((metric: Json) => metric.Expression);
    const values = metricMath(Expression, { accepted: seen(0), rejected: seen(1) });
    return values.filter((value) => value !== undefined && value >= Threshold).length >= DatapointsToAlarm;
  }
  const repeated = (times: number, ...each: Hour[]): Hour[] =>
    Array.from({ length: times }, () => each).flat();

  test('are looked at by store, in hours of seven days', () => {
    const figures = Metrics.flatMap(({ MetricStat }: Json) => (MetricStat ? [MetricStat] : []));
    expect(figures.map(({ Metric }: Json) => Metric.MetricName)).toEqual(['RejectedSignatures', 'Webhooks']);
    for (const { Metric, Period, Stat } of figures) {
      expect([Metric.Dimensions, Period, Stat]).toEqual([
        [
          { Name: 'environment', Value: 'prod' },
          { Name: 'source', Value: 'shopify' },
          { Name: 'store', Value: 'default' },
        ],
        3600,
        'Sum',
      ]);
    }
    expect(EvaluationPeriods).toBe(hours);
  });

  test.each<[string, readonly Hour[]]>([
    ['no webhook at all', []],
    ['five of a stranger at a quiet hour', [...repeated(20, [9, 0]), [0, 5]]],
    ['a stranger’s, however many, beside the store’s', repeated(168, [1, 5000])],
    ['a stranger’s in every hour, of which every other has one of the store’s', repeated(84, [1, 9], [0, 9])],
    ['a stranger’s at a store that has sent nothing', repeated(168, [0, 50])],
    ['a wrong secret that was put right', [...repeated(9, [9, 0]), ...repeated(9, [0, 9]), [1, 0]]],
  ])('do not page: %s', (_, lastHours) => {
    expect(pages(lastHours)).toBe(false);
  });

  test.each<[string, readonly Hour[]]>([
    ['a store whose webhooks are rejected from one hour on', [[9, 0], [9, 3], ...repeated(3, [0, 9])]],
    [
      'a quiet store whose one webhook is sent again',
      [[1, 0], ...repeated(99, [0, 0]), [0, 3], [0, 1], [0, 0], [0, 1]],
    ],
    // What is left: who knows the address, and sends for three hours in which the store sends nothing.
    ['a patient stranger', [[9, 0], ...repeated(3, [0, 1])]],
  ])('page: %s', (_, lastHours) => {
    expect(pages(lastHours)).toBe(true);
  });
});

test("most of a day's signups without an e-mail are counted against those that got through", () => {
  const expression = alarms['signups-without-email'].Metrics.find((metric: Json) => metric.Expression);
  expect(expression.Expression).toBe('IF(waiting >= 10, 100 * waiting / SUM([waiting, created, exists]), 0)');
  // A consent statement that waits for its customer is no signup.
  const waiting = alarms['signups-without-email'].Metrics.find(({ Id }: Json) => Id === 'waiting');
  expect(waiting.MetricStat.Metric.MetricName).toBe('EmailMissing');
});

test('no alarm looks back further than CloudWatch can: a day, or seven where the period is an hour or more', () => {
  for (const { Period, EvaluationPeriods, Metrics } of Object.values(alarms)) {
    const seconds = Period ?? Metrics.find((metric: Json) => metric.MetricStat).MetricStat.Period;
    expect(seconds * EvaluationPeriods).toBeLessThanOrEqual((seconds >= 3600 ? 7 : 1) * 24 * 3600);
  }
});

test('what a live environment is watched with costs no more than 6 USD a month', () => {
  // Prices of November 2026 in US dollars a month; figures are billed only in hours in which they are logged.
  const metricsOf = ({ Metrics }: Json) => Metrics?.filter((metric: Json) => metric.MetricStat).length ?? 1;
  const looked = Object.values(alarms).reduce((sum, alarm) => sum + metricsOf(alarm), 0);
  const secrets = prod.of('AWS::SecretsManager::Secret').length;
  const dashboards = prod.of('AWS::CloudWatch::Dashboard').length;
  expect(Math.round(10 * looked + 40 * secrets + 300 * dashboards)).toBeLessThanOrEqual(600);
});
