import { operateRoutes } from '../../lambda/operate-calls';
import { allows, type Statement } from '../../trials/judges/iam/policy';
import { environment, example } from './environments';
import { operateApiId, resolver } from './resolve';
import { found, synthesise } from './support';

/**
 * What each policy for people allows, by an evaluator of ours (trials/judges/iam/policy.ts). What it is asked comes from
 * here and not from AWS.
 */
const subject = example('prod');
const built = synthesise(subject);
const resolve = resolver(built.template, subject);
const { account, region } = subject.aws;
const arn = (type: string, part: string): string =>
  resolve({ 'Fn::GetAtt': [found(built, type, part).id, 'Arn'] });
const secret = (part: string): string =>
  resolve({ Ref: found(built, 'AWS::SecretsManager::Secret', part).id });

const table = arn('AWS::DynamoDB::Table', 'Ledger');
const events = arn('AWS::SQS::Queue', 'Events');
const deadLetters = arn('AWS::SQS::Queue', 'DeadLetters');
const functions = ['Receive', 'Deliver', 'Operate'].map((part) => arn('AWS::Lambda::Function', part));
const route = (path: string) =>
  `arn:aws:execute-api:${region}:${account}:${operateApiId}/$default/POST${path}`;

const own = (part: string): readonly Statement[] =>
  resolve(found(built, 'AWS::IAM::ManagedPolicy', part).PolicyDocument.Statement);
/** As people have them: each adds to the one before. */
const people = {
  looks: own('ReadOnly'),
  operates: ['ReadOnly', 'Operator'].flatMap(own),
  administrates: ['ReadOnly', 'Operator', 'Admin'].flatMap(own),
  migrates: ['ReadOnly', 'Operator', 'Admin', 'Migration'].flatMap(own),
} as const;
type Person = keyof typeof people;
const everybody: readonly Person[] = ['looks', 'operates', 'administrates', 'migrates'];
const who = (action: string, resource: string) =>
  everybody.filter((person) => allows(people[person], { action, resource }));

describe('the ledger', () => {
  const items = [table, `${table}/index/byOutcome`, `${table}/index/byOwner`];
  const reads = [
    'GetItem',
    'BatchGetItem',
    'Query',
    'Scan',
    'PartiQLSelect',
    'GetRecords',
    'ExportTableToPointInTime',
  ];
  const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate'];

  test.each(reads)('its bodies are read by nobody who looks, operates or administrates: %s', (action) => {
    const readers = items.flatMap((resource) => who(`dynamodb:${action}`, resource));
    expect(readers.filter((person) => person !== 'migrates')).toEqual([]);
  });

  test.each(writes)('what operators did is rewritten by nobody: %s', (action) => {
    const context = { 'dynamodb:LeadingKeys': [`${subject.masivo.account}|action|1`] };
    const call = { action: `dynamodb:${action}`, resource: table, context };
    expect(everybody.filter((person) => allows(people[person], call))).toEqual([]);
  });

  test.each(['UpdateTimeToLive', 'UpdateTable', 'DeleteTable', 'DeleteItem', 'UpdateContinuousBackups'])(
    'nobody lets something of it disappear: %s',
    (action) => expect(who(`dynamodb:${action}`, table)).toEqual([]),
  );

  describe('whoever migrates', () => {
    const { account: label } = subject.masivo;
    const may = (operation: string, pk: string) =>
      allows(people.migrates, {
        action: `dynamodb:${operation}`,
        resource: table,
        context: { 'dynamodb:LeadingKeys': [`${label}|${pk}`] },
      });

    test('reads it', () => {
      for (const action of ['GetItem', 'BatchGetItem', 'Scan'])
        expect(who(`dynamodb:${action}`, table)).toEqual(['migrates']);
    });

    test.each(['action|1', 'actions', 'erased|1', 'shared-state', 'task|1', 'delivery|1', 'missing'])(
      'does not write %s',
      (pk) => {
        for (const write of ['PutItem', 'UpdateItem', 'DeleteItem'])
          expect([write, may(write, pk)]).toEqual([write, false]);
      },
    );

    test('writes customers, and nothing without a key', () => {
      expect(may('PutItem', 'customer|shopify|default|1')).toBe(true);
      for (const write of writes) expect(who(`dynamodb:${write}`, table)).toEqual([]);
    });
  });
});

describe('signups', () => {
  test.each([
    'SendMessage',
    'ReceiveMessage',
    'DeleteMessage',
    'StartMessageMoveTask',
    'PurgeQueue',
    'SetQueueAttributes',
  ])('are forged, read and removed on no queue by anybody: %s', (action) => {
    for (const queue of [events, deadLetters]) expect(who(`sqs:${action}`, queue)).toEqual([]);
  });

  test('are given to no function by anybody, and no function is changed', () => {
    for (const resource of functions) {
      for (const action of [
        'InvokeFunction',
        'InvokeAsync',
        'UpdateFunctionCode',
        'UpdateFunctionConfiguration',
      ])
        expect(who(`lambda:${action}`, resource)).toEqual([]);
    }
  });

  test('counts of the queues are seen by all', () => {
    for (const queue of [events, deadLetters])
      expect(who('sqs:GetQueueAttributes', queue)).toEqual(everybody);
  });
});

describe('the function operate', () => {
  test.each(operateRoutes.map(({ kind, path }) => [path, kind] as const))('%s', (path, kind) => {
    const callers = everybody.filter((person) => kind === 'read' || person !== 'looks');
    expect(who('execute-api:Invoke', route(path))).toEqual(callers);
  });

  test('is asked by policies alone: no route without authorisation, and no other API', () => {
    const routes = built.of('AWS::ApiGatewayV2::Route').filter(([id]) => id.startsWith('OperateApi'));
    expect(routes.map(([, { Properties }]) => Properties.RouteKey).sort()).toEqual(
      operateRoutes.map(({ path }) => `POST ${path}`).sort(),
    );
    for (const [, { Properties }] of routes) expect(Properties.AuthorizationType).toBe('AWS_IAM');
    expect(who('execute-api:Invoke', route('/act/replay').replace(operateApiId, 'another'))).toEqual([]);
    const [schedule, permission, ...others] = built
      .of('AWS::Lambda::Permission')
      .filter(([, { Properties }]) => JSON.stringify(Properties.FunctionName).includes('Operate'));
    expect(others).toEqual([]);
    expect(permission?.[1].Properties.Principal).toBe('apigateway.amazonaws.com');
    expect(schedule?.[1].Properties.Principal).toBe('events.amazonaws.com');
    expect(JSON.stringify(schedule?.[1].Properties.SourceArn)).toContain('FunctionsErasedDeadLetters');
  });

  test('a pipeline with the CensusPolicy asks for what a census is made of, and for nothing else', () => {
    const census = own('Census');
    const allowed = operateRoutes.filter(({ path }) =>
      allows(census, { action: 'execute-api:Invoke', resource: route(path) }),
    );
    expect(allowed.map(({ path }) => path).sort()).toEqual([
      '/act/beginCensus',
      '/read/census',
      '/read/inMasivo',
      '/read/overview',
    ]);
    const actions = census.flatMap(({ Action }) => Action);
    expect(actions.sort()).toEqual(['cloudformation:DescribeStacks', 'execute-api:Invoke']);
  });

  test('a policy of the merchant’s own gives one act alone', () => {
    const statement = {
      Effect: 'Allow',
      Action: 'execute-api:Invoke',
      Resource: route('/act/pause'),
    } as const;
    const may = (path: string) =>
      allows([...people.looks, statement], { action: 'execute-api:Invoke', resource: route(path) });
    expect(['/act/pause', '/act/reveal', '/read/show'].map(may)).toEqual([true, false, true]);
  });
});

test.each<[string, readonly Person[]]>([
  ['webhooks', ['administrates', 'migrates']],
  ['masivo', ['administrates', 'migrates']],
  ['emailindex', ['migrates']],
  ['admin', ['administrates', 'migrates']],
])('the secret %s is read by %j', (part, readers) => {
  expect(who('secretsmanager:GetSecretValue', secret(part))).toEqual(readers);
});

test("the company's key decrypts for people no queue, and the ledger only while they migrate", () => {
  const kmsKeyArn = 'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-000000000000';
  const company = environment({ platform: { kmsKeyArn } });
  const other = synthesise(company);
  const resolveOther = resolver(other.template, company);
  const decrypting = (part: string, service: string) =>
    allows(resolveOther(found(other, 'AWS::IAM::ManagedPolicy', part).PolicyDocument.Statement), {
      action: 'kms:Decrypt',
      resource: kmsKeyArn,
      context: { 'kms:ViaService': [`${service}.eu-west-1.amazonaws.com`] },
    });
  const services = ['sqs', 'dynamodb', 'secretsmanager'];
  const of = (part: string) => services.filter((service) => decrypting(part, service));
  expect(['ReadOnly', 'Operator', 'Admin', 'Migration'].map(of)).toEqual([
    [],
    [],
    ['secretsmanager'],
    ['dynamodb', 'secretsmanager'],
  ]);
});
