import { example } from './environments';
import type { Json } from './json';
import { found, synthesise } from './support';

const prod = synthesise(example('prod'));

// Functions are told which secret they read by their environment; their roles allow it.
test.each([
  ['webhooks', ['FunctionsReceiveFunction', 'FunctionsReceiveRole', 'PeopleAdmin']],
  [
    'masivo',
    [
      'FunctionsDeliverFunction',
      'FunctionsDeliverRole',
      'FunctionsOperateFunction',
      'FunctionsOperateRole',
      'PeopleAdmin',
      'PeopleMigration',
    ],
  ],
  [
    'emailindex',
    [
      'FunctionsDeliverFunction',
      'FunctionsDeliverRole',
      'FunctionsOperateFunction',
      'FunctionsOperateRole',
      'PeopleMigration',
      'ReconciliationReconcileFunction',
      'ReconciliationReconcileRole',
    ],
  ],
  // What opens the stores is for administrators alone: no function, and nobody else, may read it.
  ['admin', ['PeopleAdmin']],
])('the secret %s may be read by those who need it, and by nobody else', (name, expected) => {
  const [secret] = prod.of('AWS::SecretsManager::Secret').find(([id]) => id.includes(`Secret${name}`)) ?? [
    '?',
  ];
  const readers = ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::Lambda::Function']
    .flatMap((type) => prod.of(type))
    .filter(([, resource]) => JSON.stringify(resource).includes(`"${secret}"`))
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
  expect(readers.sort()).toEqual(expected);
});

describe('the policies for people', () => {
  const statements = (part: string) =>
    found(prod, 'AWS::IAM::ManagedPolicy', part).PolicyDocument.Statement as Json[];
  const actions = (part: string): string[] => statements(part).flatMap(({ Action }) => Action);

  test.each([
    ['ReadOnly', 'sns:ListSubscriptionsByTopic', 'AlarmsTopics'],
    ['Admin', 'lambda:GetEventSourceMapping', 'FunctionsBatches'],
    ['Admin', 'lambda:UpdateEventSourceMapping', 'FunctionsBatches'],
  ])('%s has %s on that of this stack alone', (part, action, resource) => {
    const given = statements(part).filter(({ Action }) => [Action].flat().includes(action));
    expect(given).toHaveLength(1);
    expect(JSON.stringify(given[0].Resource)).toContain(`{"Ref":"${resource}`);
  });

  test('let those who look call what reads, and nothing else of the bridge', () => {
    const [invoke] = statements('ReadOnly').filter(({ Action }) => Action === 'execute-api:Invoke');
    expect(JSON.stringify(invoke?.Resource)).toMatch(/\$default\/POST\/read\/\*/);
    for (const action of actions('ReadOnly'))
      expect(action).toMatch(/:(Get|Describe|List|Filter|StartQuery|Invoke)/);
  });

  test('let operators call all acts, and nothing besides', () => {
    expect(statements('Operator')).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: expect.anything() },
    ]);
    expect(JSON.stringify(statements('Operator'))).toMatch(/\$default\/POST\/act\/\*/);
  });

  test('let administrators replace the secrets, but not the key of the e-mail index', () => {
    const admin = JSON.stringify(prod.of('AWS::IAM::ManagedPolicy').find(([id]) => id.includes('Admin')));
    expect(admin).toContain('secretsmanager:PutSecretValue');
    expect(admin).not.toContain('emailindex');
    expect(admin).toContain('Secretadmin');
  });
});
