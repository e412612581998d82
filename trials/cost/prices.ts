/** US dollars. A GB is 2^30 bytes, a month 730 hours, as AWS bills. */
export interface Prices {
  /** HTTP API, first 300 million a month, each started 512 KB. */
  readonly apiRequest: number;
  readonly lambdaRequest: number;
  /** ARM; the initialisation of a cold start is billed too, since August 2025. */
  readonly lambdaGbSecond: number;
  /** Standard queue, each started 64 KB, empty receives included. */
  readonly sqsRequest: number;
  /** Beside it, for messages of a group (fair queues). AWS does not say of which requests: here of all. */
  readonly sqsGroupRequest: number;
  /** On demand, standard table class. */
  readonly dynamoWriteUnit: number;
  readonly dynamoReadUnit: number;
  readonly dynamoGbMonth: number;
  /** Point-in-time recovery: of the table, not of its indexes. */
  readonly dynamoRecoveryGbMonth: number;
  readonly logsGbIngested: number;
  /** Of compressed logs. */
  readonly logsGbMonth: number;
  readonly customMetricMonth: number;
  /** Of each metric that it looks at, at standard resolution. */
  readonly alarmMetricMonth: number;
  readonly dashboardMonth: number;
  readonly secretMonth: number;
  readonly secretRequest: number;
  readonly kmsRequest: number;
  readonly gbOut: number;
}

/**
 * AWS's public list prices without any free tier, savings plan or tax, written down on 2026-11-24 as last known; AWS
 * was not asked on that day. Before a decision rests on one, look it up: https://aws.amazon.com/SERVICE/pricing/, of
 * api-gateway, lambda, sqs, cloudwatch, secrets-manager and kms; dynamodb/pricing/on-demand/ there, and for data
 * transfer ec2/pricing/on-demand/.
 */
export const pricesAsOf = '2026-11-24';

const million = 1e-6;

const virginia: Prices = {
  apiRequest: 1.0 * million,
  lambdaRequest: 0.2 * million,
  lambdaGbSecond: 0.0000133334,
  sqsRequest: 0.4 * million,
  sqsGroupRequest: 0.1 * million,
  dynamoWriteUnit: 0.625 * million,
  dynamoReadUnit: 0.125 * million,
  dynamoGbMonth: 0.25,
  dynamoRecoveryGbMonth: 0.2,
  logsGbIngested: 0.5,
  logsGbMonth: 0.03,
  customMetricMonth: 0.3,
  alarmMetricMonth: 0.1,
  dashboardMonth: 3,
  secretMonth: 0.4,
  secretRequest: 5 * million,
  kmsRequest: 3 * million,
  gbOut: 0.09,
};

export const prices = {
  'us-east-1': virginia,
  // Priced like us-east-1.
  'us-east-2': virginia,
  'us-west-2': virginia,
  'eu-west-1': {
    ...virginia,
    apiRequest: 1.11 * million,
    dynamoWriteUnit: 0.705 * million,
    dynamoReadUnit: 0.141 * million,
    dynamoGbMonth: 0.283,
    dynamoRecoveryGbMonth: 0.226,
    logsGbIngested: 0.57,
  },
} as const satisfies Readonly<Record<string, Prices>>;

export type PricedRegion = keyof typeof prices;
export const pricedRegions = Object.keys(prices) as PricedRegion[];
