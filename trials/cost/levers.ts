import type { EnvironmentCost } from './environment-cost';
import type { Measured, MeasuredWebhook } from './measured';
import type { CostInput } from './per-webhook';
import { gathered, usualPerSecond } from './traffic';

export interface Lever {
  readonly what: string;
  readonly change: Partial<Omit<CostInput, 'prices'>>;
}

/** What changes the cost of a million webhooks, one thing at a time. */
export function levers({ deployment, measured, traffic }: EnvironmentCost): Lever[] {
  const withTraffic = (what: string, change: Partial<CostInput['traffic']>): Lever => ({
    what,
    change: { traffic: { ...traffic, ...change } },
  });
  const withMeasured = (what: string, change: (webhook: MeasuredWebhook) => MeasuredWebhook): Lever => ({
    what,
    change: { measured: each(measured, change) },
  });
  const all = { created: 0, unchanged: 0, updated: 0 };
  return [
    withTraffic('full batches: a campaign, an import, a backlog', {
      messagesPerBatch: deployment.batchSize,
      messagesPerPoll: 10,
    }),
    withTraffic('ten times the traffic', {
      messagesPerBatch: gathered(10 * usualPerSecond, deployment.batchWindowSeconds, deployment.batchSize),
      secretCalls: traffic.secretCalls / 10,
    }),
    withTraffic('`delivery.batchWindowSeconds: 0`: each delivered at once, alone', { messagesPerBatch: 1 }),
    withTraffic('`retention.deliveriesDays: 15`, the least', { deliveriesDays: 15 }),
    withTraffic('`retention.deliveriesDays: 90`', { deliveriesDays: 90 }),
    withTraffic('every webhook a signup', { mix: { ...all, created: 1 } }),
    withTraffic('every webhook an update that changes nothing', { mix: { ...all, unchanged: 1 } }),
    withTraffic('every webhook an update that changes something', { mix: { ...all, updated: 1 } }),
    withMeasured('one ledger unit more: a record of more than 1 KB', (webhook) => ({
      ...webhook,
      ledger: { ...webhook.ledger, deliveryWrites: webhook.ledger.deliveryWrites + 1 },
    })),
    withMeasured('one index entry less: no look at the deliveries of one customer', (webhook) => ({
      ...webhook,
      ledger: { ...webhook.ledger, indexWrites: webhook.ledger.indexWrites - 1 },
      stored: {
        ...webhook.stored,
        delivery: { ...webhook.stored.delivery, indexes: webhook.stored.delivery.indexes / 2 },
      },
    })),
    withMeasured('no rate limit and no flood guard', (webhook) => ({
      ...webhook,
      inBatches: [],
    })),
    {
      what: "Lambda's own START, END and REPORT lines",
      change: { deployment: { ...deployment, lambdaOwnLines: true } },
    },
    {
      what: 'no point-in-time recovery',
      change: { deployment: { ...deployment, pointInTimeRecovery: false } },
    },
    withTraffic('one call of `receive` in ten starts cold', { receiveColdShare: 0.1 }),
    withTraffic('Masivo takes a second for each call', { masivoMs: 1000 }),
  ];
}

function each(measured: Measured, change: (webhook: MeasuredWebhook) => MeasuredWebhook): Measured {
  const { created, unchanged, updated } = measured.byKind;
  return {
    ...measured,
    byKind: { created: change(created), unchanged: change(unchanged), updated: change(updated) },
  };
}
