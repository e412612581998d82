import { adminCredentials } from '../../../cli/vendors/admin-credentials';
import { type SecretsManager, startSecretsManager } from '../../../local/aws/secrets-manager';
import { secretsClient } from '../../local/aws/support';

describe('the admin credentials', () => {
  let secrets: SecretsManager;
  beforeEach(async () => {
    secrets = await startSecretsManager({ secrets: { admin: {} } });
  });
  afterEach(() => secrets.close());

  const kept = (id: string | undefined = 'admin') =>
    adminCredentials(secretsClient(secrets.endpoint), id, async () => undefined);

  test('are none in a secret that was created empty, or is not there', async () => {
    expect(await kept().of('shopify/default')).toBeUndefined();
    expect(await kept('gone').of('shopify/default')).toBeUndefined();
    expect(
      await adminCredentials(secretsClient(secrets.endpoint), undefined).of('shopify/default'),
    ).toBeUndefined();
  });

  test('of several stores stand beside each other', async () => {
    await kept().keep('shopify/default', { clientId: 'client', clientSecret: 'hush' });
    await kept().keep('stripe/default', { key: 'rk_test_fake' });
    await kept().keep('shopify/default', { token: 'shpat_fake' });
    expect(await kept().of('shopify/default')).toEqual({ token: 'shpat_fake' });
    expect(await kept().of('stripe/default')).toEqual({ key: 'rk_test_fake' });
    expect(await kept().of('toString')).toBeUndefined();
  });

  test('of two stores that are kept at once are both there', async () => {
    await Promise.all([
      kept().keep('shopify/default', { token: 'shpat_fake' }),
      kept().keep('stripe/default', { key: 'rk_test_fake' }),
    ]);
    expect(await kept().of('shopify/default')).toEqual({ token: 'shpat_fake' });
    expect(await kept().of('stripe/default')).toEqual({ key: 'rk_test_fake' });
  });

  test.each([['no JSON'], ['[]'], ['{"stripe/default":{"other":"x"}}']])(
    'a value that is none of ours (%s) opens nothing',
    async (current) => {
      secrets.set('admin', { current });
      expect(await kept().of('stripe/default')).toBeUndefined();
    },
  );
});
