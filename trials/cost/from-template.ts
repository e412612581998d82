import { modelled } from '../vendors/modelled';

/** A CloudFormation template, as far as it is read here. */
export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
}

/** A function that is invoked by the clock. */
export interface Scheduled {
  readonly memoryMb: number;
  readonly runsPerMonth: number;
}

/** What costs something in a stack's template. */
export interface Deployment {
  readonly receive: { readonly memoryMb: number };
  readonly deliver: { readonly memoryMb: number };
  /** Undefined where no vendor is asked what has changed. */
  readonly reconcile: (Scheduled & { readonly stores: number }) | undefined;
  /** What EventBridge's rules invoke, whether or not webhooks come; one entry for each rule. */
  readonly rules: readonly Scheduled[];
  /** Whether Lambda writes its own START, END and REPORT lines for each call. */
  readonly lambdaOwnLines: boolean;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  readonly logDays: number;
  /** The gateway's line for one request, with its fields as long as they usually are. */
  readonly accessLogBytes: number;
  readonly secrets: number;
  /** Metrics that alarms look at. */
  readonly alarmMetrics: number;
  readonly dashboards: number;
  readonly eventSources: number;
  readonly pointInTimeRecovery: boolean;
  readonly companyKey: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: templates are read as what they are, JSON
type Json = any;

interface Found {
  readonly id: string;
  readonly is: Json;
}

/** @throws Error where the template is not one of this stack. */
export function deploymentOf({ Resources }: Template): Deployment {
  const all = Object.entries(Resources).map(([id, { Type, Properties }]) => ({
    id,
    type: Type,
    is: (Properties ?? {}) as Json,
  }));
  const of = (type: string) => all.filter((resource) => resource.type === type);
  const only = (type: string, part = '') => {
    const [first, ...others] = of(type).filter(({ id }) => id.includes(part));
    if (!first || others.length > 0) throw new Error(`There is not exactly one ${type} ${part}`);
    return first.is;
  };
  const functions = [
    only('AWS::Lambda::Function', 'Receive'),
    only('AWS::Lambda::Function', 'Deliver'),
  ] as const;
  if (!functions.every(({ Architectures }) => Architectures?.[0] === 'arm64'))
    throw new Error('The prices are those of ARM functions');
  const batches = only('AWS::Lambda::EventSourceMapping');
  const table = only('AWS::DynamoDB::Table');
  for (const { Projection } of table.GlobalSecondaryIndexes)
    if (Projection.ProjectionType !== 'KEYS_ONLY') throw new Error('Indexes are taken to project keys only');
  return {
    receive: { memoryMb: functions[0].MemorySize },
    deliver: { memoryMb: functions[1].MemorySize },
    reconcile: reconcileOf(of('AWS::Lambda::Function'), of('AWS::Scheduler::Schedule')),
    rules: of('AWS::Events::Rule').map((rule) => ruleOf(rule, of('AWS::Lambda::Function'))),
    lambdaOwnLines: !functions.every(({ LoggingConfig }) => LoggingConfig?.SystemLogLevel === 'WARN'),
    batchSize: batches.BatchSize,
    batchWindowSeconds: batches.MaximumBatchingWindowInSeconds ?? 0,
    logDays: Math.max(...of('AWS::Logs::LogGroup').map(({ is }) => is.RetentionInDays)),
    accessLogBytes: accessLogBytes(only('AWS::ApiGatewayV2::Stage', 'WebhookApi').AccessLogSettings.Format),
    secrets: of('AWS::SecretsManager::Secret').length,
    alarmMetrics: of('AWS::CloudWatch::Alarm').reduce((sum, { is }) => sum + metricsOf(is), 0),
    dashboards: of('AWS::CloudWatch::Dashboard').length,
    eventSources: of('AWS::Lambda::EventSourceMapping').length,
    pointInTimeRecovery: table.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true,
    companyKey: table.SSESpecification?.KMSMasterKeyId !== undefined,
  };
}

const minutesPerMonth = 730 * 60;

function reconcileOf(functions: readonly Found[], schedules: readonly Found[]): Deployment['reconcile'] {
  const found = functions.find(({ id }) => id.includes('Reconcile'));
  if (!found) return undefined;
  const runs = schedules.map(({ is }) => {
    const [, minutes] = /^rate\((\d+) minutes\)$/.exec(is.ScheduleExpression) ?? [];
    if (minutes === undefined) throw new Error(`Nobody knows how often ${is.ScheduleExpression} is`);
    return minutesPerMonth / Number(minutes);
  });
  return {
    memoryMb: found.is.MemorySize,
    runsPerMonth: runs.reduce((sum, each) => sum + each, 0),
    stores: schedules.length,
  };
}

function ruleOf({ id, is }: Found, functions: readonly Found[]): Scheduled {
  const [, hours] = /^rate\((\d+) hours\)$/.exec(is.ScheduleExpression) ?? [];
  if (hours === undefined) throw new Error(`Nobody knows how often ${is.ScheduleExpression} is`);
  const [invoked] = is.Targets.map(({ Arn }: Json) => Arn['Fn::GetAtt'][0]);
  const target = functions.find((each) => each.id === invoked);
  if (!target) throw new Error(`Nobody knows what ${id} invokes`);
  return { memoryMb: target.is.MemorySize, runsPerMonth: minutesPerMonth / 60 / Number(hours) };
}

const metricsOf = ({ Metrics }: Json): number =>
  Metrics ? Metrics.filter(({ MetricStat }: Json) => MetricStat !== undefined).length : 1;

const usualFields: Readonly<Record<string, string>> = {
  '$context.requestId': 'AbCdEfGhIjKlMnO=',
  '$context.identity.sourceIp': '203.0.113.100',
  '$context.httpMethod': 'POST',
  '$context.path': `/webhooks/${modelled}/default`,
  '$context.status': '200',
  '$context.responseLatency': '25',
  '$context.integrationStatus': '200',
  '$context.integrationErrorMessage': '-',
};

function accessLogBytes(format: string): number {
  const line = format.replace(/\$context(\.\w+)+/g, (field) => {
    const value = usualFields[field];
    if (value === undefined) throw new Error(`Nobody has said yet how long ${field} usually is`);
    return value;
  });
  return Buffer.byteLength(line) + 26;
}
