/** What CloudFormation calls for a resource of a type, with the permissions of whoever has it do so. */
export interface TypePermissions {
  /** To compare a resource with its template: drift. */
  readonly read: readonly string[];
  /** To create, update and delete it. */
  readonly write: readonly string[];
}

/**
 * Every type of the stack, with all options of a config. Where CloudFormation publishes a type's schema with its
 * handlers' permissions, these are those, without what a property needs that the stack never sets (VPCs, file systems,
 * streams, replicas). It publishes none for event rules, metric filters and subscriptions: theirs are the API calls of
 * their properties. Nothing here has been tried in an account.
 */
export const permissionsByType: Readonly<Record<string, TypePermissions>> = {
  'AWS::ApiGatewayV2::Api': gateway(),
  'AWS::ApiGatewayV2::ApiMapping': gateway(),
  'AWS::ApiGatewayV2::DomainName': {
    ...gateway(),
    // For the first domain of an account.
    write: [...gateway().write, 'iam:CreateServiceLinkedRole'],
  },
  'AWS::ApiGatewayV2::Integration': gateway(),
  'AWS::ApiGatewayV2::Route': gateway(),
  'AWS::ApiGatewayV2::Stage': {
    ...gateway(),
    // With access logs API Gateway makes a log delivery for whoever asks, and edits the policy of the account's logs.
    write: [
      ...gateway().write,
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ],
  },
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': {
    read: ['chatbot:GetMicrosoftTeamsChannelConfiguration', 'chatbot:ListTagsForResource'],
    write: [
      'chatbot:CreateMicrosoftTeamsChannelConfiguration',
      'chatbot:DeleteMicrosoftTeamsChannelConfiguration',
      'chatbot:ListMicrosoftTeamsChannelConfigurations',
      'chatbot:TagResource',
      'chatbot:UntagResource',
      'chatbot:UpdateMicrosoftTeamsChannelConfiguration',
      // For the first channel of an account.
      'iam:CreateServiceLinkedRole',
      'iam:PassRole',
    ],
  },
  'AWS::Chatbot::SlackChannelConfiguration': {
    read: ['chatbot:DescribeSlackChannelConfigurations', 'chatbot:ListTagsForResource'],
    write: [
      'chatbot:CreateSlackChannelConfiguration',
      'chatbot:DeleteSlackChannelConfiguration',
      'chatbot:TagResource',
      'chatbot:UntagResource',
      'chatbot:UpdateSlackChannelConfiguration',
      'iam:CreateServiceLinkedRole',
      'iam:PassRole',
    ],
  },
  'AWS::CloudWatch::Alarm': {
    read: ['cloudwatch:DescribeAlarms', 'cloudwatch:ListTagsForResource'],
    write: [
      'cloudwatch:DeleteAlarms',
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:TagResource',
      'cloudwatch:UntagResource',
    ],
  },
  'AWS::CloudWatch::Dashboard': {
    read: ['cloudwatch:GetDashboard'],
    write: ['cloudwatch:DeleteDashboards', 'cloudwatch:PutDashboard'],
  },
  'AWS::DynamoDB::Table': {
    read: [
      'dynamodb:DescribeContinuousBackups',
      'dynamodb:DescribeContributorInsights',
      'dynamodb:DescribeKinesisStreamingDestination',
      'dynamodb:DescribeTable',
      'dynamodb:DescribeTimeToLive',
      'dynamodb:ListTagsOfResource',
    ],
    write: [
      'dynamodb:CreateTable',
      'dynamodb:DeleteTable',
      'dynamodb:TagResource',
      'dynamodb:UntagResource',
      'dynamodb:UpdateContinuousBackups',
      'dynamodb:UpdateTable',
      'dynamodb:UpdateTimeToLive',
    ],
  },
  'AWS::EventSchemas::Registry': {
    read: ['schemas:DescribeRegistry', 'schemas:ListTagsForResource'],
    write: [
      'schemas:CreateRegistry',
      'schemas:DeleteRegistry',
      'schemas:TagResource',
      'schemas:UntagResource',
      'schemas:UpdateRegistry',
    ],
  },
  'AWS::EventSchemas::Schema': {
    read: ['schemas:DescribeSchema', 'schemas:ListSchemaVersions', 'schemas:ListTagsForResource'],
    write: [
      'schemas:CreateSchema',
      'schemas:DeleteSchema',
      'schemas:DeleteSchemaVersion',
      'schemas:TagResource',
      'schemas:UntagResource',
      'schemas:UpdateSchema',
    ],
  },
  'AWS::Events::Rule': {
    read: ['events:DescribeRule', 'events:ListTagsForResource', 'events:ListTargetsByRule'],
    write: [
      'events:DeleteRule',
      'events:PutRule',
      'events:PutTargets',
      'events:RemoveTargets',
      'events:TagResource',
      'events:UntagResource',
    ],
  },
  'AWS::IAM::ManagedPolicy': {
    read: ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:ListEntitiesForPolicy', 'iam:ListPolicyVersions'],
    write: ['iam:CreatePolicy', 'iam:CreatePolicyVersion', 'iam:DeletePolicy', 'iam:DeletePolicyVersion'],
  },
  'AWS::IAM::Role': {
    read: [
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:ListRolePolicies',
      'iam:ListRoleTags',
    ],
    write: [
      'iam:AttachRolePolicy',
      'iam:CreateRole',
      // Not `iam:DeleteRolePermissionsBoundary`: no role is ever without (policies.ts).
      'iam:DeleteRole',
      'iam:DeleteRolePolicy',
      'iam:DetachRolePolicy',
      'iam:PutRolePermissionsBoundary',
      'iam:PutRolePolicy',
      'iam:TagRole',
      'iam:UntagRole',
      'iam:UpdateAssumeRolePolicy',
      'iam:UpdateRole',
      'iam:UpdateRoleDescription',
    ],
  },
  'AWS::Lambda::EventInvokeConfig': {
    read: ['lambda:GetFunctionEventInvokeConfig'],
    write: [
      'lambda:DeleteFunctionEventInvokeConfig',
      'lambda:PutFunctionEventInvokeConfig',
      'lambda:UpdateFunctionEventInvokeConfig',
    ],
  },
  'AWS::Lambda::EventSourceMapping': {
    read: ['lambda:GetEventSourceMapping', 'lambda:ListTags'],
    write: [
      'lambda:CreateEventSourceMapping',
      'lambda:DeleteEventSourceMapping',
      'lambda:TagResource',
      'lambda:UntagResource',
      'lambda:UpdateEventSourceMapping',
    ],
  },
  'AWS::Lambda::Function': {
    read: [
      'lambda:GetFunction',
      'lambda:GetFunctionCodeSigningConfig',
      'lambda:GetFunctionRecursionConfig',
      'lambda:GetFunctionScalingConfig',
      'lambda:GetRuntimeManagementConfig',
      'lambda:ListTags',
    ],
    write: [
      'iam:PassRole',
      'lambda:CreateFunction',
      'lambda:DeleteFunction',
      'lambda:DeleteFunctionConcurrency',
      'lambda:PutFunctionConcurrency',
      'lambda:PutFunctionRecursionConfig',
      'lambda:PutRuntimeManagementConfig',
      'lambda:TagResource',
      'lambda:UntagResource',
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
      // The bundle, from CDK's bucket.
      's3:GetObject',
      's3:GetObjectVersion',
    ],
  },
  'AWS::Lambda::Permission': {
    read: ['lambda:GetPolicy'],
    write: ['lambda:AddPermission', 'lambda:RemovePermission'],
  },
  'AWS::Logs::LogGroup': {
    read: ['logs:DescribeLogGroups', 'logs:GetDataProtectionPolicy', 'logs:ListTagsForResource'],
    write: [
      'logs:CreateLogGroup',
      'logs:DeleteLogGroup',
      'logs:DeleteRetentionPolicy',
      'logs:PutRetentionPolicy',
      'logs:TagLogGroup',
      'logs:TagResource',
      'logs:UntagLogGroup',
      'logs:UntagResource',
    ],
  },
  'AWS::Logs::MetricFilter': {
    read: ['logs:DescribeMetricFilters'],
    write: ['logs:DeleteMetricFilter', 'logs:PutMetricFilter'],
  },
  'AWS::SNS::Subscription': {
    read: ['sns:GetSubscriptionAttributes'],
    write: ['sns:SetSubscriptionAttributes', 'sns:Subscribe', 'sns:Unsubscribe'],
  },
  'AWS::SNS::Topic': {
    read: [
      'sns:GetDataProtectionPolicy',
      'sns:GetTopicAttributes',
      'sns:ListSubscriptionsByTopic',
      'sns:ListTagsForResource',
    ],
    write: [
      'sns:CreateTopic',
      'sns:DeleteTopic',
      'sns:SetTopicAttributes',
      'sns:TagResource',
      'sns:UntagResource',
    ],
  },
  'AWS::SNS::TopicPolicy': { read: ['sns:GetTopicAttributes'], write: ['sns:SetTopicAttributes'] },
  'AWS::SQS::Queue': {
    read: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ListQueueTags'],
    write: ['sqs:CreateQueue', 'sqs:DeleteQueue', 'sqs:SetQueueAttributes', 'sqs:TagQueue', 'sqs:UntagQueue'],
  },
  'AWS::SQS::QueuePolicy': { read: ['sqs:GetQueueAttributes'], write: ['sqs:SetQueueAttributes'] },
  'AWS::Scheduler::Schedule': {
    read: ['scheduler:GetSchedule'],
    write: [
      'iam:PassRole',
      'scheduler:CreateSchedule',
      'scheduler:DeleteSchedule',
      'scheduler:UpdateSchedule',
    ],
  },
  'AWS::SecretsManager::Secret': {
    // Its schema reads the value, too. A comparison with the template does without: nobody who compares is to see it.
    read: ['secretsmanager:DescribeSecret'],
    write: [
      'secretsmanager:CreateSecret',
      'secretsmanager:DeleteSecret',
      'secretsmanager:GetRandomPassword',
      'secretsmanager:GetSecretValue',
      'secretsmanager:TagResource',
      'secretsmanager:UntagResource',
      'secretsmanager:UpdateSecret',
    ],
  },
};

/** API Gateway's actions are HTTP methods on its own paths. IAM knows none for tags, which schemas name besides. */
function gateway(): TypePermissions {
  return {
    read: ['apigateway:GET'],
    write: ['apigateway:DELETE', 'apigateway:PATCH', 'apigateway:POST', 'apigateway:PUT'],
  };
}
