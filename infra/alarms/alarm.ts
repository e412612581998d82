import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { Environment } from '../config/config';
import type { FigureOf } from '../figures';
import type { Functions } from '../functions';
import type { Queues } from '../queues';
import type { Reconciliation } from '../reconciliation';
import type { Secrets } from '../secrets';
import type { WebhookApi } from '../webhook-api';
import { consoleLink, consoleViews } from './console-view';
import { type RunbookSection, runbookPage } from './runbook';
import type { AlarmTopics } from './topics';

/** What alarms watch. */
export interface AlarmedParts {
  readonly environment: Environment;
  readonly webhookApi: WebhookApi;
  readonly queues: Queues;
  readonly functions: Functions;
  readonly reconciliation: Reconciliation | undefined;
  readonly secrets: Pick<Secrets, 'vendorKeys'>;
  readonly figure: FigureOf;
}

export interface AlarmSpec {
  readonly section: RunbookSection;
  /** Distinguishes it from other alarms of the same section: a source, a store, a cause. */
  readonly of?: string;
  readonly to: 'page' | 'ticket';
  /** A test environment has it, too, where its config asks for no more. */
  readonly alsoInTest?: true;
  readonly metric: IMetric;
  /** In so many of the last `within` periods... */
  readonly points?: number;
  readonly within?: number;
  /** ...the metric was at least this, or below it. */
  readonly atLeast?: number;
  readonly below?: number;
  /** Missing data counts as bad; by default it counts as good. */
  readonly silenceIsBad?: boolean;
  /** What it means for shoppers. */
  readonly means: string;
  /** What to do first. */
  readonly first: string;
}

/** The console runs on the machine of whoever looks: the link opens there while it runs, and the command starts it. */
function shownBy({ name, label }: Environment, section: RunbookSection): string {
  const view = consoleViews[section];
  const show = view === undefined ? '' : ` --show ${view}`;
  return ` Page: ${consoleLink(label, view)} while it runs: npm run bridge -- console --env ${name}${show}.`;
}

/** An alarm costs 0.10 USD a month for each metric it watches, however many webhooks come. */
export function addAlarm(
  scope: Construct,
  environment: Environment,
  topics: AlarmTopics,
  spec: AlarmSpec,
): Alarm {
  const { section, of, metric, points = 1, within = points, silenceIsBad = false } = spec;
  const name = of === undefined ? section : `${section}-${of}`;
  const alarm = new Alarm(scope, name, {
    // It is the subject of the notification. Alarms are not retained, so a fixed name cannot conflict later.
    alarmName: `${environment.stackName}-${name}`,
    alarmDescription: `${spec.means} First: ${spec.first}${shownBy(environment, section)} Runbook: ${runbookPage(environment, 'alarms.md')}#${section}`,
    metric,
    threshold: spec.atLeast ?? spec.below ?? 1,
    comparisonOperator:
      spec.below === undefined
        ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
        : ComparisonOperator.LESS_THAN_THRESHOLD,
    datapointsToAlarm: points,
    evaluationPeriods: within,
    treatMissingData: silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  const action = new SnsAction(topics[spec.to]);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}
