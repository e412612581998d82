import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boundaryPolicy } from '../../../infra/pipeline/boundary';
import { permissionsByType } from '../../../infra/pipeline/permissions-by-type';
import { diffPolicy, driftPolicy, executionPolicies } from '../../../infra/pipeline/policies';
import { rolesTemplate } from '../../../infra/pipeline/roles-template';
import { reconcileDefaults } from '../../../infra/reconcile-defaults';
import { allows, type Statement } from '../../../trials/judges/iam/policy';
import { alarmsWherePeopleAre, environment, example, pathKeys } from '../environments';
import { resolver } from '../resolve';
import { synthesise } from '../support';

/** Every option that adds a type of resource. */
const everything = environment({
  stores: {
    shopify: { default: { vendorAccount: 'tests.myshopify.com' } },
    stripe: { default: { vendorAccount: 'acct_tests', events: true } },
  },
  platform: {
    clientPrefix: 'acme',
    rolePath: '/teams/loyalty/',
    kmsKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-000000000000',
  },
  ingress: {
    domain: {
      name: 'hooks.acme.example',
      certificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-4000-8000-000000000000',
      pathKeys: [pathKeys[0]],
    },
  },
  reconcile: reconcileDefaults,
  alarms: { ...alarmsWherePeopleAre().alarms, email: 'alarms@example.com' },
  dashboard: true,
  sampleEvents: 'new-registry',
});
const typesOf = (built: ReturnType<typeof synthesise>) =>
  Object.values(built.template.Resources).map(({ Type }) => Type);
const types = [
  ...new Set([everything, example('prod'), example('dev')].flatMap((each) => typesOf(synthesise(each)))),
].sort();

test('every type of the stack has its permissions, and no other type has', () => {
  expect(Object.keys(permissionsByType).sort()).toEqual(
    types.filter((type) => type !== 'AWS::CDK::Metadata'),
  );
});

/** What AWS judges an action of a service on, as CloudFormation names it in a stack of a client. */
const name = 'acme-masivo-bridge-prod-Thing1A2B3C-XYZ';
const judgedOn: Readonly<Record<string, string>> = {
  apigateway: 'arn:aws:apigateway:eu-west-1::/apis/abc/stages',
  cloudwatch: `arn:aws:cloudwatch:eu-west-1:111111111111:alarm:acme-masivo-bridge-prod-webhooks-fail`,
  dynamodb: `arn:aws:dynamodb:eu-west-1:111111111111:table/${name}`,
  events: `arn:aws:events:eu-west-1:111111111111:rule/${name}`,
  iam: `arn:aws:iam::111111111111:role/teams/loyalty/${name}`,
  lambda: `arn:aws:lambda:eu-west-1:111111111111:function:${name}`,
  logs: `arn:aws:logs:eu-west-1:111111111111:log-group:${name}`,
  s3: 'arn:aws:s3:::cdk-loyalty1-assets-111111111111-eu-west-1/abc.zip',
  scheduler: `arn:aws:scheduler:eu-west-1:111111111111:schedule/default/${name}`,
  schemas: 'arn:aws:schemas:eu-west-1:111111111111:schema/lambda-testevent-schemas/_x-schema',
  secretsmanager: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:Secretmasivo39A2A073-XYZ-abcdef',
  sns: `arn:aws:sns:eu-west-1:111111111111:${name}`,
  sqs: `arn:aws:sqs:eu-west-1:111111111111:${name}`,
};
/** As AWS's service authorization reference has them: judged on no resource, or on another service's kind. */
const judgedElsewhere: Readonly<Record<string, string>> = {
  'cloudwatch:DeleteDashboards': 'arn:aws:cloudwatch::111111111111:dashboard/acme-masivo-bridge-prod',
  'cloudwatch:GetDashboard': 'arn:aws:cloudwatch::111111111111:dashboard/acme-masivo-bridge-prod',
  'cloudwatch:PutDashboard': 'arn:aws:cloudwatch::111111111111:dashboard/acme-masivo-bridge-prod',
  'iam:CreateServiceLinkedRole':
    'arn:aws:iam::111111111111:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway',
};
const boundary = 'arn:aws:iam::111111111111:policy/masivo-bridge-pipeline-Boundary-XYZ';
const pipelines = [
  boundary,
  'arn:aws:iam::111111111111:policy/masivo-bridge-pipeline-CloudFormationExecution*',
  'arn:aws:iam::111111111111:role/masivo-bridge-pipeline-Check-*',
];
const context = {
  'iam:PermissionsBoundary': [boundary],
  'lambda:FunctionArn': [judgedOn.lambda ?? ''],
  'iam:PassedToService': ['lambda.amazonaws.com'],
  'iam:AWSServiceName': ['ops.apigateway.amazonaws.com'],
};
const call = (action: string) => ({
  action,
  resource: judgedElsewhere[action] ?? judgedOn[action.split(':')[0] ?? ''] ?? '*',
  context,
});
const policies = executionPolicies<string>({ boundary, pipeline: pipelines });
const execution = policies.flatMap(({ Statement }) => Statement);

test.each(Object.entries(permissionsByType))('CloudFormation may do what %s takes', (_, { read, write }) => {
  const refused = [...read, ...write].filter((action) => !allows(execution, call(action)));
  expect(refused).toEqual([]);
});

test('the access logs of an HTTP API need actions that AWS judges on no resource', () => {
  for (const action of ['CreateLogDelivery', 'ListLogDeliveries', 'UpdateLogDelivery', 'PutResourcePolicy']) {
    expect(allows(execution, { action: `logs:${action}`, resource: '*' })).toBe(true);
  }
});

test("nothing outside the bridge's own names is CloudFormation's to change", () => {
  for (const [service, own] of Object.entries(judgedOn)) {
    // These two have no names of ours.
    if (['apigateway', 's3'].includes(service)) continue;
    const other = own.replace(
      /acme-masivo-bridge-prod|Secretmasivo39A2A073|lambda-testevent-schemas/,
      'payroll',
    );
    const writes = Object.values(permissionsByType)
      .flatMap(({ write }) => write)
      .filter(
        (action) =>
          action.startsWith(`${service}:`) && !allows(execution, { ...call(action), resource: '*' }),
      );
    expect(writes.filter((action) => allows(execution, { action, resource: other, context }))).toEqual([]);
  }
});

test('a role is passed to the services of the stack alone', () => {
  const pass = call('iam:PassRole');
  expect(allows(execution, pass)).toBe(true);
  expect(allows(execution, { ...pass, context: { 'iam:PassedToService': ['ec2.amazonaws.com'] } })).toBe(
    false,
  );
});

describe('roles', () => {
  const role = judgedOn.iam ?? '';
  const may = (action: string, resource: string, given: object = context) =>
    allows(execution, { action: `iam:${action}`, resource, context: { ...given } });

  test.each(['CreateRole', 'PutRolePolicy', 'AttachRolePolicy', 'PutRolePermissionsBoundary'])(
    'have the boundary, or CloudFormation may not: %s',
    (action) => {
      expect(may(action, role)).toBe(true);
      expect(may(action, role, {})).toBe(false);
      expect(
        may(action, role, { 'iam:PermissionsBoundary': ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
      ).toBe(false);
    },
  );

  test('keep it', () => expect(may('DeleteRolePermissionsBoundary', role)).toBe(false));

  test.each([
    'policy/masivo-bridge-pipeline-CloudFormationExecution1-XYZ',
    'policy/masivo-bridge-pipeline-Boundary-XYZ',
  ])('do not change what guards them: %s', (name) => {
    const guard = `arn:aws:iam::111111111111:${name}`;
    expect(['CreatePolicyVersion', 'DeletePolicy'].filter((action) => may(action, guard))).toEqual([]);
  });

  test('of the pipeline are not CloudFormation’s, though they are named like the bridge’s', () => {
    const check = 'arn:aws:iam::111111111111:role/masivo-bridge-pipeline-Check-XYZ';
    const writes = ['PutRolePolicy', 'AttachRolePolicy', 'UpdateAssumeRolePolicy', 'PassRole', 'DeleteRole'];
    expect(writes.filter((action) => may(action, check))).toEqual([]);
    expect(writes.filter((action) => may(action, role))).toEqual(writes);
  });
});

test('only event source mappings of our functions are made and changed', () => {
  for (const action of ['Create', 'Update', 'Delete'].map((verb) => `lambda:${verb}EventSourceMapping`)) {
    const of = (name: string) => ({
      action,
      resource: '*',
      context: { 'lambda:FunctionArn': [`arn:aws:lambda:eu-west-1:111111111111:function:${name}`] },
    });
    expect(allows(execution, of(name))).toBe(true);
    expect(allows(execution, of('payroll'))).toBe(false);
  }
});

test('the secrets of the stack are CloudFormation’s by their whole ids', () => {
  const ids = Object.entries(synthesise(everything).template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::SecretsManager::Secret')
    .map(([id]) => id);
  expect(ids).toHaveLength(6);
  const secret = (id: string) => `arn:aws:secretsmanager:eu-west-1:111111111111:secret:${id}-XYZ-abcdef`;
  const may = (id: string) =>
    allows(execution, { action: 'secretsmanager:DeleteSecret', resource: secret(id) });
  expect(ids.filter((id) => !may(id))).toEqual([]);
  expect(['Secretadmin', 'SecretPayroll', 'SecretmasivoA1B2C3D4'].filter(may)).toEqual([]);
});

describe('the boundary', () => {
  const most = boundaryPolicy().Statement;
  const via = { 'kms:ViaService': ['dynamodb.eu-west-1.amazonaws.com'] };
  const asked = (statement: Statement) =>
    [statement.Action].flat().flatMap((action) =>
      [statement.Resource].flat().map((resource) => ({
        action,
        resource,
        context: action.startsWith('kms:') ? via : context,
      })),
    );

  test.each([
    ['a stack with everything', everything],
    ['prod', example('prod')],
    ['dev', example('dev')],
  ])('lets the roles and the people of %s do what they do', (_, of) => {
    const { template } = synthesise(of);
    const resolve = resolver(template, of);
    const documents = Object.values(template.Resources).flatMap(({ Type, Properties = {} }) => {
      const { Policies = [], PolicyDocument } = JSON.parse(JSON.stringify(Properties));
      if (Type === 'AWS::IAM::ManagedPolicy') return [PolicyDocument];
      return Type === 'AWS::IAM::Role'
        ? Policies.map((each: { PolicyDocument: object }) => each.PolicyDocument)
        : [];
    });
    expect(documents.length).toBeGreaterThanOrEqual(8);
    const calls = documents.flatMap(({ Statement }) => resolve(Statement).flatMap(asked));
    expect(calls.filter((each) => !allows(most, each))).toEqual([]);
  });

  test('lets the nightly check compare', () => {
    expect(
      driftPolicy()
        .Statement.flatMap(asked)
        .filter((each) => !allows(most, each)),
    ).toEqual([]);
  });

  test.each([
    ['iam:CreateUser', 'arn:aws:iam::111111111111:user/anybody'],
    ['iam:PutRolePolicy', judgedOn.iam ?? ''],
    ['iam:CreatePolicyVersion', 'arn:aws:iam::111111111111:policy/acme-masivo-bridge-prod-Policy'],
    ['sts:AssumeRole', 'arn:aws:iam::111111111111:role/cdk-hnb659fds-cfn-exec-role-111111111111-eu-west-1'],
    ['lambda:UpdateFunctionCode', judgedOn.lambda ?? ''],
    [
      'cloudformation:ExecuteChangeSet',
      'arn:aws:cloudformation:eu-west-1:111111111111:stack/masivo-bridge-prod/1',
    ],
    ['s3:GetObject', judgedOn.s3 ?? ''],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:111111111111:table/payroll'],
    ['secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:payroll-abcdef'],
    ['sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111111111111:payroll'],
    ['kms:Decrypt', 'arn:aws:kms:eu-west-1:111111111111:key/1'],
  ])('is no way to more than the bridge: %s', (action, resource) => {
    expect(allows(most, { action, resource, context })).toBe(false);
  });

  test('is the role’s that has policies which a deployment can change', () => {
    const { Resources, Outputs } = JSON.parse(JSON.stringify(rolesTemplate()));
    const made = { 'Fn::If': ['OwnBoundary', { Ref: 'Boundary' }, { Ref: 'PermissionsBoundary' }] };
    expect(Resources.Check.Properties.PermissionsBoundary).toEqual(made);
    expect(Outputs.PermissionsBoundary.Value).toEqual(made);
    const policies = Object.entries(Resources).filter(([id]) => id.startsWith('CloudFormationExecution'));
    const text = JSON.stringify(policies);
    expect(text).toContain(JSON.stringify({ 'iam:PermissionsBoundary': made }));
    // Their own names, wherever they are changed by themselves.
    for (const [id] of policies) expect(id).toMatch(/^CloudFormationExecution\d$/);
    expect(text).toContain(`policy/\${AWS::StackName}-CloudFormationExecution*`);
  });
});

test('a template asks for the version of the bootstrap, and nothing else of that store', () => {
  const parameters = Object.values(
    JSON.parse(JSON.stringify(synthesise(example('prod')).template)).Parameters ?? {},
  );
  expect(parameters).toEqual([expect.objectContaining({ Default: '/cdk-bootstrap/hnb659fds/version' })]);
});

test('looking for drift changes nothing, and reads no value of a secret', () => {
  const read = driftPolicy().Statement.flatMap(({ Action }) => Action);
  expect(read.filter((action) => !/:(Describe|Detect|Get|GET|List)/.test(action))).toEqual([]);
  expect(read).not.toContain('secretsmanager:GetSecretValue');
});

test('a pull request reads templates, and nothing that a shopper is in', () => {
  const read = diffPolicy().Statement.flatMap(({ Action }) => Action);
  expect(read.every((action) => /^cloudformation:(Describe|Get|List)/.test(action))).toBe(true);
  // CDK's lookup role has AWS's ReadOnlyAccess, which reads the ledger.
  const { Diff, Check } = JSON.parse(JSON.stringify(rolesTemplate())).Resources;
  expect(JSON.stringify([Diff, Check])).not.toContain('"sts:AssumeRole"');
});

test('each policy fits into a managed policy, and all of them onto a role', () => {
  for (const policy of [...policies, boundaryPolicy()]) {
    expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6144);
  }
  // Ten managed policies a role.
  expect(policies.length).toBeLessThanOrEqual(10);
});

test('the committed template is the code: npm run pipeline-roles', () => {
  const file = join(__dirname, '../../../infra/pipeline/roles.template.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(rolesTemplate());
});

test.each([
  ['Diff', `repo:\${Repository}:pull_request`],
  ['Deploy', `repo:\${Repository}:environment:\${Environment}`],
  ['Check', `repo:\${Repository}:environment:\${Environment}-checks`],
])('GitHub gets the role %s for %s alone', (id, subject) => {
  const { Resources } = JSON.parse(JSON.stringify(rolesTemplate()));
  const [{ Action, Condition }] = Resources[id].Properties.AssumeRolePolicyDocument.Statement;
  expect(Action).toBe('sts:AssumeRoleWithWebIdentity');
  expect(Condition).toEqual({
    StringEquals: {
      'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      'token.actions.githubusercontent.com:sub': { 'Fn::Sub': subject },
    },
  });
});

test.each([
  ['acme/loyalty', true],
  ['acme@123456/loyalty@456789', true],
  ['acme/*', false],
  ['acme@123456/loyalty', false],
  ['acme/loyalty:ref', false],
])('the repository %s in a token may be given: %s', (name, allowed) => {
  // CloudFormation matches the whole value.
  const pattern = new RegExp(`^(?:${rolesTemplate().Parameters.Repository.AllowedPattern})$`);
  expect(pattern.test(name)).toBe(allowed);
});
