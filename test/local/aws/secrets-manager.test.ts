import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type SecretsManager, startSecretsManager } from '../../../local/aws/secrets-manager';
import { errorName, expectPortFree, secretsClient } from '../../support/aws-clients';

const MISSING = "Secrets Manager can't find the specified secret.";
const NO_STAGE = "Secrets Manager can't find the specified secret value for staging label:";

let secrets: SecretsManager;
let client: SecretsManagerClient;

beforeEach(async () => {
  secrets = await startSecretsManager({
    secrets: { 'shop/one': { current: 'new', previous: 'old' }, fresh: { current: 'only' }, empty: {} },
  });
  client = secretsClient(secrets.endpoint);
});
afterEach(async () => {
  client.destroy();
  await secrets.close();
});

const get = (SecretId: string, VersionStage?: string) =>
  client.send(new GetSecretValueCommand({ SecretId, VersionStage }));
/** The value, or the error's name and message. */
const read = (SecretId: string, VersionStage?: string) =>
  get(SecretId, VersionStage).then(
    (answer) => answer.SecretString,
    (error: Error) => `${error.name}: ${error.message}`,
  );

const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:shop/one';
test.each([
  ['shop/one', undefined, 'new'],
  ['shop/one', 'AWSCURRENT', 'new'],
  ['shop/one', 'AWSPREVIOUS', 'old'],
  [`${ARN}-AbCdEf`, undefined, 'new'],
  [ARN, 'AWSPREVIOUS', 'old'],
  ['nope', undefined, `ResourceNotFoundException: ${MISSING}`],
  ['shop', undefined, `ResourceNotFoundException: ${MISSING}`],
  ['fresh', 'AWSPREVIOUS', `ResourceNotFoundException: ${NO_STAGE} AWSPREVIOUS`],
  ['fresh', 'AWSPENDING', `ResourceNotFoundException: ${NO_STAGE} AWSPENDING`],
  ['empty', undefined, `ResourceNotFoundException: ${NO_STAGE} AWSCURRENT`],
])('%s at %s is %s', async (id, stage, expected) => {
  expect(await read(id, stage)).toBe(expected);
});

test('answers in the form of AWS', async () => {
  expect(await get('shop/one', 'AWSPREVIOUS')).toMatchObject({
    ARN: `${ARN}-AbCdEf`,
    Name: 'shop/one',
    VersionId: expect.stringMatching(/^[\da-f-]{36}$/),
    VersionStages: ['AWSPREVIOUS'],
    CreatedDate: expect.any(Date),
  });
});

test.each([
  [
    'PutSecretValue',
    async () => {
      const answer = await client.send(
        new PutSecretValueCommand({ SecretId: 'shop/one', SecretString: 'newest' }),
      );
      expect(answer).toMatchObject({ Name: 'shop/one', VersionStages: ['AWSCURRENT'] });
    },
  ],
  ['rotate', () => secrets.rotate('shop/one', 'newest')],
])('%s makes the current value the previous one', async (_, rotate) => {
  const before = await get('shop/one');
  await rotate();
  expect(await read('shop/one')).toBe('newest');
  const previous = await get('shop/one', 'AWSPREVIOUS');
  expect(previous.SecretString).toBe('new');
  // The label moves, the version stays: that is how a reader tells a rotation from a change.
  expect(previous.VersionId).toBe(before.VersionId);
});

test('set replaces both stages and makes new secrets', async () => {
  secrets.set('shop/one', { current: 'other' });
  secrets.set('added', { previous: 'just old' });
  expect(await read('shop/one')).toBe('other');
  expect(await read('shop/one', 'AWSPREVIOUS')).toContain(NO_STAGE);
  expect(await read('added', 'AWSPREVIOUS')).toBe('just old');
});

test('describes the versions by stage', async () => {
  const { VersionId = '' } = await get('fresh');
  const described = await client.send(new DescribeSecretCommand({ SecretId: 'fresh' }));
  expect(described.VersionIdsToStages).toEqual({ [VersionId]: ['AWSCURRENT'] });
});

test('a version is read by its id, also when it has no label any more', async () => {
  const { VersionId } = await get('shop/one', 'AWSPREVIOUS');
  secrets.rotate('shop/one', 'newest');
  const byId = (id?: string) =>
    client.send(new GetSecretValueCommand({ SecretId: 'shop/one', VersionId: id }));
  expect(await byId(VersionId)).toMatchObject({ VersionId, SecretString: 'old', VersionStages: [] });
  expect(await errorName(byId('x'.repeat(32)))).toBe('ResourceNotFoundException');
});

test('shows changes as late as it is told to', async () => {
  let changesBehind = 0;
  const late = await startSecretsManager({
    secrets: { s: { current: 'first' } },
    changesBehind: () => changesBehind,
  });
  const reader = secretsClient(late.endpoint);
  late.rotate('s', 'second');
  late.rotate('s', 'third');
  const seen: unknown[] = [];
  for (changesBehind of [0, 1, 2, 3]) {
    seen.push((await reader.send(new GetSecretValueCommand({ SecretId: 's' }))).SecretString);
    const { VersionIdsToStages } = await reader.send(new DescribeSecretCommand({ SecretId: 's' }));
    seen.push(Object.keys(VersionIdsToStages ?? {}).length);
  }
  reader.destroy();
  await late.close();
  expect(seen).toEqual(['third', 2, 'second', 2, 'first', 1, 'first', 1]);
});

test('an unknown secret is refused', async () => {
  const put = client.send(new PutSecretValueCommand({ SecretId: 'nope', SecretString: 'x' }));
  await expect(put).rejects.toThrow(MISSING);
  expect(() => secrets.rotate('nope', 'x')).toThrow(MISSING);
});

describe('a version with a label of its own', () => {
  const putAs = async (SecretId: string, label: string) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString: 'next', VersionStages: [label] }));
  const move = (SecretId: string, RemoveFromVersionId?: string, MoveToVersionId?: string) =>
    client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId,
        MoveToVersionId,
      }),
    );

  test('is not the current one, unless it is the first of all', async () => {
    expect(await putAs('shop/one', 'NEXT')).toMatchObject({ VersionStages: ['NEXT'] });
    expect(await read('shop/one')).toBe('new');
    expect(await read('shop/one', 'NEXT')).toBe('next');
    expect(await putAs('empty', 'NEXT')).toMatchObject({ VersionStages: ['AWSCURRENT', 'NEXT'] });
    expect(await read('empty')).toBe('next');
  });

  test('becomes the current one only in place of the one that is', async () => {
    const { VersionId: current } = await get('shop/one');
    const { VersionId: previous } = await get('shop/one', 'AWSPREVIOUS');
    const { VersionId: next } = await putAs('shop/one', 'NEXT');
    for (const wrong of [undefined, previous]) {
      expect(await errorName(move('shop/one', wrong, next))).toBe('InvalidParameterException');
    }
    expect(await errorName(move('shop/one', current, 'x'.repeat(32)))).toBe('ResourceNotFoundException');
    expect(await read('shop/one')).toBe('new');

    await move('shop/one', current, next);
    expect(await read('shop/one')).toBe('next');
    expect(await read('shop/one', 'AWSPREVIOUS')).toBe('new');
    // It is there already: nothing to move, and the previous one stays.
    await move('shop/one', current, next);
    expect(await read('shop/one', 'AWSPREVIOUS')).toBe('new');
  });
});

test('counts the calls of each operation', async () => {
  expect(secrets.calls()).toEqual({});
  await read('fresh');
  await read('nope');
  await client.send(new DescribeSecretCommand({ SecretId: 'fresh' }));
  expect(secrets.calls()).toEqual({ GetSecretValue: 2, DescribeSecret: 1 });
});

test('close frees the port under a kept connection', async () => {
  await read('fresh');
  await secrets.close();
  await expectPortFree(secrets.endpoint);
  await secrets.close();
});
