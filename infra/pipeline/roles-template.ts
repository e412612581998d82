import { boundaryPolicy } from './boundary';
import { diffPolicy, driftPolicy, executionPolicies } from './policies';
import type { Policy } from './statements';

/** The company's boundary, or the one that is made here. */
const boundary = { 'Fn::If': ['OwnBoundary', { Ref: 'Boundary' }, { Ref: 'PermissionsBoundary' }] };

/** By their names: a policy that names itself could not be made. */
const own = (kind: string, name: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:${kind}/\${AWS::StackName}-${name}*`,
});
const guards = {
  boundary,
  pipeline: [
    boundary,
    ...['Boundary', 'CloudFormationExecution'].map((name) => own('policy', name)),
    ...['Diff-', 'Deploy-', 'Check-'].map((name) => own('role', name)),
  ],
};

/** A parameter, for Fn::Sub. */
const environment = `\${Environment}`;
const issuer = 'token.actions.githubusercontent.com';

/**
 * A template of its own, deployed once per account and before the bootstrap: what CloudFormation may do, and the three
 * roles that GitHub's jobs take with a token of their own (OIDC), so that no key is kept there.
 */
export function rolesTemplate() {
  const role = (
    Description: string,
    subject: string,
    policies: Readonly<Record<string, Policy | object>>,
    more: object = {},
  ) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      Description,
      MaxSessionDuration: 3600,
      ...more,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: {
              Federated: {
                'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:oidc-provider/${issuer}`,
              },
            },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              // Equal, not like: a wildcard here would let other branches or repositories in.
              StringEquals: {
                [`${issuer}:aud`]: 'sts.amazonaws.com',
                [`${issuer}:sub`]: { 'Fn::Sub': `repo:\${Repository}:${subject}` },
              },
            },
          },
        ],
      },
      Policies: Object.entries(policies).map(([PolicyName, PolicyDocument]) => ({
        PolicyName,
        PolicyDocument,
      })),
    },
  });
  const execution = executionPolicies<object>(guards).map((PolicyDocument, index) => [
    `CloudFormationExecution${index + 1}`,
    {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { Description: 'What CloudFormation may do to deploy masivo-bridge', PolicyDocument },
    },
  ]);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'masivo-bridge: what CloudFormation may do, and the roles of the GitHub workflow',
    Parameters: {
      Repository: {
        Type: 'String',
        Description:
          "The repository whose workflow deploys, as GitHub's tokens name it: owner@ID/name@ID, or owner/name where it is older",
        // https://docs.github.com/actions/reference/security/oidc#immutable-subject-claims
        AllowedPattern: '[\\w.-]+/[\\w.-]+|[\\w.-]+@[0-9]+/[\\w.-]+@[0-9]+',
      },
      Environment: {
        Type: 'String',
        Description: "GitHub's environment that approves deployments: prod",
        AllowedPattern: '[\\w-]+',
      },
      Qualifier: {
        Type: 'String',
        Description: "Of CDK's bootstrap",
        Default: 'hnb659fds',
        AllowedPattern: '[a-z0-9]{1,10}',
      },
      PermissionsBoundary: {
        Type: 'String',
        Description: "A company's own boundary, by its ARN; without it one is made here",
        Default: '',
        AllowedPattern: '(arn:aws[\\w-]*:iam::([0-9]{12}|aws):policy/[\\w+=,.@/-]+)?',
      },
      MakeProvider: {
        Type: 'String',
        Description: "An account has one provider for GitHub's tokens: no, where it is there",
        Default: 'yes',
        AllowedValues: ['yes', 'no'],
      },
    },
    Conditions: {
      MakeProvider: { 'Fn::Equals': [{ Ref: 'MakeProvider' }, 'yes'] },
      OwnBoundary: { 'Fn::Equals': [{ Ref: 'PermissionsBoundary' }, ''] },
    },
    Resources: {
      GitHub: {
        Type: 'AWS::IAM::OIDCProvider',
        Condition: 'MakeProvider',
        // Other stacks and people may use it, too.
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: { Url: `https://${issuer}`, ClientIdList: ['sts.amazonaws.com'] },
      },
      Boundary: {
        Type: 'AWS::IAM::ManagedPolicy',
        Condition: 'OwnBoundary',
        Properties: {
          Description: 'The most that a role of masivo-bridge may do',
          PolicyDocument: boundaryPolicy(),
        },
      },
      ...Object.fromEntries(execution),
      Diff: role('masivo-bridge: cdk diff on pull requests; it only reads', 'pull_request', {
        templates: diffPolicy(),
      }),
      Deploy: role('masivo-bridge: deploys, after approval', `environment:${environment}`, {
        cdk: assume('deploy', 'file-publishing', 'lookup'),
      }),
      Check: role(
        'masivo-bridge: selftest, and the nightly doctor, census and drift',
        `environment:${environment}-checks`,
        { drift: driftPolicy() },
        // A census of a large store takes longer than an hour. It has policies that a deployment can change.
        { MaxSessionDuration: 7200, PermissionsBoundary: boundary },
      ),
    },
    Outputs: {
      /** As `cdk bootstrap` takes them. */
      CloudFormationExecutionPolicies: {
        Value: { 'Fn::Join': [',', execution.map(([name]) => ({ Ref: name }))] },
      },
      /** As the config takes it: `platform.permissionsBoundary`. */
      PermissionsBoundary: { Value: boundary },
      ...Object.fromEntries(
        ['Diff', 'Deploy', 'Check'].map((name) => [
          `${name}Role`,
          { Value: { 'Fn::GetAtt': [name, 'Arn'] } },
        ]),
      ),
    },
  };
}

/** CDK's own roles do the work; these only take them. */
const assume = (...roles: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: roles.map((name) => ({
        'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/cdk-\${Qualifier}-${name}-role-*`,
      })),
    },
  ],
});
