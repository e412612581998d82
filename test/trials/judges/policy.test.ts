import { allows, type Statement } from '../../../trials/judges/iam/policy';

const queue = 'arn:aws:sqs:us-east-1:000000000000:events';
const send = {
  action: 'sqs:SendMessage',
  resource: queue,
  context: { 'dynamodb:LeadingKeys': ['acme|action|1'] },
};
const allow = (more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action: 'sqs:SendMessage',
  Resource: queue,
  ...more,
});

test.each<[string, Statement[], boolean]>([
  ['what a statement names', [allow()], true],
  ['an action in other letters, as AWS ignores their case', [allow({ Action: 'SQS:sendmessage' })], true],
  ['one of several', [allow({ Action: ['sqs:DeleteMessage', 'sqs:Send*'], Resource: ['x', '*'] })], true],
  ['nothing', [], false],
  ['another action', [allow({ Action: 'sqs:SendMessageBatch' })], false],
  ['another resource', [allow({ Resource: `${queue}-2` })], false],
  [
    'a resource that only begins alike',
    [allow({ Resource: 'arn:aws:sqs:us-east-1:000000000000:ev' })],
    false,
  ],
  ['a point, which is no wildcard', [allow({ Action: 'sqs.SendMessage' })], false],
  ['what is denied, too', [allow(), allow({ Effect: 'Deny', Action: 'sqs:*' })], false],
  [
    'a condition that the request meets',
    [allow({ Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['acme|action|*'] } } })],
    true,
  ],
  [
    'a condition that it does not meet',
    [allow({ Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['acme|task|*'] } } })],
    false,
  ],
  [
    'a denial that it does not meet',
    [
      allow(),
      allow({ Effect: 'Deny', Condition: { StringLike: { 'dynamodb:LeadingKeys': 'acme|task|*' } } }),
    ],
    true,
  ],
  [
    'a value that has to be there, and is',
    [allow({ Condition: { Null: { 'dynamodb:LeadingKeys': 'false' } } })],
    true,
  ],
  ['a value that has to be there, and is not', [allow({ Condition: { Null: { 'aws:x': 'false' } } })], false],
  [
    'a value that may not be there',
    [allow({ Condition: { Null: { 'dynamodb:LeadingKeys': 'true' } } })],
    false,
  ],
  ['a condition that nobody knows here', [allow({ Condition: { DateLessThan: { 'aws:x': 'y' } } })], false],
  ['what a condition is tied to', [allow({ Condition: { StringEquals: { 'aws:x': 'y' } } })], false],
])('of statements with %s', (_, statements, allowed) => {
  expect(allows(statements, send)).toBe(allowed);
});
