import { table } from '../../lambda/ledger/table';
import { indexChanges, indexesOf } from '../releases/indexes';
import { frozenVersions, readRelease } from '../releases/release-folder';
import { environment, example } from './environments';
import type { Json } from './json';
import { synthesise } from './support';

const prod = synthesise(example('prod'));
const dev = synthesise(example('dev'));
const kmsKeyArn = 'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-000000000000';
const withKey = synthesise(environment({ platform: { kmsKeyArn } }));

const kept = [
  'AWS::SQS::Queue',
  'AWS::DynamoDB::Table',
  'AWS::SecretsManager::Secret',
  'AWS::Logs::LogGroup',
];

describe.each(kept)('%s', (type) => {
  test('outlives a live stack, and goes with a test stack', () => {
    for (const [, resource] of prod.of(type)) {
      expect([resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual([
        'RetainExceptOnCreate',
        'Retain',
      ]);
    }
    for (const [, resource] of dev.of(type)) expect(resource.DeletionPolicy).toBe('Delete');
    expect(prod.of(type).length).toBeGreaterThan(0);
  });

  test('has no fixed name: what was kept must not stand in the way of the next stack', () => {
    for (const [, { Properties }] of prod.of(type)) {
      expect(Object.keys(Properties)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(Queue|Table|LogGroup)?Name$/)]),
      );
    }
  });
});

test('a live stack cannot be deleted by mistake', () => {
  expect([prod.terminationProtection, dev.terminationProtection]).toEqual([true, false]);
});

describe('the queues', () => {
  const queues = Object.fromEntries(
    prod
      .of('AWS::SQS::Queue')
      .map(([id, { Properties }]) => [id.includes('Dead') ? 'dead' : 'events', { id, ...Properties }]),
  );

  test('keep signups for 14 days, encrypted', () => {
    for (const queue of Object.values(queues)) {
      expect(queue).toMatchObject({ MessageRetentionPeriod: 14 * 24 * 3600, SqsManagedSseEnabled: true });
    }
  });

  test('hide a message for six times the timeout of deliver, and the longest time in which a batch gathers', () => {
    expect(queues.events).toMatchObject({ VisibilityTimeout: 6 * 80 + 60 });
    const [, deliver] = prod.of('AWS::Lambda::Function').find(([id]) => id.includes('Deliver')) ?? [];
    expect(deliver?.Properties.Timeout).toBe(80);
  });

  test("end in the DLQ by SQS's own hand only after 1000 receives", () => {
    expect(queues.events?.RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [queues.dead?.id, 'Arn'] },
      maxReceiveCount: 1000,
    });
    expect(queues.dead).not.toHaveProperty('RedrivePolicy');
  });

  test('take no request without TLS', () => {
    const policies = prod.of('AWS::SQS::QueuePolicy').map(([, { Properties }]) => Properties);
    expect(policies).toHaveLength(2);
    for (const { PolicyDocument } of policies) {
      expect(PolicyDocument.Statement).toEqual([
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sqs:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]);
    }
  });

  test("use the company's key where there is one", () => {
    for (const [, { Properties }] of withKey.of('AWS::SQS::Queue'))
      expect(Properties.KmsMasterKeyId).toBe(kmsKeyArn);
  });
});

describe('the ledger', () => {
  const [, { Properties: ledger }] = prod.only('AWS::DynamoDB::Table');

  test('has the keys and indexes that the functions use', () => {
    expect(ledger.KeySchema).toEqual([{ AttributeName: table.key, KeyType: 'HASH' }]);
    expect(ledger.TimeToLiveSpecification).toEqual({ AttributeName: table.expiry, Enabled: true });
    expect(ledger.GlobalSecondaryIndexes).toEqual(
      [table.byOutcome, table.byOwner].map(({ name, hash, range }) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: hash, KeyType: 'HASH' },
          { AttributeName: range, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    );
    expect(ledger.AttributeDefinitions.every(({ AttributeType }: Json) => AttributeType === 'S')).toBe(true);
  });

  test('changes one index at the most from one release to the next, and since the last', () => {
    const indexes = [...frozenVersions().map((version) => readRelease(version).indexes), indexesOf(ledger)];
    const changes = indexes.slice(1).map((after, place) => indexChanges(indexes[place] ?? [], after));
    expect(changes.filter(({ length }) => length > 1)).toEqual([]);
    const [first, second] = indexesOf(ledger);
    const other = { name: 'byStore', keys: ['storeKey', 'listedAt'], projection: 'KEYS_ONLY' };
    expect(
      indexChanges(
        indexesOf(ledger),
        [second, first, other].flatMap((each) => each ?? []),
      ),
    ).toEqual(['creates byStore']);
    // CloudFormation replaces an index by two changes.
    const replaced = { ...other, name: 'byOwner' };
    expect(
      indexChanges(
        indexesOf(ledger),
        [first, replaced].flatMap((each) => each ?? []),
      ),
    ).toEqual(['deletes byOwner', 'creates byOwner']);
  });

  test('is billed by request, encrypted, and can be restored to any second of the last seven days', () => {
    expect(ledger).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
    });
  });

  test('can be restored for as long as the environment says', () => {
    const longer = synthesise(environment({ retention: { recoveryDays: 35 } }));
    const [, { Properties }] = longer.only('AWS::DynamoDB::Table');
    expect(Properties.PointInTimeRecoverySpecification).toMatchObject({ RecoveryPeriodInDays: 35 });
  });

  test('is protected against deletion where it is live', () => {
    expect(ledger.DeletionProtectionEnabled).toBe(true);
    expect(dev.only('AWS::DynamoDB::Table')[1].Properties.DeletionProtectionEnabled).toBe(false);
  });

  test("uses the company's key where there is one", () => {
    expect(withKey.only('AWS::DynamoDB::Table')[1].Properties.SSESpecification).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: kmsKeyArn,
    });
  });
});

test('logs are kept as long as the environment says, and no longer', () => {
  const days = (built: typeof prod) =>
    built.of('AWS::Logs::LogGroup').map(([, { Properties }]) => Properties.RetentionInDays);
  expect(days(prod)).toEqual([90, 90, 90, 90, 90, 90]);
  expect(days(dev)).toEqual([7, 7, 7, 7, 7]);
});
