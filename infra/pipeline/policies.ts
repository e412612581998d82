import { permissionsByType } from './permissions-by-type';
import { otherScopes, scopeOf } from './scopes';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Actions whose resource alone would allow too much. */
const conditions: Readonly<Record<string, NonNullable<Statement['Condition']>>> = {
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
};

const types = Object.values(permissionsByType);

/** A managed policy holds 6,144 characters. */
const roomFor = 5000;

/**
 * For CloudFormation's role (`cdk bootstrap --cloudformation-execution-policies`): all that a deployment does, in as
 * many policies as it needs.
 */
export function executionPolicies(): readonly Policy[] {
  const parts: Statement[][] = [];
  for (const statement of executionStatements()) {
    const part = parts.at(-1);
    if (part && JSON.stringify([...part, statement]).length <= roomFor) part.push(statement);
    else parts.push([statement]);
  }
  return parts.map((Statement) => ({ Version: '2012-10-17', Statement }));
}

function executionStatements(): readonly Statement[] {
  return statementsOf(
    types.flatMap(({ read, write }) => [...read, ...write]),
    [
      // Of the bootstrap: every template of CDK asks for its version.
      allow(['ssm:GetParameters'], 'arn:aws:ssm:*:*:parameter/cdk-bootstrap/*'),
      // A company's own key; its key policy says which services may be asked (docs/deploy.md).
      {
        ...allow(
          ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
          'arn:aws:kms:*:*:key/*',
        ),
        Condition: {
          StringLike: {
            'kms:ViaService': [
              'sqs.*.amazonaws.com',
              'dynamodb.*.amazonaws.com',
              'secretsmanager.*.amazonaws.com',
            ],
          },
        },
      },
    ],
  );
}

/** For the nightly check: what CloudFormation reads with the caller's permissions to find drift. No secret's value. */
export function driftPolicy(): Policy {
  const Statement = statementsOf(
    types.flatMap(({ read }) => read),
    [
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
    ],
  );
  return { Version: '2012-10-17', Statement };
}

/**
 * For `cdk diff` on pull requests, whose code nobody has read yet: the deployed template, and no more. CDK's own lookup
 * role has AWS's ReadOnlyAccess, which reads the ledger's items.
 */
export function diffPolicy(): Policy {
  const actions = [
    'cloudformation:DescribeStacks',
    'cloudformation:GetTemplate',
    'cloudformation:ListStackResources',
  ];
  return { Version: '2012-10-17', Statement: [allow(actions, ourStacks)] };
}

const ourStacks = 'arn:aws:cloudformation:*:*:stack/*masivo-bridge-*';

/** One statement for each resource, and for each condition. */
function statementsOf(actions: readonly string[], more: readonly Statement[]): readonly Statement[] {
  const byScope = new Map<string, string[]>();
  const alone: Statement[] = [];
  for (const action of [...new Set(actions)].sort()) {
    const resource = otherScopes[action] ?? scopeOf[action.split(':')[0] ?? ''];
    if (resource === undefined) throw new Error(`There is no resource for ${action}`);
    const condition = conditions[action];
    if (condition) alone.push({ ...allow([action], resource), Condition: condition });
    else byScope.set(resource, [...(byScope.get(resource) ?? []), action]);
  }
  const shared = [...byScope].map(([resource, of]) => allow(of, resource));
  return [...shared, ...alone, ...more];
}

const allow = (Action: readonly string[], Resource: string): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});
