import { Stack } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { profileOf } from '../lambda/sources/profiles';
import { BridgeFunction } from './bridge-function';
import { ownAddresses } from './config/own-addresses';
import { type ReconcileTimes, reconciledStores } from './config/reconciled';
import type { FunctionsProps } from './functions';
import { outputEnding } from './output-names';
import { may, reconcilePermissions } from './permissions';
import type { StoredSecret } from './secrets';
import { timing } from './timing';
import type { WebhookApi } from './webhook-api';

export interface ReconciliationProps extends FunctionsProps {
  readonly times: ReconcileTimes;
  readonly keys: StoredSecret;
  readonly webhookApi: Pick<WebhookApi, 'url' | 'gatewayAddress'>;
}

/** The function that asks the stores' vendors what has changed, and a schedule for each store. */
export class Reconciliation extends Construct {
  readonly reconcile: BridgeFunction;
  readonly everyMinutes: number;

  constructor(scope: Construct, id: string, props: ReconciliationProps) {
    super(scope, id);
    const { environment, protection, folders, queues, ledger, secrets, times, keys, webhookApi } = props;
    this.everyMinutes = times.everyMinutes;
    const keysAreRenewed = reconciledStores(environment).some(
      ({ source }) => profileOf(source).changesKey?.mayBeRenewed,
    );
    this.reconcile = new BridgeFunction(this, 'Reconcile', {
      environment,
      protection,
      folders,
      name: 'reconcile',
      description: "finds what webhooks missed, at one store's vendor",
      // It mostly waits for a vendor; a page has a hundred bodies of a few KB.
      memoryMb: 256,
      timeout: timing.reconcileTimeout,
      reservedConcurrency: undefined,
      // The next run comes soon enough.
      retryAttempts: 0,
      variables: {
        QUEUE_URL: queues.events.queueUrl,
        LEDGER_TABLE: ledger.tableName,
        EMAIL_INDEX_SECRET_ID: secrets.emailIndex.arn,
        RECONCILE_KEYS_SECRET_ID: keys.arn,
        OWN_ADDRESSES: Stack.of(this).toJsonString({
          url: webhookApi.url,
          ...ownAddresses(environment, webhookApi.gatewayAddress),
        }),
      },
      permissions: (logs) =>
        reconcilePermissions(props, { keys, keysAreRenewed }, logs, environment.masivo.account),
    });
    const { functionArn } = this.reconcile.function;
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: `${environment.stackName}: has reconcile called`,
      path: environment.platform.rolePath ?? '/',
      inlinePolicies: {
        call: new PolicyDocument({ statements: [may(['lambda:InvokeFunction'], [functionArn])] }),
      },
    });
    for (const { source, store, key } of reconciledStores(environment)) {
      new CfnSchedule(this, `Schedule${outputEnding(source, store)}`, {
        description: `${environment.stackName}: what has changed in ${key}`,
        scheduleExpression: `rate(${times.everyMinutes} minutes)`,
        // Spread, or the vendors and the function would be asked for all stores at once.
        flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 1 },
        target: {
          arn: functionArn,
          roleArn: role.roleArn,
          input: JSON.stringify({ source, store }),
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
        },
      });
    }
  }
}
