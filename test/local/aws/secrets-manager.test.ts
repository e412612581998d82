import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type SecretsManager, startSecretsManager } from '../../../local/aws/secrets-manager';
import { expectPortFree, secretsClient } from './support';

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

test('putting another stage or into an unknown secret is refused', async () => {
  const put = (input: { SecretId: string; VersionStages?: string[] }) =>
    client.send(new PutSecretValueCommand({ SecretString: 'x', ...input }));
  await expect(put({ SecretId: 'fresh', VersionStages: ['AWSPENDING'] })).rejects.toThrow('VersionStages');
  await expect(put({ SecretId: 'nope' })).rejects.toThrow(MISSING);
  expect(() => secrets.rotate('nope', 'x')).toThrow(MISSING);
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
