import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { webhookPath } from '../lambda/webhook-address';
import type { Alarms } from './alarms/alarms';
import { type Environment, storesOf } from './config/config';
import type { BridgeDashboard } from './dashboard';
import type { Functions } from './functions';
import type { OperateApi } from './operate-api';
import { outputEnding } from './output-names';
import type { PeoplePolicies } from './people-policies';
import type { Queues } from './queues';
import type { Reconciliation } from './reconciliation';
import type { Secrets } from './secrets';
import type { WebhookApi } from './webhook-api';

export interface OutputsProps {
  readonly environment: Environment;
  readonly queues: Queues;
  readonly ledger: Table;
  readonly secrets: Secrets;
  readonly functions: Functions;
  readonly reconciliation: Reconciliation | undefined;
  readonly webhookApi: WebhookApi;
  readonly operateApi: OperateApi;
  readonly alarms: Alarms;
  readonly dashboard: BridgeDashboard | undefined;
  readonly people: PeoplePolicies;
}

/** What operators and tools need to know of an environment: names and links, never a secret's value. */
export function addOutputs(stack: Stack, props: OutputsProps): void {
  const { environment, queues, ledger, secrets, functions, webhookApi, operateApi } = props;
  const { alarms, dashboard, people } = props;
  const reconcile = props.reconciliation?.reconcile;
  const add = (id: string, description: string, value: string | undefined) => {
    if (value !== undefined) new CfnOutput(stack, id, { description, value });
  };
  for (const { source, store, key } of storesOf(environment)) {
    const id = outputEnding(source, store);
    add(`Webhook${id}`, `Where ${key} sends its webhooks`, webhookApi.url + webhookPath({ source, store }));
  }
  add('SecretWebhooks', 'To be filled: what the stores sign with', secrets.webhooks.arn);
  add('SecretMasivo', 'To be filled: the Masivo account', secrets.masivo.arn);
  add('SecretEmailIndex', 'Never to be changed: names e-mails in the ledger', secrets.emailIndex.arn);
  add('SecretVendorKeys', 'To be filled: what reads the stores at their vendors', secrets.vendorKeys?.arn);
  add(
    'SecretReconcileKeys',
    'To be filled: what asks the vendors what has changed',
    secrets.reconcileKeys?.arn,
  );
  add('SecretAdmin', 'Filled by the command subscribe: credentials of the stores', secrets.admin.arn);
  add('GatewayAddress', "The gateway's own address, beside the domain", webhookApi.gatewayAddress);
  add('DomainTarget', "Where the domain's DNS record points", webhookApi.domainTarget);
  add('QueueUrl', 'Queue of accepted webhooks', queues.events.queueUrl);
  add('DeadLetterQueueUrl', 'Dead letters', queues.deadLetters.queueUrl);
  add('LedgerTable', 'Deliveries and customers', ledger.tableName);
  add('OperateUrl', 'Where operate is called, with a signature', operateApi.url);
  add('ReceiveFunction', 'Accepts webhooks', functions.receive.function.functionName);
  add('DeliverFunction', 'Brings signups to Masivo', functions.deliver.function.functionName);
  add('OperateFunction', 'What people see and do', functions.operate.function.functionName);
  add('ReconcileFunction', 'Finds what webhooks missed', reconcile?.function.functionName);
  add('ReceiveLogs', 'Log group of receive', functions.receive.logs.logGroupName);
  add('DeliverLogs', 'Log group of deliver', functions.deliver.logs.logGroupName);
  add('OperateLogs', 'Log group of operate', functions.operate.logs.logGroupName);
  add(
    'OperateAccessLogs',
    'Log group of every call of operate, with who made it',
    operateApi.accessLog.logGroupName,
  );
  add('ReconcileLogs', 'Log group of reconcile', reconcile?.logs.logGroupName);
  add('AccessLogs', 'Log group of every request to the webhook endpoint', webhookApi.accessLog.logGroupName);
  add('DashboardLink', 'Dashboard', dashboard?.link);
  add('AlarmTopic', 'Where alarms go', alarms.topics.own?.topicArn);
  add('AlarmPageTopic', 'Where alarms go that wake somebody', alarms.topics.ownPage?.topicArn);
  add('ReadOnlyPolicy', 'Permissions: read', people.readOnly.managedPolicyArn);
  add('OperatorPolicy', 'Permissions, in addition: replay, release, pause', people.operator.managedPolicyArn);
  add('AdminPolicy', 'Permissions, in addition: secrets, subscribe', people.admin.managedPolicyArn);
  add(
    'MigrationPolicy',
    'Permissions, in addition and for a while: backfill, carryover',
    people.migration.managedPolicyArn,
  );
  add('CensusPolicy', 'Permissions: take a census, for a pipeline', people.census.managedPolicyArn);
}
