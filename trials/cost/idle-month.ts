import type { Deployment } from './from-template';
import type { Cost, CostLine } from './per-webhook';
import type { Prices } from './prices';
import { pollers } from './traffic';

const hoursPerMonth = 730;
const longestPollSeconds = 20;
const pollsPerMonth = (pollers * hoursPerMonth * 3600) / longestPollSeconds;

/**
 * US dollars a month for an environment without any webhooks. Pure.
 * @param figures custom metrics that ordinary traffic logs; each is billed for the hours in which it is, so all of
 *   them for a whole month is the most.
 */
export function dollarsPerIdleMonth(deployment: Deployment, figures: number, prices: Prices): Cost {
  const lines: CostLine[] = [
    { part: 'other', what: 'secrets', dollars: deployment.secrets * prices.secretMonth },
    {
      part: 'other',
      what: 'metrics that alarms look at',
      dollars: deployment.alarmMetrics * prices.alarmMetricMonth,
    },
    { part: 'other', what: 'dashboard', dollars: deployment.dashboards * prices.dashboardMonth },
    {
      part: 'other',
      what: 'figures of ordinary traffic, if there is some in every hour',
      dollars: figures * prices.customMetricMonth,
    },
    {
      part: 'queue',
      what: 'empty looks into the queue',
      dollars: deployment.eventSources * pollsPerMonth * prices.sqsRequest,
    },
  ];
  return { total: lines.reduce((sum, { dollars }) => sum + dollars, 0), lines };
}
