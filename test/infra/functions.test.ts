import { environment, example } from './environments';
import type { Json } from './json';
import { resolver } from './resolve';
import { found, type Synthesised, synthesise } from './support';

const subject = example('prod');
const prod = synthesise(subject);
const resolve = resolver(prod.template, subject);

const id = (type: string, part: string) => found(prod, type, part).id as string;
const arnOf = (type: string, part: string) => ({ 'Fn::GetAtt': [id(type, part), 'Arn'] });

const statements = (built: Synthesised, part: string): Json[] => {
  const { Policies, ManagedPolicyArns } = found(built, 'AWS::IAM::Role', part);
  expect(ManagedPolicyArns).toBeUndefined();
  expect(Policies).toHaveLength(1);
  return Policies[0].PolicyDocument.Statement;
};

describe('receive', () => {
  test('runs on arm64 and Node 24, for 10 s at most', () => {
    expect(found(prod, 'AWS::Lambda::Function', 'Receive')).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 10,
      LoggingConfig: {
        LogFormat: 'JSON',
        SystemLogLevel: 'WARN',
        ApplicationLogLevel: 'INFO',
        LogGroup: { Ref: id('AWS::Logs::LogGroup', 'Receive') },
      },
    });
  });

  test('may write its log, read the webhook secrets and send to the queue, and nothing else', () => {
    expect(statements(prod, 'Receive')).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: arnOf('AWS::Logs::LogGroup', 'Receive'),
      },
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { Ref: id('AWS::SecretsManager::Secret', 'webhooks') },
      },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('AWS::SQS::Queue', 'Events') },
    ]);
  });

  test('is told where the queue is, and which secret holds those of all stores', () => {
    const { QUEUE_URL, WEBHOOKS_SECRET_ID, ...others } = resolve(
      found(prod, 'AWS::Lambda::Function', 'Receive').Environment.Variables,
    );
    expect(others).toEqual({});
    expect(QUEUE_URL).toMatch(/^https:\/\/sqs\.eu-west-1\.amazonaws\.com\/333333333333\/masivo-bridge-prod-/);
    const secret = id('AWS::SecretsManager::Secret', 'webhooks');
    expect(WEBHOOKS_SECRET_ID).toMatch(
      new RegExp(`^arn:aws:secretsmanager:eu-west-1:333333333333:secret:${secret}-`),
    );
  });
});

describe('deliver', () => {
  test('runs on arm64 and Node 24, for 80 s at most', () => {
    expect(found(prod, 'AWS::Lambda::Function', 'Deliver')).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      MemorySize: 256,
      Timeout: 80,
      LoggingConfig: {
        LogFormat: 'JSON',
        SystemLogLevel: 'WARN',
        ApplicationLogLevel: 'INFO',
        LogGroup: { Ref: id('AWS::Logs::LogGroup', 'Deliver') },
      },
    });
  });

  const onKeys = (...keys: string[]) => ({
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys.map((key) => `acme-prod|${key}`) },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  });

  test('may do its work on the queue, the DLQ, the ledger and two secrets, and nothing else', () => {
    const ledger = arnOf('AWS::DynamoDB::Table', 'Ledger');
    expect(statements(prod, 'Deliver')).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: arnOf('AWS::Logs::LogGroup', 'Deliver'),
      },
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: [
          { Ref: id('AWS::SecretsManager::Secret', 'emailindex') },
          { Ref: id('AWS::SecretsManager::Secret', 'masivo') },
        ],
      },
      {
        Effect: 'Allow',
        Action: [
          'sqs:ChangeMessageVisibility',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
          'sqs:ReceiveMessage',
        ],
        Resource: arnOf('AWS::SQS::Queue', 'Events'),
      },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('AWS::SQS::Queue', 'DeadLetters') },
      {
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
        Resource: ledger,
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
        Resource: ledger,
        Condition: onKeys(
          ...[
            'customer|*|*|*',
            'delivery|*',
            'task|*',
            'erased|*',
            'masivo-id|*',
            'shared-state',
            'missing',
            'attempts',
          ],
          ...['count|*', 'slots|*'],
        ),
      },
      {
        Effect: 'Allow',
        Action: 'dynamodb:DeleteItem',
        Resource: ledger,
        Condition: onKeys('customer|*|*|*', 'delivery|*', 'task|*'),
      },
      {
        Effect: 'Allow',
        Action: 'dynamodb:Query',
        Resource: ['byOutcome', 'byOwner'].map((index) => ({
          'Fn::Join': ['', [ledger, `/index/${index}`]],
        })),
      },
    ]);
  });

  test('is asked for the oldest task twice a day, where an alarm tells of it', () => {
    const rule = found(prod, 'AWS::Events::Rule', 'FunctionsTasks');
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(12 hours)' });
    expect(rule.Targets).toMatchObject([{ Input: '{"tasks":"oldest"}' }]);
    expect(JSON.stringify(rule.Targets)).toContain('FunctionsDeliver');
    const inDev = synthesise(example('dev')).of('AWS::Events::Rule');
    expect(inDev.filter(([id]) => id.startsWith('FunctionsTasks'))).toEqual([]);
  });

  test('leaves the dead letters of erased people to operate, which is asked twice a day, in every environment', () => {
    for (const one of [prod, synthesise(example('dev'))]) {
      const rule = found(one, 'AWS::Events::Rule', 'FunctionsErasedDeadLetters');
      expect(rule).toMatchObject({ ScheduleExpression: 'rate(12 hours)' });
      expect(rule.Targets).toMatchObject([{ Input: '{"deadLetters":"erased"}' }]);
      expect(JSON.stringify(rule.Targets)).toContain('FunctionsOperate');
    }
  });

  test('gets batches as the rate limit allows, and says of each message whether it ended', () => {
    const [, { Properties }] = prod.only('AWS::Lambda::EventSourceMapping');
    expect(Properties).toMatchObject({
      EventSourceArn: arnOf('AWS::SQS::Queue', 'Events'),
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumBatchingWindowInSeconds: 20,
      ScalingConfig: { MaximumConcurrency: 4 },
    });
  });

  test('is told of the queues, the ledger and its two secrets', () => {
    expect(found(prod, 'AWS::Lambda::Function', 'Deliver').Environment.Variables).toEqual({
      QUEUE_URL: { Ref: id('AWS::SQS::Queue', 'Events') },
      DEAD_LETTER_QUEUE_URL: { Ref: id('AWS::SQS::Queue', 'DeadLetters') },
      LEDGER_TABLE: { Ref: id('AWS::DynamoDB::Table', 'Ledger') },
      MASIVO_SECRET_ID: { Ref: id('AWS::SecretsManager::Secret', 'masivo') },
      EMAIL_INDEX_SECRET_ID: { Ref: id('AWS::SecretsManager::Secret', 'emailindex') },
    });
  });
});

test('concurrency is reserved only where the config says so', () => {
  const reserved = (built: Synthesised) =>
    ['Receive', 'Deliver'].map(
      (part) => found(built, 'AWS::Lambda::Function', part).ReservedConcurrentExecutions,
    );
  expect(reserved(prod)).toEqual([undefined, undefined]);
  const built = synthesise(
    environment({
      ingress: { reservedConcurrency: 20 },
      delivery: { concurrency: 4, reservedConcurrency: 6 },
    }),
  );
  expect(reserved(built)).toEqual([20, 6]);
  expect(built.only('AWS::Lambda::EventSourceMapping')[1].Properties.ScalingConfig.MaximumConcurrency).toBe(
    4,
  );
});
