import { permissionsByType } from './permissions-by-type';
import { driftStatements, keyStatement, ofOurFunctions } from './policies';
import { allow, type Policy, policy, statementsOf } from './statements';

/**
 * The most that a role of the bridge may do, whatever policies somebody gives it: what its functions do
 * (infra/permissions.ts), and people (infra/people-policies.ts), whose policies a deployment can change, too; and what
 * the nightly check compares.
 */
export function boundaryPolicy(): Policy {
  return policy([
    ...statementsOf<string>([
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
      'lambda:GetFunctionConfiguration',
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:DescribeLogStreams',
      'logs:FilterLogEvents',
      'logs:GetLogEvents',
      'logs:PutLogEvents',
      'logs:StartQuery',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:ListMessageMoveTasks',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
      'sqs:StartMessageMoveTask',
      ...Object.values(permissionsByType).flatMap(({ read }) => read),
    ]),
    ...driftStatements(),
    // `operate`, by the id that AWS gives its API.
    allow(['execute-api:Invoke'], 'arn:aws:execute-api:*:*:*/$default/POST/*'),
    {
      ...allow(['lambda:UpdateEventSourceMapping'], '*'),
      Condition: ofOurFunctions,
    },
    allow(
      [
        'cloudwatch:GetMetricData',
        'lambda:GetAccountSettings',
        'lambda:ListEventSourceMappings',
        'logs:GetQueryResults',
      ],
      '*',
    ),
    keyStatement([
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ]),
  ]);
}
