import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Outcome } from '../lambda/delivery/outcome';
import { metricsNamespace } from '../lambda/log';

/** Counted from the access log, because the gateway has no figure of its own for it (webhook-api.ts). */
export const webhooksThrottled = 'WebhooksThrottled';

/** The figures of lambda/, each with the dimensions it is logged by besides the environment. */
interface Figures {
  readonly Webhooks: { source: string; store: string };
  readonly RejectedSignatures: { source: string; store: string };
  readonly UnsignedWebhooks: object;
  readonly WebhooksUnavailable: { source: string };
  readonly UnknownFormats: object;
  readonly UnknownVersions: object;
  readonly FieldsNotRead: object;
  readonly DataWithheld: object;
  readonly SignupsWithoutData: object;
  readonly VendorKeyErrors: object;
  readonly VendorKeysUnread: object;
  readonly Attempts: { outcome: Outcome };
  readonly CircuitOpened: { why: 'down' | 'throttled' | 'denied' | 'missing' };
  readonly VendorCircuitOpened: { why: 'down' | 'throttled' | 'denied' };
  readonly OldestWaitingSeconds: object;
  readonly OldestTaskSeconds: object;
  readonly MasivoErrors: object;
  readonly EmailDiffers: object;
  readonly EmailMissing: object;
  readonly OrderTies: object;
  readonly ChangesFed: { source: string; store: string };
  readonly ReconciliationsFailed: object;
  readonly WebhooksMissing: object;
  readonly [webhooksThrottled]: object;
}

export const figureNames = [
  'Webhooks',
  'RejectedSignatures',
  'UnsignedWebhooks',
  'WebhooksUnavailable',
  'UnknownFormats',
  'UnknownVersions',
  'FieldsNotRead',
  'DataWithheld',
  'SignupsWithoutData',
  'VendorKeyErrors',
  'VendorKeysUnread',
  'Attempts',
  'CircuitOpened',
  'VendorCircuitOpened',
  'OldestWaitingSeconds',
  'OldestTaskSeconds',
  'MasivoErrors',
  'EmailDiffers',
  'EmailMissing',
  'OrderTies',
  'ChangesFed',
  'ReconciliationsFailed',
  'WebhooksMissing',
] as const satisfies readonly (keyof Figures)[];

export type FigureOf = ReturnType<typeof figuresOf>;

/** A figure of one environment. All its dimensions are needed: with one fewer it is another metric, without data. */
export function figuresOf(environment: string) {
  return <N extends keyof Figures>(
    metricName: N,
    by: Figures[N],
    statistic: string,
    period: Duration = Duration.minutes(5),
    label?: string,
  ) =>
    new Metric({
      namespace: metricsNamespace,
      metricName,
      dimensionsMap: { environment, ...by },
      statistic,
      period,
      ...(label === undefined ? {} : { label }),
    });
}
