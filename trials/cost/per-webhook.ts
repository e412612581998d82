import type { Deployment } from './from-template';
import type { Measured, MeasuredWebhook } from './measured';
import type { Prices } from './prices';
import { roundsWithLedger, type Traffic, type WebhookKind } from './traffic';
import { ofBatches } from './usual-batch';

export interface CostLine {
  readonly part: 'ingress' | 'queue' | 'deliver' | 'ledger' | 'logs' | 'other';
  readonly what: string;
  readonly dollars: number;
}

export interface Cost {
  readonly total: number;
  readonly lines: readonly CostLine[];
}

export interface CostInput {
  readonly deployment: Deployment;
  readonly measured: Measured;
  readonly traffic: Traffic;
  readonly prices: Prices;
}

const million = 1e6;
const gb = 2 ** 30;
const daysPerMonth = 365 / 12;
// CloudWatch keeps logs compressed; lines like ours shrink to about a seventh.
const logCompression = 0.15;
// START, END and REPORT with 26 bytes each: what Lambda writes of each call where it is not told to be silent.
const lambdaOwnLineBytes = 90 + 68 + 170 + 3 * 26;
const sqsChunk = 64 * 1024;

const kinds: readonly WebhookKind[] = ['created', 'unchanged', 'updated'];

/** US dollars for a million webhooks, without the month's fixed costs (idle-month.ts). Pure. */
export function dollarsPerMillion({ deployment, measured, traffic, prices }: CostInput): Cost {
  const average = (figure: (webhook: MeasuredWebhook) => number) => {
    return kinds.reduce((sum, kind) => sum + traffic.mix[kind] * figure(measured.byKind[kind]), 0);
  };
  const { messagesPerBatch, messagesPerPoll } = traffic;
  const chunks = Math.ceil(average(({ messageBytes }) => messageBytes) / sqsChunk);
  const calls = average(({ masivoCalls }) => masivoCalls);
  const gbSeconds = (memoryMb: number, ms: number) => (memoryMb / 1024) * (ms / 1000) * prices.lambdaGbSecond;
  const months = traffic.deliveriesDays / daysPerMonth;
  const storedGbMonths = (bytes: number) => (bytes / gb) * months;
  const logBytes =
    average(({ receiveLogBytes, deliverLogBytes }) => receiveLogBytes + deliverLogBytes) +
    (deployment.lambdaOwnLines ? lambdaOwnLineBytes * (1 + 1 / messagesPerBatch) : 0);

  // Attempts of a batch run beside each other: it lasts as long as the one with the most calls.
  const mostCalls = Math.max(
    ...(['created', 'unchanged', 'updated'] as const).map((kind) =>
      traffic.mix[kind] > 0 ? measured.byKind[kind].masivoCalls : 0,
    ),
  );
  const callsOfBatch = mostCalls - (mostCalls - calls) / messagesPerBatch;
  const batches = kinds.map((kind) => ofBatches(kind, measured, traffic));
  const slotMs = Math.max(...batches.map((batch) => batch.slotMs));
  const countWrites = batches.reduce((sum, batch) => sum + batch.countWrites, 0) / messagesPerBatch;
  const batchMs = callsOfBatch * traffic.masivoMs + roundsWithLedger * traffic.ledgerMs + slotMs;

  const perWebhook: readonly (readonly [CostLine['part'], string, number])[] = [
    ['ingress', 'API Gateway: requests', prices.apiRequest],
    ['ingress', '`receive`: calls', prices.lambdaRequest],
    ['ingress', '`receive`: warm time', gbSeconds(deployment.receive.memoryMb, traffic.receiveWarmMs)],
    [
      'ingress',
      '`receive`: cold starts',
      traffic.receiveColdShare * gbSeconds(deployment.receive.memoryMb, traffic.receiveInitMs),
    ],
    ['queue', 'SQS: send', chunks * prices.sqsRequest],
    ['queue', 'SQS: receive', (chunks * prices.sqsRequest) / messagesPerPoll],
    ['queue', 'SQS: delete', prices.sqsRequest / messagesPerBatch],
    [
      'queue',
      'SQS: message groups, of several stores',
      measured.severalStores
        ? (chunks + chunks / messagesPerPoll + 1 / messagesPerBatch) * prices.sqsGroupRequest
        : 0,
    ],
    ['deliver', '`deliver`: calls', prices.lambdaRequest / messagesPerBatch],
    [
      'deliver',
      '`deliver`: time, nearly all of it waiting for Masivo',
      gbSeconds(deployment.deliver.memoryMb, batchMs) / messagesPerBatch,
    ],
    [
      'deliver',
      '`deliver`: cold starts',
      (traffic.deliverColdShare * gbSeconds(deployment.deliver.memoryMb, traffic.deliverInitMs)) /
        messagesPerBatch,
    ],
    [
      'ledger',
      'writes: claims of customers',
      average(({ ledger }) => ledger.customerWrites) * prices.dynamoWriteUnit,
    ],
    [
      'ledger',
      'writes: records of deliveries',
      average(({ ledger }) => ledger.deliveryWrites) * prices.dynamoWriteUnit,
    ],
    ['ledger', 'writes: index entries', average(({ ledger }) => ledger.indexWrites) * prices.dynamoWriteUnit],
    ['ledger', 'writes: rate limit and flood guard', countWrites * prices.dynamoWriteUnit],
    [
      'ledger',
      'reads',
      (average(({ ledger }) => ledger.reads) + measured.readsPerBatch / messagesPerBatch) *
        prices.dynamoReadUnit,
    ],
    [
      'ledger',
      'deliveries, stored for their retention',
      storedGbMonths(average(({ stored }) => stored.delivery.item + stored.delivery.indexes)) *
        prices.dynamoGbMonth,
    ],
    [
      'ledger',
      'the same in point-in-time recovery',
      deployment.pointInTimeRecovery
        ? storedGbMonths(average(({ stored }) => stored.delivery.item)) * prices.dynamoRecoveryGbMonth
        : 0,
    ],
    [
      'ledger',
      'new customers, stored for as long',
      traffic.mix.created *
        (storedGbMonths(measured.byKind.created.stored.customer.item) *
          (prices.dynamoGbMonth + (deployment.pointInTimeRecovery ? prices.dynamoRecoveryGbMonth : 0)) +
          storedGbMonths(measured.byKind.created.stored.customer.indexes) * prices.dynamoGbMonth),
    ],
    ['logs', "the functions' lines", (logBytes / gb) * prices.logsGbIngested],
    ['logs', "the gateway's access log", (deployment.accessLogBytes / gb) * prices.logsGbIngested],
    [
      'logs',
      'kept, compressed',
      ((logBytes + deployment.accessLogBytes) / gb) *
        logCompression *
        (deployment.logDays / daysPerMonth) *
        prices.logsGbMonth,
    ],
    ['other', 'Secrets Manager: calls', traffic.secretCalls * prices.secretRequest],
    ['other', 'KMS: calls for the company key', keyCalls(deployment, messagesPerBatch) * prices.kmsRequest],
    ['other', 'data out to Masivo', ((calls * traffic.bytesOutPerCall) / gb) * prices.gbOut],
  ];
  const lines = perWebhook.map(([part, what, dollars]) => ({ part, what, dollars: dollars * million }));
  return { total: lines.reduce((sum, { dollars }) => sum + dollars, 0), lines };
}

/** SQS keeps a data key for five minutes and DynamoDB for its table: what is left is about one call per batch. */
const keyCalls = ({ companyKey }: Deployment, messagesPerBatch: number) =>
  companyKey ? 1 / messagesPerBatch : 0;
