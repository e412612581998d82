import { Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ledgerKeys, table } from '../lambda/ledger/table';
import type { Alarms } from './alarms/alarms';
import type { Environment } from './config/config';
import type { BridgeDashboard } from './dashboard';
import type { Functions } from './functions';
import type { OperateApi } from './operate-api';
import { type Holdings, indexArn, may, mayWrite, readSecrets, useKey } from './permissions';
import type { Reconciliation } from './reconciliation';
import type { WebhookApi } from './webhook-api';

export interface PeoplePoliciesProps extends Holdings {
  readonly environment: Environment;
  readonly functions: Functions;
  readonly reconciliation: Reconciliation | undefined;
  readonly webhookApi: WebhookApi;
  readonly operateApi: OperateApi;
  readonly dashboard: BridgeDashboard | undefined;
  readonly alarms: Alarms;
}

/**
 * What people may do, to be attached to their roles or permission sets. Each adds to the one before: an operator
 * has the first two, an administrator the first three. Nobody has rights on the contents of ledger and queues, but by
 * that of migrations, which is for the time of one. That of the census is all that its pipeline needs. A managed policy
 * ends at 6144 characters.
 */
export class PeoplePolicies extends Construct {
  readonly readOnly: ManagedPolicy;
  readonly operator: ManagedPolicy;
  readonly admin: ManagedPolicy;
  readonly migration: ManagedPolicy;
  readonly census: ManagedPolicy;

  constructor(scope: Construct, id: string, props: PeoplePoliciesProps) {
    super(scope, id);
    const { environment, operateApi } = props;
    const { stackName } = environment;
    this.readOnly = this.#policy('ReadOnly', props, {
      description: `${stackName}: see deliveries without personal data, queues, logs and figures.`,
      statements: reading(this, props),
    });
    operateApi.acknowledge(this.readOnly, 'read');
    this.census = this.#policy('Census', props, {
      description: `${stackName}: take a census of a store's list, and nothing else.`,
      statements: [
        may(['cloudformation:DescribeStacks'], [stackByName(this)]),
        may(
          ['execute-api:Invoke'],
          (['beginCensus', 'census', 'inMasivo', 'overview'] as const).map((name) =>
            operateApi.arnOfCall(name),
          ),
        ),
      ],
    });
    for (const policy of [this.readOnly, this.census]) {
      Validations.of(policy).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${stackByName(this)}]`,
        reason:
          'The id at the end of a stack ARN is new with every stack; the name before it is that of this stack.',
      });
    }
    this.operator = this.#policy('Operator', props, {
      description: `${stackName}: besides ReadOnly, all acts, each of which is recorded: replay, pause, release, reveal, erase.`,
      statements: [may(['execute-api:Invoke'], [operateApi.arnOf('act')])],
    });
    operateApi.acknowledge(this.operator, 'act');
    this.admin = this.#policy('Admin', props, {
      description: `${stackName}: besides ReadOnly and Operator, read and replace the secrets, stop and start deliver.`,
      statements: administrating(props),
    });
    this.migration = this.#policy('Migration', props, {
      description: `${stackName}: besides the others, and only while it lasts, bring existing customers over and carry a ledger over.`,
      statements: migrating(props),
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
  const { queues, functions, webhookApi, operateApi, dashboard, alarms } = props;
  const { receive, deliver, operate } = functions;
  const topics = [...new Set([alarms.topics.page, alarms.topics.ticket].map(({ topicArn }) => topicArn))];
  const called = [
    receive,
    deliver,
    operate,
    ...(props.reconciliation ? [props.reconciliation.reconcile] : []),
  ];
  const logs = [...called.map((each) => each.logs), webhookApi.accessLog, operateApi.accessLog];
  return [
    may(['execute-api:Invoke'], [operateApi.arnOf('read')]),
    may(['cloudformation:DescribeStacks'], [stackByName(scope)]),
    // How many messages there are, and none of them.
    may(['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], [queues.events.queueArn, queues.deadLetters.queueArn]),
    may(
      ['logs:FilterLogEvents', 'logs:DescribeLogStreams', 'logs:GetLogEvents', 'logs:StartQuery'],
      logs.map((group) => group.logGroupArn),
    ),
    may(
      ['lambda:GetFunctionConfiguration'],
      called.map((each) => each.function.functionArn),
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

function administrating({ secrets, functions, reconciliation, key }: PeoplePoliciesProps): PolicyStatement[] {
  const { webhooks, masivo, vendorKeys, reconcileKeys, admin } = secrets;
  // All can be read, too: where one value holds several stores' entries, changing one keeps the others.
  const keys = [vendorKeys, reconcileKeys].filter((secret) => secret !== undefined);
  const held = [webhooks, masivo, ...keys, admin];
  const statement = readSecrets(held);
  // Not the key of the e-mail index: with another value every e-mail in the ledger would become unknown.
  statement.addActions(
    'secretsmanager:DescribeSecret',
    'secretsmanager:PutSecretValue',
    'secretsmanager:UpdateSecretVersionStage',
  );
  return [
    statement,
    // Stopping `deliver` for a move between Masivo accounts or a restored ledger (docs/operate).
    may(
      ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
      [functions.batches.eventSourceMappingArn],
    ),
    ...(reconciliation
      ? [may(['lambda:InvokeFunction'], [reconciliation.reconcile.function.functionArn])]
      : []),
    ...useKey(key, ['secretsmanager']),
  ];
}

/**
 * What `backfill` does with the ledger and Masivo, and `carryover` with the ledger that is replaced. It writes customers,
 * and what of the rate limit is used up: neither what operators did, nor tombstones.
 */
function migrating({ environment, ledger, secrets, key }: PeoplePoliciesProps): PolicyStatement[] {
  const keys = ledgerKeys(environment.masivo.account);
  return [
    readSecrets([secrets.masivo, secrets.emailIndex]),
    may(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Scan'], [ledger.tableArn]),
    mayWrite(
      ['dynamodb:PutItem'],
      [keys.customer({ source: '*', store: '*', customer: '*' }), keys.masivoId('*')],
      ledger,
    ),
    mayWrite(['dynamodb:UpdateItem'], [keys.count('*'), keys.slots('*')], ledger),
    may(['dynamodb:Query'], [indexArn(ledger, table.byOwner.name)]),
    ...useKey(key, ['dynamodb', 'secretsmanager']),
  ];
}
