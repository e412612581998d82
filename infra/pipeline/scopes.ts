/** CloudFormation names most resources after their stack, and a stack is `[client-]masivo-bridge-environment`. */
const ours = '*masivo-bridge-*';

/** On which resources of an account the actions of a service are allowed; `*` where AWS knows none, or nothing narrower. */
export const scopeOf: Readonly<Record<string, string>> = {
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
  // Named after their ids in the template alone.
  secretsmanager: 'arn:aws:secretsmanager:*:*:secret:Secret*',
  sns: `arn:aws:sns:*:*:${ours}`,
  sqs: `arn:aws:sqs:*:*:${ours}`,
};

/** Actions that AWS judges on other resources than those of their service above, or on none. */
export const otherScopes: Readonly<Record<string, string>> = {
  'cloudwatch:DeleteDashboards': `arn:aws:cloudwatch::*:dashboard/${ours}`,
  'cloudwatch:DescribeAlarms': '*',
  'cloudwatch:GetDashboard': `arn:aws:cloudwatch::*:dashboard/${ours}`,
  'cloudwatch:PutDashboard': `arn:aws:cloudwatch::*:dashboard/${ours}`,
  'iam:CreateServiceLinkedRole': 'arn:aws:iam::*:role/aws-service-role/*',
  'lambda:CreateEventSourceMapping': '*',
  'lambda:DeleteEventSourceMapping': '*',
  'lambda:GetEventSourceMapping': '*',
  // Of a function, or of an event source mapping, whose name is none of ours.
  'lambda:ListTags': '*',
  'lambda:TagResource': '*',
  'lambda:UntagResource': '*',
  'lambda:UpdateEventSourceMapping': '*',
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
