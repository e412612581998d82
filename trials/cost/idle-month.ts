import type { Deployment, Scheduled } from './from-template';
import type { Cost, CostLine } from './per-webhook';
import type { Prices } from './prices';
import { pollers } from './traffic';

const hoursPerMonth = 730;
const longestPollSeconds = 20;
const pollsPerMonth = (pollers * hoursPerMonth * 3600) / longestPollSeconds;

/**
 * US dollars a month for an environment without any webhooks. Pure.
 *
 * Custom metrics are not among them: AWS bills one for the hours in which it is logged, and where nothing comes the
 * functions do not run ({@link dollarsPerBusyMonth}).
 */
export function dollarsPerIdleMonth(deployment: Deployment, prices: Prices): Cost {
  const lines: CostLine[] = [
    { part: 'other', what: 'secrets', dollars: deployment.secrets * prices.secretMonth },
    {
      part: 'other',
      what: 'metrics that alarms look at',
      dollars: deployment.alarmMetrics * prices.alarmMetricMonth,
    },
    { part: 'other', what: 'dashboard', dollars: deployment.dashboards * prices.dashboardMonth },
    ...reconcileLines(deployment, prices),
    ...ruleLines(deployment, prices),
    {
      part: 'queue',
      what: 'empty looks into the queue',
      dollars: deployment.eventSources * pollsPerMonth * prices.sqsRequest,
    },
  ];
  return { total: lines.reduce((sum, { dollars }) => sum + dollars, 0), lines };
}

/** Assumed of a run that finds nothing new: the vendor's answer, and Lambda's start in a few of them. */
const runMs = 1000;
/** The lease, how far it came, and the report. */
const runWrites = 3;
/** Its line. */
const runLogBytes = 280;
/** Of each hour, for each store: the vendor's answer to a look at the store's webhooks. */
const lookMs = 1000;
/** Assumed of what a rule invokes, which starts cold and finds nothing to do. Both functions are taken to do what the dearer does. */
const ruleMs = 1500;
/** Looks into the dead-letter queue until it is known to be empty. */
const ruleQueueRequests = 3;
const ruleReads = 2;

/** Runs whether or not webhooks come. */
function reconcileLines({ reconcile }: Deployment, prices: Prices): CostLine[] {
  if (!reconcile) return [];
  const perRun =
    prices.lambdaRequest +
    (reconcile.memoryMb / 1024) * (runMs / 1000) * prices.lambdaGbSecond +
    runWrites * prices.dynamoWriteUnit +
    prices.secretRequest +
    (runLogBytes / 2 ** 30) * prices.logsGbIngested;
  const perLook = (reconcile.memoryMb / 1024) * (lookMs / 1000) * prices.lambdaGbSecond;
  return [
    {
      part: 'other',
      what: '`reconcile`: runs',
      dollars: reconcile.runsPerMonth * perRun + reconcile.stores * hoursPerMonth * perLook,
    },
  ];
}

/** Twice a day `operate` looks for dead letters of erased people, and `deliver` for the oldest task. */
function ruleLines({ rules }: Deployment, prices: Prices): CostLine[] {
  if (rules.length === 0) return [];
  const perRun = ({ memoryMb }: Scheduled) =>
    prices.lambdaRequest +
    (memoryMb / 1024) * (ruleMs / 1000) * prices.lambdaGbSecond +
    ruleQueueRequests * prices.sqsRequest +
    ruleReads * prices.dynamoReadUnit +
    prices.secretRequest;
  return [
    {
      part: 'other',
      what: 'what is invoked twice a day',
      dollars: rules.reduce((sum, rule) => sum + rule.runsPerMonth * perRun(rule), 0),
    },
  ];
}

/**
 * US dollars that a month costs besides in which webhooks come in every hour: for the metrics that they log. A month
 * with fewer such hours costs a share of it.
 */
export const dollarsPerBusyMonth = (figures: number, prices: Prices): number =>
  figures * prices.customMetricMonth;
