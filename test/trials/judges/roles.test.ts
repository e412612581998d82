import { askedOf } from '../../../trials/judges/iam/asked-of';
import { allows } from '../../../trials/judges/iam/policy';
import { rolesOf } from '../../../trials/judges/iam/roles';
import { example } from '../../infra/environments';
import { synthesise } from '../../infra/support';

const { statements, arns } = rolesOf(synthesise(example('prod')).template);
const QueueUrl = 'http://127.0.0.1:9/000000000000/events';
const deadLetters = 'http://127.0.0.1:9/000000000000/dead-letters';

test.each<[string, object, readonly string[]]>([
  ['AmazonSQS.SendMessage', { QueueUrl }, ['receive']],
  ['AmazonSQS.SendMessage', { QueueUrl: deadLetters }, ['deliver']],
  ['AmazonSQS.ChangeMessageVisibilityBatch', { QueueUrl }, ['deliver']],
  ['AmazonSQS.PurgeQueue', { QueueUrl }, []],
  ['secretsmanager.GetSecretValue', { SecretId: 'masivo' }, ['deliver']],
  ['secretsmanager.GetSecretValue', { SecretId: 'admin' }, []],
  ['DynamoDB_20120810.PutItem', { TableName: 'ledger' }, ['deliver']],
  ['DynamoDB_20120810.PutItem', { TableName: 'other' }, []],
  ['DynamoDB_20120810.Scan', { TableName: 'ledger' }, []],
  ['DynamoDB_20120810.BatchGetItem', { RequestItems: { ledger: { Keys: [] } } }, ['deliver']],
])('%s %j is for %j', (target, body, callers) => {
  const calls = askedOf(target, body, arns);
  expect(calls).toHaveLength(1);
  const may = (['receive', 'deliver'] as const).filter((caller) =>
    calls.every((call) => allows(statements[caller], call)),
  );
  expect(may).toEqual(callers);
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
