import { companyOfItsOwnRules, environment, example, kmsKeyArn } from './environments';
import type { Json } from './json';
import { synthesise } from './support';

const company = synthesise(companyOfItsOwnRules());
const prod = synthesise(example('prod'));

/** Every statement of every policy that gives something. */
const allowed = (built: typeof prod): { id: string; statement: Json }[] =>
  Object.entries(built.template.Resources).flatMap(([id, { Properties }]) => {
    const documents = [
      Properties?.PolicyDocument,
      ...(Properties?.Policies ?? []).map((policy: Json) => policy.PolicyDocument),
    ];
    return documents
      .flatMap((document) => document?.Statement ?? [])
      .filter((statement: Json) => statement.Effect === 'Allow')
      .map((statement: Json) => ({ id, statement }));
  });

describe.each([
  ['the live example', prod],
  ['a company of its own rules', company],
])('%s', (_, built) => {
  test('gives no action by a wildcard', () => {
    for (const { statement } of allowed(built)) expect([statement.Action].flat().join()).not.toContain('*');
  });

  test('gives no resource by a wildcard but where AWS knows no other', () => {
    const wide = allowed(built).filter(({ statement }) => JSON.stringify(statement.Resource).includes('*'));
    expect(wide.map(({ id, statement }) => [id.replace(/[0-9A-F]{8}$/, ''), statement.Action])).toEqual([
      // A figure has no resource.
      ['FunctionsOperateRole', 'cloudwatch:GetMetricData'],
      // All calls of the function that read.
      ['PeopleReadOnly', 'execute-api:Invoke'],
      // Whoever asks for a stack by its name does not know the id that ends its ARN.
      ['PeopleReadOnly', 'cloudformation:DescribeStacks'],
      [
        'PeopleReadOnly',
        [
          'cloudwatch:DescribeAlarms',
          'cloudwatch:GetMetricData',
          'lambda:GetAccountSettings',
          'lambda:ListEventSourceMappings',
          'logs:GetQueryResults',
        ],
      ],
      ['PeopleCensus', 'cloudformation:DescribeStacks'],
      // All its acts.
      ['PeopleOperator', 'execute-api:Invoke'],
    ]);
  });

  test('lets people describe this stack by its name, and no other', () => {
    const described = allowed(built).filter(({ statement }) =>
      [statement.Action].flat().includes('cloudformation:DescribeStacks'),
    );
    expect(described.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'PeopleReadOnly',
      'PeopleCensus',
    ]);
    for (const { statement } of described) {
      expect([statement.Resource].flat()).toHaveLength(1);
      expect(JSON.stringify(statement.Resource)).toMatch(
        /:stack\/(acme-masivo-bridge-dev|masivo-bridge-prod)\/\*"/,
      );
    }
  });
});

test('every role carries the permissions boundary and the path', () => {
  const roles = company.of('AWS::IAM::Role');
  expect(roles).toHaveLength(3);
  for (const [, { Properties }] of roles) {
    expect(JSON.stringify(Properties.PermissionsBoundary)).toContain(':policy/TeamBoundary');
    expect(Properties.Path).toBe('/teams/loyalty/');
  }
  for (const [, { Properties }] of company.of('AWS::IAM::ManagedPolicy')) {
    expect(Properties.Path).toBe('/teams/loyalty/');
  }
});

test('the boundary may be an ARN', () => {
  const boundary = 'arn:aws:iam::111111111111:policy/central/Boundary';
  const built = synthesise(environment({ platform: { permissionsBoundary: boundary } }));
  for (const [, { Properties }] of built.of('AWS::IAM::Role'))
    expect(Properties.PermissionsBoundary).toBe(boundary);
});

test("the bootstrap qualifier is the platform's", () => {
  const [, { Properties }] = company.of('AWS::Lambda::Function')[0] ?? ['', { Properties: {} }];
  expect(Properties.Code.S3Bucket).toBe('cdk-loyalty1-assets-111111111111-eu-west-1');
});

test('the mandatory tags are on the stack itself, or CreateStack would be refused', () => {
  expect(company.stackTags).toEqual({
    app: 'masivo-bridge',
    environment: 'acme-dev',
    'cost-centre': '4711',
  });
});

test('the mandatory tags are on everything that takes tags', () => {
  const tags = (list: Json[]) => Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
  for (const type of ['AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::Lambda::Function', 'AWS::IAM::Role']) {
    for (const [, { Properties }] of company.of(type)) {
      expect(tags(Properties.Tags)).toEqual({
        app: 'masivo-bridge',
        environment: 'acme-dev',
        'cost-centre': '4711',
      });
    }
  }
});

test("the company's key is used through the services that hold our data alone", () => {
  const uses = allowed(company).filter(({ statement }) => statement.Resource === kmsKeyArn);
  expect(uses.map(({ id }) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
    'FunctionsDeliverRole',
    'FunctionsOperateRole',
    'FunctionsReceiveRole',
    'PeopleAdmin',
    'PeopleMigration',
  ]);
  for (const { statement } of uses) {
    expect([statement.Condition.StringEquals['kms:ViaService']].flat()[0]).toMatch(
      /^\w+\.eu-west-1\.amazonaws\.com$/,
    );
  }
  const [receive] = uses.filter(({ id }) => id.includes('Receive'));
  expect(receive?.statement.Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
});
