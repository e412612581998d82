import { Duration, Stack } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { outcomes } from '../lambda/delivery/outcome';
import { runbookPage } from './alarms/runbook';
import { type Environment, storesOf } from './config/config';
import { type FigureOf, webhooksThrottled } from './figures';
import type { Functions } from './functions';
import type { Queues } from './queues';
import type { WebhookApi } from './webhook-api';

export interface DashboardProps {
  readonly environment: Environment;
  readonly webhookApi: WebhookApi;
  readonly queues: Queues;
  readonly functions: Functions;
  readonly figure: FigureOf;
}

/** One page that follows a signup from the store to Masivo, top to bottom. */
export class BridgeDashboard extends Construct {
  readonly link: string;
  /** CDK's own ARN lacks the name where CloudFormation generates that. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { environment } = props;
    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(1) });
    const runbook = runbookPage(environment, 'README.md');
    dashboard.addWidgets(
      new TextWidget({
        markdown: `# ${environment.stackName}\nShoppers who sign up in a store, on their way into the Masivo account **${environment.masivo.account}**. Runbook: ${runbook}`,
        width: 24,
        height: 2,
      }),
    );
    dashboard.addWidgets(...webhookWidgets(props));
    dashboard.addWidgets(...theQueue(props));
    dashboard.addWidgets(...masivo(props));
    const { region, partition, account } = Stack.of(this);
    this.arn = `arn:${partition}:cloudwatch::${account}:dashboard/${dashboard.dashboardName}`;
    this.link = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
  }
}

const graph = (title: string, left: IMetric[], unit: string, stacked = false) =>
  new GraphWidget({
    title,
    left,
    width: 8,
    height: 6,
    stacked,
    leftYAxis: { min: 0, label: unit, showUnits: false },
  });

/** Times are queried from the log lines: as metrics they would be billed, and nobody looks at them all day. */
const times = (title: string, log: ILogGroup, filter: string, field: string) =>
  new LogQueryWidget({
    title,
    logGroupNames: [log.logGroupName],
    view: LogQueryVisualizationType.LINE,
    queryLines: [
      `filter ${filter}`,
      `stats ${['50', '99'].map((percent) => `pct(${field}, ${percent}) as p${percent}`).join(', ')} by bin(5m)`,
    ],
    width: 8,
    height: 6,
  });

function webhookWidgets({ environment, webhookApi, functions, figure }: DashboardProps): IWidget[] {
  const five = Duration.minutes(5);
  return [
    graph(
      'Accepted webhooks, by store',
      storesOf(environment).map(({ source, store, key }) =>
        figure('Webhooks', { source, store }, 'Sum', five, key),
      ),
      'webhooks',
      true,
    ),
    graph(
      'Rejected webhooks',
      [
        ...storesOf(environment).map(({ source, store, key }) =>
          figure('RejectedSignatures', { source, store }, 'Sum', five, `wrong signature, ${key}`),
        ),
        figure('UnsignedWebhooks', {}, 'Sum', five, 'no signature'),
        ...Object.keys(environment.stores).map((source) =>
          figure('WebhooksUnavailable', { source }, 'Sum', five, `503, ${source}`),
        ),
        figure('UnknownFormats', {}, 'Sum', five, 'format not known'),
        figure(webhooksThrottled, {}, 'Sum', five, 'too many (429)'),
        webhookApi.api.metricServerError({ statistic: 'Sum', period: five, label: 'our failure (5xx)' }),
      ],
      'webhooks',
    ),
    times('Milliseconds to acknowledge (stores wait 5 s)', functions.receive.logs, 'event = "webhook"', 'ms'),
  ];
}

function theQueue({ queues, functions, figure }: DashboardProps): GraphWidget[] {
  const five = { period: Duration.minutes(5) };
  const most = { ...five, statistic: 'Maximum' };
  return [
    graph(
      'Oldest waiting signup',
      [
        figure('OldestWaitingSeconds', {}, 'Maximum', five.period, 'by its next try'),
        queues.events.metricApproximateAgeOfOldestMessage({ ...most, label: 'on the queue' }),
      ],
      'seconds',
    ),
    graph(
      'On the queue',
      [
        queues.events.metricApproximateNumberOfMessagesVisible({ ...most, label: 'to be delivered' }),
        queues.events.metricApproximateNumberOfMessagesNotVisible({ ...most, label: 'waiting for a retry' }),
        queues.deadLetters.metricApproximateNumberOfMessagesVisible({ ...most, label: 'dead letters' }),
      ],
      'signups',
    ),
    graph(
      'Functions',
      (['receive', 'deliver', 'operate'] as const).flatMap((name) => [
        functions[name].function.metricErrors({ ...five, label: `${name} errors` }),
        functions[name].function.metricThrottles({ ...five, label: `${name} throttles` }),
      ]),
      'invocations',
    ),
  ];
}

function masivo({ environment, functions, figure }: DashboardProps): IWidget[] {
  const five = Duration.minutes(5);
  return [
    graph(
      'Attempts, by outcome',
      outcomes.map((outcome) => figure('Attempts', { outcome }, 'Sum', five, outcome)),
      'attempts',
      true,
    ),
    graph(
      'Found at the vendors, and missed by webhooks',
      storesOf(environment).map(({ source, store, key }) =>
        figure('ChangesFed', { source, store }, 'Sum', five, key),
      ),
      'changes',
      true,
    ),
    times(
      "Milliseconds of Masivo's slowest answer of an attempt",
      functions.deliver.logs,
      'event = "attempt" and calls > 0',
      'masivoMs',
    ),
    graph(
      'To look into',
      [
        figure('MasivoErrors', {}, 'Sum', five, 'failed calls'),
        ...(['down', 'throttled', 'denied', 'missing'] as const).map((why) =>
          figure('CircuitOpened', { why }, 'Sum', five, `circuit opened: ${why}`),
        ),
        ...(['down', 'throttled', 'denied'] as const).map((why) =>
          figure('VendorCircuitOpened', { why }, 'Sum', five, `vendor's circuit opened: ${why}`),
        ),
        figure('UnknownVersions', {}, 'Sum', five, 'API version not known'),
        figure('FieldsNotRead', {}, 'Sum', five, 'fields not read'),
        figure('DataWithheld', {}, 'Sum', five, 'data withheld'),
        figure('SignupsWithoutData', {}, 'Sum', five, 'signups without their customer'),
        figure('VendorKeysUnread', {}, 'Sum', five, 'secret vendor-keys not read'),
        figure('VendorKeyErrors', {}, 'Sum', five, "vendor's key missing or refused"),
        figure('EmailDiffers', {}, 'Sum', five, 'e-mail differs'),
        figure('EmailMissing', {}, 'Sum', five, 'e-mail missing'),
        figure('OrderTies', {}, 'Sum', five, 'order unknown'),
        figure('ReconciliationsFailed', {}, 'Sum', five, 'reconciliations failed'),
        figure('WebhooksMissing', {}, 'Sum', five, 'runs that saw webhooks missing'),
      ],
      'times',
    ),
    graph(
      'Oldest task for operators',
      [figure('OldestTaskSeconds', {}, 'Maximum', Duration.days(1), 'data requests, erasures, merges')],
      'seconds',
    ),
  ];
}
