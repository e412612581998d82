import { Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { ledgerKeys, seriesOf, table } from '../lambda/ledger/table';
import type { Queues } from './queues';
import type { Secrets, StoredSecret } from './secrets';

export interface Holdings {
  readonly queues: Queues;
  readonly ledger: Table;
  readonly secrets: Secrets;
  readonly key: IKey | undefined;
}

/** Strangers can reach ingress, so it may only read webhook secrets and put envelopes on the queue. */
export function receivePermissions({ queues, secrets, key }: Holdings, logs: ILogGroup): PolicyDocument {
  return document([
    writeLogs(logs),
    readSecrets([secrets.webhooks]),
    may(['sqs:SendMessage'], [queues.events.queueArn]),
    ...useKey(key, ['sqs', 'secretsmanager']),
  ]);
}

export function deliverPermissions(
  { queues, ledger, secrets, key }: Holdings,
  logs: ILogGroup,
  account: string,
): PolicyDocument {
  const keys = ledgerKeys(account);
  const ofShoppers = [
    keys.customer({ source: '*', store: '*', customer: '*' }),
    keys.delivery('*'),
    keys.task('*'),
  ];
  return document([
    writeLogs(logs),
    readSecrets([secrets.masivo, secrets.emailIndex, ...(secrets.vendorKeys ? [secrets.vendorKeys] : [])]),
    may(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      [queues.events.queueArn],
    ),
    may(['sqs:SendMessage'], [queues.deadLetters.queueArn]),
    may(['dynamodb:GetItem', 'dynamodb:BatchGetItem'], [ledger.tableArn]),
    // All but what operators did, and how reconciliations stand.
    mayWrite(
      ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [
        ...ofShoppers,
        ...[keys.erased('*'), keys.masivoId('*')],
        ...[keys.sharedState, keys.missing, keys.attempts],
        ...[keys.count('*'), keys.slots('*')],
      ],
      ledger,
    ),
    // Of erasures alone.
    mayWrite(['dynamodb:DeleteItem'], ofShoppers, ledger),
    // By outcome it looks for the oldest task alone.
    may(
      ['dynamodb:Query'],
      [table.byOwner, table.byOutcome].map(({ name }) => indexArn(ledger, name)),
    ),
    ...useKey(key, ['sqs', 'secretsmanager', 'dynamodb']),
  ]);
}

/**
 * What people see and do, on their behalf. It writes what they did, a pause, the number of a delivery's next series,
 * the end of a task, that a delivery was discarded, and what of Masivo's rate limit is used up, and deletes what is held
 * of a shop or of erased people; nothing else of the ledger.
 */
export function operatePermissions(
  { queues, ledger, secrets, key }: Holdings,
  logs: ILogGroup,
  account: string,
): PolicyDocument {
  const keys = ledgerKeys(account);
  return document([
    writeLogs(logs),
    readSecrets([secrets.masivo, secrets.emailIndex]),
    // Scan finds all of a shop: no index lists customers by store.
    may(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Scan'], [ledger.tableArn]),
    may(
      ['dynamodb:Query'],
      [table.byOutcome, table.byOwner].map(({ name }) => indexArn(ledger, name)),
    ),
    mayWrite(['dynamodb:PutItem'], [keys.action('*')], ledger),
    mayWrite(
      ['dynamodb:UpdateItem'],
      [
        ...[keys.action('*'), keys.sharedState, keys.count(seriesOf('*')), keys.task('*')],
        // What is discarded is marked in its log.
        keys.delivery('*'),
        ...[keys.count('masivo|*'), keys.slots('masivo|*')],
      ],
      ledger,
    ),
    // Of a shop that is erased, and logs of dead letters of erased people.
    mayWrite(
      ['dynamodb:DeleteItem'],
      [keys.customer({ source: '*', store: '*', customer: '*' }), keys.delivery('*'), keys.task('*')],
      ledger,
    ),
    may(['sqs:SendMessage', 'sqs:GetQueueAttributes'], [queues.events.queueArn]),
    may(
      [
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:StartMessageMoveTask',
        'sqs:ListMessageMoveTasks',
      ],
      [queues.deadLetters.queueArn],
    ),
    // How long the oldest message has waited. It takes no resource in IAM.
    may(['cloudwatch:GetMetricData'], ['*']),
    ...useKey(key, ['sqs', 'secretsmanager', 'dynamodb']),
  ]);
}

/** It puts on the queue what it found, writes down how far it came, and reads of the ledger what is known. */
export function reconcilePermissions(
  { queues, ledger, secrets, key }: Holdings,
  { keys, keysAreRenewed }: { readonly keys: StoredSecret; readonly keysAreRenewed: boolean },
  logs: ILogGroup,
  account: string,
): PolicyDocument {
  return document([
    writeLogs(logs),
    readSecrets([keys, secrets.emailIndex]),
    // A key that is replaced whenever it is used: it has to be kept, on condition that nobody changed it meanwhile.
    ...(keysAreRenewed
      ? [
          may(
            [
              'secretsmanager:DescribeSecret',
              'secretsmanager:PutSecretValue',
              'secretsmanager:UpdateSecretVersionStage',
            ],
            [keys.arn],
          ),
        ]
      : []),
    may(['sqs:SendMessage'], [queues.events.queueArn]),
    may(['dynamodb:BatchGetItem'], [ledger.tableArn]),
    mayWrite(
      ['dynamodb:UpdateItem'],
      [ledgerKeys(account).reconciliation({ source: '*', store: '*' })],
      ledger,
    ),
    ...useKey(key, ['sqs', 'secretsmanager', 'dynamodb']),
  ]);
}

export const may = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources });

/** Items under these keys alone. A request that tells IAM of no key is none: `ForAllValues` would be met by it. */
export const mayWrite = (actions: string[], written: string[], { tableArn }: Table) =>
  new PolicyStatement({
    actions,
    resources: [tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': written },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  });

export const indexArn = (ledger: Table, index: string) => `${ledger.tableArn}/index/${index}`;

export function readSecrets(secrets: readonly StoredSecret[]): PolicyStatement {
  return may(
    ['secretsmanager:GetSecretValue'],
    secrets.map(({ arn }) => arn),
  );
}

/** Only through the services that hold our data: a function cannot decrypt anything else with the company's key. */
export function useKey(key: IKey | undefined, services: readonly string[]): PolicyStatement[] {
  if (!key) return [];
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
  if (services.includes('dynamodb')) {
    // DynamoDB uses a table's key on the caller's behalf, and asks for these.
    actions.push('kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo');
  }
  const { region } = Stack.of(key);
  return [
    new PolicyStatement({
      actions,
      resources: [key.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': services.map((service) => `${service}.${region}.amazonaws.com`) },
      },
    }),
  ];
}

// AWS's managed policy for this allows every log group of the account, and to create more.
const writeLogs = (logs: ILogGroup) => may(['logs:CreateLogStream', 'logs:PutLogEvents'], [logs.logGroupArn]);

const document = (statements: PolicyStatement[]) => new PolicyDocument({ statements });
