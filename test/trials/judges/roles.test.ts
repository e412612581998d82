import { askedOf } from '../../../trials/judges/iam/asked-of';
import { allows } from '../../../trials/judges/iam/policy';
import { rolesOf } from '../../../trials/judges/iam/roles';
import { example } from '../../infra/environments';
import { synthesise } from '../../infra/support';

const { statements, arns } = rolesOf(synthesise(example('prod')).template);
const item = (pk: string) => ({ Item: { pk: { S: pk } } });
const key = (pk: string) => ({ Key: { pk: { S: pk } } });
const QueueUrl = 'http://127.0.0.1:9/000000000000/events';
const deadLetters = 'http://127.0.0.1:9/000000000000/dead-letters';

test.each<[string, object, readonly string[]]>([
  ['AmazonSQS.SendMessage', { QueueUrl }, ['receive', 'operate', 'reconcile']],
  ['AmazonSQS.SendMessage', { QueueUrl: deadLetters }, ['deliver']],
  ['AmazonSQS.ChangeMessageVisibilityBatch', { QueueUrl }, ['deliver']],
  ['AmazonSQS.PurgeQueue', { QueueUrl }, []],
  ['secretsmanager.GetSecretValue', { SecretId: 'masivo' }, ['deliver', 'operate']],
  ['secretsmanager.GetSecretValue', { SecretId: 'webhooks' }, ['receive']],
  ['secretsmanager.GetSecretValue', { SecretId: 'reconcile-keys' }, ['reconcile']],
  [
    'DynamoDB_20120810.UpdateItem',
    { TableName: 'ledger', ...key('sandbox|reconciliation|a|b') },
    ['reconcile'],
  ],
  ['secretsmanager.GetSecretValue', { SecretId: 'admin' }, []],
  ['DynamoDB_20120810.PutItem', { TableName: 'ledger', ...item('sandbox|delivery|1') }, ['deliver']],
  ['DynamoDB_20120810.PutItem', { TableName: 'ledger', ...item('sandbox|customer|a|b|1') }, ['deliver']],
  ['DynamoDB_20120810.PutItem', { TableName: 'ledger', ...item('sandbox|action|1') }, ['operate']],
  [
    'DynamoDB_20120810.UpdateItem',
    { TableName: 'ledger', ...key('sandbox|shared-state') },
    ['deliver', 'operate'],
  ],
  [
    'DynamoDB_20120810.UpdateItem',
    { TableName: 'ledger', ...key('sandbox|count|series|1') },
    ['deliver', 'operate'],
  ],
  ['DynamoDB_20120810.UpdateItem', { TableName: 'ledger', ...key('sandbox|count|flood|1') }, ['deliver']],
  // What a census asks of Masivo counts within its rate limit.
  ...['count|masivo|day|1', 'slots|masivo|second'].map((pk): [string, object, readonly string[]] => [
    'DynamoDB_20120810.UpdateItem',
    { TableName: 'ledger', ...key(`sandbox|${pk}`) },
    ['deliver', 'operate'],
  ]),
  ['DynamoDB_20120810.UpdateItem', { TableName: 'ledger', ...key('sandbox|customer|a|b|1') }, ['deliver']],
  // Nobody forgets tombstones, or what operators did.
  ['DynamoDB_20120810.DeleteItem', { TableName: 'ledger', ...key('sandbox|erased|1') }, []],
  ['DynamoDB_20120810.DeleteItem', { TableName: 'ledger', ...key('sandbox|action|1') }, []],
  ...['shared-state', 'missing', 'attempts', 'slots|masivo', 'erased|1', 'task|1'].map(
    (pk): [string, object, readonly string[]] => [
      'DynamoDB_20120810.PutItem',
      { TableName: 'ledger', ...item(`sandbox|${pk}`) },
      ['deliver'],
    ],
  ),
  [
    'DynamoDB_20120810.DeleteItem',
    { TableName: 'ledger', ...key('sandbox|delivery|1') },
    ['deliver', 'operate'],
  ],
  ['DynamoDB_20120810.UpdateTimeToLive', { TableName: 'ledger' }, []],
  ['DynamoDB_20120810.PutItem', { TableName: 'other' }, []],
  ['DynamoDB_20120810.Scan', { TableName: 'ledger' }, ['operate']],
  [
    'DynamoDB_20120810.BatchGetItem',
    { RequestItems: { ledger: { Keys: [] } } },
    ['deliver', 'operate', 'reconcile'],
  ],
])('%s %j is for %j', (target, body, callers) => {
  const calls = askedOf(target, body, arns);
  expect(calls).toHaveLength(1);
  const may = (['receive', 'deliver', 'operate', 'reconcile'] as const).filter((caller) =>
    calls.every((call) => allows(statements[caller], call)),
  );
  expect(may).toEqual(callers);
});

test('a write that tells IAM of no key is for nobody whose writes are of some keys alone', () => {
  for (const operation of ['PutItem', 'UpdateItem', 'DeleteItem']) {
    const call = { action: `dynamodb:${operation}`, resource: arns.table('ledger') };
    const may = (['deliver', 'operate', 'reconcile'] as const).filter((caller) =>
      allows(statements[caller], call),
    );
    expect([operation, may]).toEqual([operation, []]);
  }
});

test('a query is judged on its index, and each part of a transaction by itself', () => {
  expect(askedOf('DynamoDB_20120810.Query', { TableName: 'ledger', IndexName: 'byOwner' }, arns)).toEqual([
    { action: 'dynamodb:Query', resource: `${arns.table('ledger')}/index/byOwner` },
  ]);
  const TransactItems = [{ Put: { TableName: 'ledger' } }, { ConditionCheck: { TableName: 'other' } }];
  expect(askedOf('DynamoDB_20120810.TransactWriteItems', { TransactItems }, arns)).toEqual([
    { action: 'dynamodb:PutItem', resource: arns.table('ledger') },
    { action: 'dynamodb:ConditionCheckItem', resource: arns.table('other') },
  ]);
});

test('a service that nobody has told the judge of is an error', () => {
  expect(() => askedOf('Kinesis.PutRecord', {}, arns)).toThrow('Kinesis.PutRecord');
});
