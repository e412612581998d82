import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Alarms } from './alarms/alarms';
import { type Environment, storesOf } from './config/config';
import type { BridgeDashboard } from './dashboard';
import type { Functions } from './functions';
import { outputEnding } from './output-names';
import type { PeoplePolicies } from './people-policies';
import type { Queues } from './queues';
import type { Secrets } from './secrets';
import type { WebhookApi } from './webhook-api';

export interface OutputsProps {
  readonly environment: Environment;
  readonly queues: Queues;
  readonly ledger: Table;
  readonly secrets: Secrets;
  readonly functions: Functions;
  readonly webhookApi: WebhookApi;
  readonly alarms: Alarms;
  readonly dashboard: BridgeDashboard;
  readonly people: PeoplePolicies;
}

/** What an operator, and the tools that work on an environment, have to know: names and links, never a value. */
export function addOutputs(stack: Stack, props: OutputsProps): void {
  const { environment, queues, ledger, secrets, functions, webhookApi, alarms, dashboard, people } = props;
  const say = (id: string, description: string, value: string | undefined) => {
    if (value !== undefined) new CfnOutput(stack, id, { description, value });
  };
  for (const { source, store, key } of storesOf(environment)) {
    const id = outputEnding(source, store);
    const path = store === 'default' ? source : `${source}/${store}`;
    say(`Webhook${id}`, `Where ${key} sends its webhooks`, `${webhookApi.url}/webhooks/${path}`);
    say(`Secret${id}`, `To be filled: what ${key} signs with`, secrets.webhooks.get(key)?.name);
  }
  say('SecretMasivo', 'To be filled: the Masivo account', secrets.masivo.name);
  say('SecretEmailIndex', 'Never to be changed: names e-mails in the ledger', secrets.emailIndex.name);
  say('SecretAdmin', 'Filled by the command subscribe: what opens the stores', secrets.admin.name);
  say('DomainTarget', "Where the domain's DNS record points", webhookApi.domainTarget);
  say('QueueUrl', 'Signups on their way', queues.events.queueUrl);
  say('DeadLetterQueueUrl', 'Signups that need a person', queues.deadLetters.queueUrl);
  say('LedgerTable', 'Deliveries and customers', ledger.tableName);
  say('ReceiveFunction', 'Takes webhooks in', functions.receive.function.functionName);
  say('DeliverFunction', 'Brings signups to Masivo', functions.deliver.function.functionName);
  say('ReceiveLogs', 'Log group of receive', functions.receive.logs.logGroupName);
  say('DeliverLogs', 'Log group of deliver', functions.deliver.logs.logGroupName);
  say('AccessLogs', 'Log group of every request to the webhook endpoint', webhookApi.accessLog.logGroupName);
  say('DashboardLink', 'Figures', dashboard.link);
  say('AlarmTopic', 'Where alarms go', alarms.topics.own?.topicArn);
  say('ReadOnlyPolicy', 'For people who look', people.readOnly.managedPolicyArn);
  say('OperatorPolicy', 'Besides, for people who replay', people.operator.managedPolicyArn);
  say('AdminPolicy', 'Besides, for people who rotate secrets', people.admin.managedPolicyArn);
}
