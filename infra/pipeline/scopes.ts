/** CloudFormation names most resources after their stack, and a stack is `[client-]masivo-bridge-environment`. */
export const ours = '*masivo-bridge-*';

/** One resource, or several. */
export type Scope = string | readonly string[];

/**
 * CloudFormation names secrets after their ids in the template alone, not after the stack. CDK makes an id of the place
 * in the code, so it is the same in each stack, and ends with a hash that nobody else's has.
 */
const secrets = [
  'Secretadmin6F95BEBF',
  'SecretemailindexE309F9D3',
  'Secretmasivo39A2A073',
  'Secretreconcilekeys223F4848',
  'SecretvendorkeysD288B0DA',
  'SecretwebhooksBDB5C79B',
].map((id) => `arn:aws:secretsmanager:*:*:secret:${id}-*`);

/** A tag is put onto a function, or an event source mapping, whose name is none of ours. */
const tagged = [`arn:aws:lambda:*:*:function:${ours}`, 'arn:aws:lambda:*:*:event-source-mapping:*'];

/** On which resources of an account the actions of a service are allowed; `*` where AWS knows none, or nothing narrower. */
export const scopeOf: Readonly<Record<string, Scope>> = {
  apigateway: 'arn:aws:apigateway:*::/*',
  // Its configurations belong to no region, and are listed for the whole account.
  chatbot: '*',
  cloudwatch: `arn:aws:cloudwatch:*:*:alarm:${ours}`,
  dynamodb: `arn:aws:dynamodb:*:*:table/${ours}`,
  events: `arn:aws:events:*:*:rule/${ours}`,
  iam: `arn:aws:iam::*:*/${ours}`,
  lambda: `arn:aws:lambda:*:*:function:${ours}`,
  logs: `arn:aws:logs:*:*:log-group:${ours}`,
  s3: 'arn:aws:s3:::cdk-*-assets-*/*',
  scheduler: `arn:aws:scheduler:*:*:schedule/default/${ours}`,
  schemas: 'arn:aws:schemas:*:*:*/*lambda-testevent-schemas*',
  secretsmanager: secrets,
  sns: `arn:aws:sns:*:*:${ours}`,
  sqs: `arn:aws:sqs:*:*:${ours}`,
};

/** Actions that AWS judges on other resources than those of their service above, or on none. */
export const otherScopes: Readonly<Record<string, Scope>> = {
  'cloudwatch:DeleteDashboards': `arn:aws:cloudwatch::*:dashboard/${ours}`,
  'cloudwatch:DescribeAlarms': '*',
  'cloudwatch:GetDashboard': `arn:aws:cloudwatch::*:dashboard/${ours}`,
  'cloudwatch:PutDashboard': `arn:aws:cloudwatch::*:dashboard/${ours}`,
  'iam:CreateServiceLinkedRole': 'arn:aws:iam::*:role/aws-service-role/*',
  // AWS knows no narrower resource for the first of these: a condition names their function (policies.ts).
  'lambda:CreateEventSourceMapping': '*',
  'lambda:DeleteEventSourceMapping': '*',
  'lambda:UpdateEventSourceMapping': '*',
  // Once one is deleted, AWS judges the question for it on no resource.
  'lambda:GetEventSourceMapping': '*',
  'lambda:ListTags': tagged,
  'lambda:TagResource': tagged,
  'lambda:UntagResource': tagged,
  'logs:CreateLogDelivery': '*',
  'logs:DeleteLogDelivery': '*',
  'logs:DescribeLogGroups': '*',
  'logs:DescribeResourcePolicies': '*',
  'logs:GetLogDelivery': '*',
  'logs:ListLogDeliveries': '*',
  'logs:PutResourcePolicy': '*',
  'logs:UpdateLogDelivery': '*',
  'secretsmanager:GetRandomPassword': '*',
  'sns:GetSubscriptionAttributes': '*',
  'sns:SetSubscriptionAttributes': '*',
  'sns:Unsubscribe': '*',
};
