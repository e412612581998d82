import type { Deployment } from './from-template';
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
    {
      part: 'queue',
      what: 'empty looks into the queue',
      dollars: deployment.eventSources * pollsPerMonth * prices.sqsRequest,
    },
  ];
  return { total: lines.reduce((sum, { dollars }) => sum + dollars, 0), lines };
}

/**
 * US dollars that a month costs besides in which webhooks come in every hour: for the metrics that they log. A month
 * with fewer such hours costs a share of it.
 */
export const dollarsPerBusyMonth = (figures: number, prices: Prices): number =>
  figures * prices.customMetricMonth;
