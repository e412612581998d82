import { Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { table } from '../lambda/ledger/table';
import type { Alarms } from './alarms/alarms';
import type { Environment } from './config/config';
import type { BridgeDashboard } from './dashboard';
import type { Functions } from './functions';
import { type Holdings, indexArn, may, readSecrets, useKey } from './permissions';
import type { WebhookApi } from './webhook-api';

export interface PeoplePoliciesProps extends Holdings {
  readonly environment: Environment;
  readonly functions: Functions;
  readonly webhookApi: WebhookApi;
  readonly dashboard: BridgeDashboard | undefined;
  readonly alarms: Alarms;
}

/**
 * What people may do, to be attached to their roles or permission sets. Each adds to the one before: an operator
 * has the first two, an administrator all three. A managed policy ends at 6144 characters.
 */
export class PeoplePolicies extends Construct {
  readonly readOnly: ManagedPolicy;
  readonly operator: ManagedPolicy;
  readonly admin: ManagedPolicy;

  constructor(scope: Construct, id: string, props: PeoplePoliciesProps) {
    super(scope, id);
    const { stackName } = props.environment;
    this.readOnly = this.#policy('ReadOnly', props, {
      description: `${stackName}: see deliveries, queues, logs and figures. The ledger holds shoppers' data.`,
      statements: reading(this, props),
    });
    Validations.of(this.readOnly).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${stackByName(this)}]`,
      reason:
        'The id at the end of a stack ARN is new with every stack; the name before it is that of this stack.',
    });
    this.operator = this.#policy('Operator', props, {
      description: `${stackName}: besides ReadOnly, replay and redrive deliveries, pause, release, test.`,
      statements: operating(props),
    });
    this.admin = this.#policy('Admin', props, {
      description: `${stackName}: besides ReadOnly and Operator, read and replace the secrets, stop and start deliver.`,
      statements: administrating(props),
    });
    Validations.of(this.readOnly).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        "cloudwatch:GetMetricData, logs:GetQueryResults and lambda:ListEventSourceMappings and lambda:GetAccountSettings take no resource in IAM, and cloudwatch:DescribeAlarms lists none but all. They only read: figures, alarms and event sources hold no personal data, and a query can be started on this stack's log groups alone.",
    });
  }

  #policy(
    id: string,
    { environment }: PeoplePoliciesProps,
    props: { description: string; statements: PolicyStatement[] },
  ): ManagedPolicy {
    return new ManagedPolicy(this, id, { ...props, path: environment.platform.rolePath ?? '/' });
  }
}

function reading(scope: Construct, props: PeoplePoliciesProps): PolicyStatement[] {
  const { queues, ledger, secrets, functions, webhookApi, dashboard, alarms, key } = props;
  const topics = [...new Set([alarms.topics.page, alarms.topics.ticket].map(({ topicArn }) => topicArn))];
  const logs = [functions.receive.logs, functions.deliver.logs, webhookApi.accessLog].map(
    (group) => group.logGroupArn,
  );
  return [
    may(['cloudformation:DescribeStacks'], [stackByName(scope)]),
    may(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:DescribeTable'], [ledger.tableArn]),
    may(
      ['dynamodb:Query'],
      [table.byOutcome, table.byOwner].map(({ name }) => indexArn(ledger, name)),
    ),
    may(
      ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ListDeadLetterSourceQueues'],
      [queues.events.queueArn, queues.deadLetters.queueArn],
    ),
    may(['sqs:ListMessageMoveTasks'], [queues.deadLetters.queueArn]),
    may(['logs:FilterLogEvents', 'logs:DescribeLogStreams', 'logs:GetLogEvents', 'logs:StartQuery'], logs),
    may(
      ['lambda:GetFunctionConfiguration'],
      [functions.receive.function.functionArn, functions.deliver.function.functionArn],
    ),
    ...(dashboard ? [may(['cloudwatch:GetDashboard'], [dashboard.arn])] : []),
    // Whether the e-mail subscription to the alarms was confirmed.
    may(['sns:ListSubscriptionsByTopic'], topics),
    may(
      [
        'cloudwatch:GetMetricData',
        'cloudwatch:DescribeAlarms',
        'lambda:GetAccountSettings',
        'lambda:ListEventSourceMappings',
        'logs:GetQueryResults',
      ],
      ['*'],
    ),
    // Readers of the ledger see the bodies with their e-mails anyway; this key only finds one among them.
    readSecrets([secrets.emailIndex]),
    ...useKey(key, ['dynamodb', 'secretsmanager']),
  ];
}

/**
 * The command line asks for the stack by its name. CloudFormation then judges the call on this ARN, and not on that
 * of the stack, which ends with an id.
 */
const stackByName = (scope: Construct) => {
  const stack = Stack.of(scope);
  return stack.formatArn({
    service: 'cloudformation',
    resource: 'stack',
    resourceName: `${stack.stackName}/*`,
  });
};

function operating({ queues, ledger, functions, key }: PeoplePoliciesProps): PolicyStatement[] {
  return [
    may(['sqs:SendMessage'], [queues.events.queueArn]),
    // What the AWS console needs for "Start DLQ redrive" and for reading messages.
    may(
      [
        'sqs:StartMessageMoveTask',
        'sqs:CancelMessageMoveTask',
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
      ],
      [queues.deadLetters.queueArn],
    ),
    may(['dynamodb:PutItem', 'dynamodb:UpdateItem'], [ledger.tableArn]),
    may(['lambda:InvokeFunction'], [functions.deliver.function.functionArn]),
    ...useKey(key, ['sqs', 'dynamodb']),
  ];
}

function administrating({ secrets, functions, key }: PeoplePoliciesProps): PolicyStatement[] {
  const { webhooks, masivo, vendorKeys, admin } = secrets;
  // All can be read, too: where one value holds several stores' entries, changing one keeps the others.
  const held = [webhooks, masivo, ...(vendorKeys ? [vendorKeys] : []), admin];
  const statement = readSecrets(held);
  // Not the key of the e-mail index: with another value every e-mail in the ledger would become unknown.
  statement.addActions(
    'secretsmanager:DescribeSecret',
    'secretsmanager:PutSecretValue',
    'secretsmanager:UpdateSecretVersionStage',
  );
  return [
    statement,
    // Stopping `deliver` for a move between Masivo accounts or a restored ledger (docs/deploy.md).
    may(
      ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
      [functions.batches.eventSourceMappingArn],
    ),
    ...useKey(key, ['secretsmanager']),
  ];
}
