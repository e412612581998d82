import { permissionsByType } from './permissions-by-type';
import { ours } from './scopes';
import { allow, type Policy, policy, type Statement, statementsOf } from './statements';

/** The ARNs of what guards these policies themselves. */
export interface Guards<Text> {
  /** The permissions boundary that each role of the bridge has. */
  readonly boundary: Text;
  /** The boundary, these policies and the pipeline's roles, whose names are like the bridge's own. */
  readonly pipeline: readonly Text[];
}

const types = Object.values(permissionsByType);

/** Of event source mappings, which have no name: https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html */
export const ofOurFunctions = {
  StringLike: { 'lambda:FunctionArn': `arn:aws:lambda:*:*:function:${ours}` },
};

/** Actions whose resource alone would allow too much. */
const conditions = <Text>(boundary: Text) => {
  const isBounded = { StringEquals: { 'iam:PermissionsBoundary': boundary } };
  return {
    // Whoever could make a role without, or give one a policy, could do anything: by the role.
    'iam:AttachRolePolicy': isBounded,
    'iam:CreateRole': isBounded,
    'iam:PutRolePermissionsBoundary': isBounded,
    'iam:PutRolePolicy': isBounded,
    'iam:PassRole': {
      StringEquals: {
        'iam:PassedToService': ['chatbot.amazonaws.com', 'lambda.amazonaws.com', 'scheduler.amazonaws.com'],
      },
    },
    'iam:CreateServiceLinkedRole': {
      StringEquals: {
        'iam:AWSServiceName': ['management.chatbot.amazonaws.com', 'ops.apigateway.amazonaws.com'],
      },
    },
    'lambda:CreateEventSourceMapping': ofOurFunctions,
    'lambda:DeleteEventSourceMapping': ofOurFunctions,
    'lambda:UpdateEventSourceMapping': ofOurFunctions,
  };
};

/** A managed policy holds 6,144 characters. */
const roomFor = 5000;

/**
 * For CloudFormation's role (`cdk bootstrap --cloudformation-execution-policies`): all that a deployment does, in as
 * many policies as it needs.
 */
export function executionPolicies<Text>(guards: Guards<Text>): readonly Policy<Text | string>[] {
  const parts: Statement<Text | string>[][] = [];
  for (const statement of executionStatements(guards)) {
    const part = parts.at(-1);
    if (part && JSON.stringify([...part, statement]).length <= roomFor) part.push(statement);
    else parts.push([statement]);
  }
  return parts.map(policy);
}

function executionStatements<Text>({
  boundary,
  pipeline,
}: Guards<Text>): readonly Statement<Text | string>[] {
  return [
    ...statementsOf<Text | string>(
      types.flatMap(({ read, write }) => [...read, ...write]),
      conditions<Text | string>(boundary),
    ),
    { Effect: 'Deny', Action: ['iam:*'], Resource: pipeline },
    // Of the bootstrap: every template of CDK asks for its version.
    allow(['ssm:GetParameters'], 'arn:aws:ssm:*:*:parameter/cdk-bootstrap/*'),
    // A company's own key; its key policy says which services may be asked (docs/deploy.md).
    keyStatement(['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey']),
  ];
}

/** Through the services that hold our data alone. */
export const keyStatement = (actions: readonly string[]): Statement => ({
  ...allow(actions, 'arn:aws:kms:*:*:key/*'),
  Condition: {
    StringLike: {
      'kms:ViaService': ['sqs.*.amazonaws.com', 'dynamodb.*.amazonaws.com', 'secretsmanager.*.amazonaws.com'],
    },
  },
});

/** For the nightly check: what CloudFormation reads with the caller's permissions to find drift. No secret's value. */
export const driftPolicy = (): Policy =>
  policy([...statementsOf<string>(types.flatMap(({ read }) => read)), ...driftStatements()]);

export const driftStatements = (): readonly Statement[] => [
  allow(
    [
      'cloudformation:DescribeStackResourceDrifts',
      'cloudformation:DescribeStacks',
      'cloudformation:DetectStackDrift',
      'cloudformation:DetectStackResourceDrift',
      'cloudformation:GetTemplate',
      'cloudformation:ListStackResources',
    ],
    ourStacks,
  ),
  allow(['cloudformation:DescribeStackDriftDetectionStatus'], '*'),
];

/**
 * For `cdk diff` on pull requests, whose code nobody has read yet: the deployed template, and no more. CDK's own lookup
 * role has AWS's ReadOnlyAccess, which reads the ledger's items.
 */
export const diffPolicy = (): Policy =>
  policy([
    allow(
      ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate', 'cloudformation:ListStackResources'],
      ourStacks,
    ),
  ]);

const ourStacks = 'arn:aws:cloudformation:*:*:stack/*masivo-bridge-*';
