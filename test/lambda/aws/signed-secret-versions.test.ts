import { randomUUID } from 'node:crypto';
import { callsOf } from '../../../cli/secret-value';
import { signedSecretVersions } from '../../../lambda/aws/signed-secret-versions';
import { changeVersions, type SecretCalls, versionsOf } from '../../../lambda/secrets/change-secret';
import { type SecretsManager, startSecretsManager } from '../../../local/aws/secrets-manager';
import { secretsClient } from '../../support/aws-clients';

const sleep = async () => undefined;
let manager: SecretsManager;
let ours: SecretCalls;
let sdks: SecretCalls;
const client = { destroy: () => {} };

beforeAll(async () => {
  manager = await startSecretsManager({
    secrets: { keys: { current: '{"n":1}', previous: '{"n":0}' }, empty: {} },
  });
  ours = signed('keys');
  const own = secretsClient(manager.endpoint);
  client.destroy = () => own.destroy();
  sdks = callsOf({ client: own, id: 'keys', sleep });
});
afterAll(async () => {
  client.destroy();
  await manager.close();
});

const signed = (id: string) =>
  signedSecretVersions(id, {
    environment: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: manager.endpoint,
    },
    now: () => new Date(),
    random: Math.random,
    newId: randomUUID,
    sleep,
  });

test('both versions are what the SDK reads', async () => {
  const read = await versionsOf(ours);
  expect(read).toMatchObject({ current: { value: '{"n":1}' }, previous: { value: '{"n":0}' } });
  expect(read).toEqual(await versionsOf(sdks));
});

test('a secret that was never filled has none, and can be filled', async () => {
  const empty = signed('empty');
  expect(await versionsOf(empty)).toEqual({ current: undefined, previous: undefined });
  expect(await changeVersions(empty, async ({ current }) => (current ? undefined : '{}'))).toBe(true);
  expect((await versionsOf(empty)).current?.value).toBe('{}');
});

test('two changes at once are both made', async () => {
  const add =
    (name: string) =>
    async ({ current }: Awaited<ReturnType<typeof versionsOf>>) => {
      const held = JSON.parse(current?.value ?? '{}');
      return name in held ? undefined : JSON.stringify({ ...held, [name]: true });
    };
  expect(await Promise.all([changeVersions(ours, add('ours')), changeVersions(sdks, add('sdks'))])).toEqual([
    true,
    true,
  ]);
  expect(JSON.parse((await versionsOf(sdks)).current?.value ?? '')).toEqual({ n: 1, ours: true, sdks: true });
});

test('a version is not made the current one in place of another than the one that was read', async () => {
  const id = await ours.put('{"n":2}', 'SOME_LABEL');
  await expect(ours.makeCurrent(id, randomUUID())).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});
