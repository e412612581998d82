import { vendorChanges } from '../../lambda/sources/changes-registry';
import { profiles } from '../../lambda/sources/profiles';
import { environment, example, withAStoreLeftOut } from './environments';
import type { Json } from './json';
import { found, synthesise } from './support';

const prod = synthesise(example('prod'));
const schedules = (built: typeof prod) =>
  built.of('AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);

test('the sources whose vendors can be asked have a key for it, and no others', () => {
  const withKey = [...profiles.values()].filter(({ changesKey }) => changesKey);
  expect(withKey.map(({ source }) => source.name).sort()).toEqual([...vendorChanges.keys()].sort());
});

describe('a live environment', () => {
  test('asks each store’s vendor every ten minutes', () => {
    const { id: functionId } = found(prod, 'AWS::Lambda::Function', 'Reconcile');
    expect(schedules(prod)).toMatchObject(
      ['shopify', 'stripe'].map((source) => ({
        ScheduleExpression: 'rate(10 minutes)',
        Target: {
          Arn: { 'Fn::GetAtt': [functionId, 'Arn'] },
          Input: JSON.stringify({ source, store: 'default' }),
          RetryPolicy: { MaximumRetryAttempts: 0 },
        },
      })),
    );
    expect(prod.settings(functionId)).toMatchObject({ reconcile: { everyMinutes: 10, overlapMinutes: 5 } });
  });

  test('lets the function send to the queue, read two secrets, and write how far it came', () => {
    const { Policies } = found(prod, 'AWS::IAM::Role', 'ReconciliationReconcileRole');
    const statements = Policies[0].PolicyDocument.Statement as Json[];
    expect(statements.flatMap(({ Action }) => [Action].flat())).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'secretsmanager:DescribeSecret',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
      'sqs:SendMessage',
      'dynamodb:BatchGetItem',
      'dynamodb:UpdateItem',
    ]);
    const secrets = JSON.stringify(statements.filter(({ Action }) => String(Action).startsWith('secrets')));
    expect(secrets).toContain('"Secretreconcilekeys');
    expect(secrets).toContain('"Secretemailindex');
    expect(secrets).not.toMatch(/Secret(masivo|webhooks|admin|vendorkeys)/);
  });

  test('tells the function where webhooks come, also at older addresses', () => {
    const of = (built: typeof prod) =>
      JSON.stringify(found(built, 'AWS::Lambda::Function', 'Reconcile').Environment.Variables.OWN_ADDRESSES);
    expect(of(prod)).toContain('ApiEndpoint');
    const [newer, older] = ['0123456789abcdef'.repeat(2), 'fedcba9876543210'.repeat(2)];
    const certificateArn = 'arn:aws:acm:eu-central-1:333333333333:certificate/1';
    const domain = { name: 'hooks.acme.example', certificateArn };
    const pathKeys: [string, string] = [newer, older];
    const { ingress, ...others } = example('prod');
    const addresses = of(synthesise({ ...others, ingress: { ...ingress, domain: { ...domain, pathKeys } } }));
    expect(addresses).toMatch(
      new RegExp(`url\\W+https://${domain.name}/${newer}\\W+open\\W+https://${domain.name}/${older}\\W`),
    );
    expect(addresses).toMatch(/hosts\W+hooks\.acme\.example\W.*\.execute-api\./);
  });

  test('lets nobody but the function and administrators read the keys', () => {
    const [secret] = prod.of('AWS::SecretsManager::Secret').find(([id]) => id.includes('reconcilekeys')) ?? [
      '?',
    ];
    const readers = ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::Lambda::Function']
      .flatMap((type) => prod.of(type))
      .filter(([, resource]) => JSON.stringify(resource).includes(`"${secret}"`))
      .map(([reader]) => reader.replace(/[0-9A-F]{8}$/, ''));
    expect(readers.sort()).toEqual([
      'PeopleAdmin',
      'ReconciliationReconcileFunction',
      'ReconciliationReconcileRole',
    ]);
    const description = found(prod, 'AWS::SecretsManager::Secret', 'reconcilekeys').Description;
    expect(description).toContain('Put in {"shopify/default":"..."}');
    expect(description).toContain('Put in {"stripe/default":"..."}');
    expect(description.length).toBeLessThan(2048);
  });

  test('lets the schedules call the function, and nothing else', () => {
    const { AssumeRolePolicyDocument, Policies } = found(prod, 'AWS::IAM::Role', 'ScheduleRole');
    expect(AssumeRolePolicyDocument.Statement).toMatchObject([
      {
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '333333333333' } },
      },
    ]);
    expect(Policies[0].PolicyDocument.Statement).toMatchObject([{ Action: 'lambda:InvokeFunction' }]);
  });

  test('has none of it where its config says off', () => {
    const off = synthesise({ ...example('prod'), reconcile: 'off' });
    expect(schedules(off)).toEqual([]);
    expect(JSON.stringify(off.template)).not.toMatch(/reconcil/i);
  });

  test('leaves a store out that its config leaves out', () => {
    const built = synthesise(withAStoreLeftOut());
    expect(schedules(built)).toMatchObject([
      { ScheduleExpression: 'rate(30 minutes)', Target: { Input: '{"source":"shopify","store":"second"}' } },
    ]);
    const { id: functionId } = found(built, 'AWS::Lambda::Function', 'Reconcile');
    expect(built.settings(functionId).stores).toMatchObject([{ reconcile: false }, {}]);
  });
});

test('a test environment asks nobody, unless its config says so', () => {
  expect(schedules(synthesise(example('dev')))).toEqual([]);
  expect(
    schedules(synthesise({ ...example('dev'), reconcile: { everyMinutes: 10, overlapMinutes: 5 } })),
  ).toHaveLength(2);
});

test.each([
  [{ everyMinutes: 4 }, 'reconcile'],
  [{ everyMinutes: 61 }, 'reconcile'],
  [{ overlapMinutes: 0 }, 'reconcile'],
  ['on', 'reconcile'],
])('%j is refused', (reconcile, field) => {
  expect(() => environment({ reconcile } as Json)).toThrow(field);
});
