import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { otherAppNote, putReconcileKey } from '../../cli/reconcile-keys';
import { secretsInMemory } from '../../local/aws/secrets-manager';
import { directClient } from './secrets-client';

const app = { clientId: 'fake-client', clientSecret: 'hush' };

test.each<[string, Parameters<typeof otherAppNote>, number]>([
  ['the app that signs', [{}, app, ['older', 'hush']], 0],
  ['another app', [{}, app, ['other']], 1],
  ['another app, and nobody looks', [{ subscriptions: 'off' }, app, ['other']], 0],
  ['an app of a store without a secret yet', [{}, app, []], 0],
  ['a key that names no app', [{}, 'rk_test_fake', ['other']], 0],
])('of %s', (_, given, lines) => {
  expect(otherAppNote(...given)).toHaveLength(lines);
});

describe('putting a key in', () => {
  const putInto = async (value: string | undefined, key: Parameters<typeof putReconcileKey>[2]) => {
    const standIn = secretsInMemory({ secrets: { keys: { current: value } } });
    const client = directClient(standIn);
    const puts = jest.spyOn(standIn.operations, 'PutSecretValue');
    const ids = { webhooks: 'w', masivo: 'm', 'email-index': 'e', admin: 'a', 'reconcile-keys': 'keys' };
    await putReconcileKey({ client, ids, sleep: async () => {} }, 'shopify/default', key);
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: 'keys' }));
    return { kept: JSON.parse(SecretString ?? ''), versions: puts.mock.calls.length };
  };

  test.each<[string, string | undefined, number]>([
    ['an empty secret', undefined, 1],
    ['beside another store’s', '{"stripe/default":"rk_test_other"}', 1],
    ['in place of an older one', '{"shopify/default":"shpat_older"}', 1],
    ['again', JSON.stringify({ 'shopify/default': app }), 0],
  ])('%s takes as many versions as it needs, and ends', async (_, value, versions) => {
    const others = { ...JSON.parse(value ?? '{}'), 'shopify/default': app };
    expect(await putInto(value, app)).toEqual({ kept: others, versions });
  });
});
