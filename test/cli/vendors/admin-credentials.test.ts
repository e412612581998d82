import { readVersions } from '../../../cli/secret-value';
import { adminCredentials } from '../../../cli/vendors/admin-credentials';
import { fingerprintOf } from '../../../lambda/sources/signature';
import { type SecretsManager, startSecretsManager } from '../../../local/aws/secrets-manager';
import { secretsClient } from '../../support/aws-clients';

describe('the admin credentials', () => {
  let secrets: SecretsManager;
  beforeEach(async () => {
    secrets = await startSecretsManager({ secrets: { admin: {} } });
  });
  afterEach(() => secrets.close());

  const kept = (id: string | undefined = 'admin') =>
    adminCredentials(secretsClient(secrets.endpoint), id, async () => undefined);

  const stored = async () => {
    const client = secretsClient(secrets.endpoint);
    return (await readVersions({ client, id: 'admin' })).current?.value ?? '';
  };

  test('are none in a secret that was created empty, or is not there', async () => {
    expect(await kept().of('shopify/default')).toBeUndefined();
    expect(await kept('gone').of('shopify/default')).toBeUndefined();
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

  test.each([['no JSON'], ['[]'], ['"rk_test_fake"']])(
    'are not overwritten where they are %s',
    async (current) => {
      secrets.set('admin', { current });
      const said = /^The secret `admin` is no JSON object/;
      await expect(kept().of('stripe/default')).rejects.toThrow(said);
      await expect(kept().keep('stripe/default', { key: 'rk_test_new' })).rejects.toThrow(said);
      expect(await kept().keptFor('x')).toBeUndefined();
      expect(await stored()).toBe(current);
    },
  );

  test('are none in a secret that somebody emptied', async () => {
    secrets.set('admin', { current: ' ' });
    expect(await kept().of('stripe/default')).toBeUndefined();
    await kept().keep('stripe/default', { key: 'rk_test_fake' });
    expect(await kept().of('stripe/default')).toEqual({ key: 'rk_test_fake' });
  });

  test.each([
    ['another form', { other: 'x' }],
    ['one field more', { token: 'shpat_fake', note: 'x' }],
    ['a bare text', 'x'],
    ['nothing', null],
  ])('of one store with %s are told, and stay when another is kept', async (_, odd) => {
    const others = { 'stripe/default': { key: 'rk_test_fake' }, 'shopify/default': odd };
    secrets.set('admin', { current: JSON.stringify(others) });
    await expect(kept().of('shopify/default')).rejects.toThrow(
      /^What the secret `admin` keeps for shopify\/default cannot be read\.$/,
    );
    expect(await kept().of('stripe/default')).toEqual({ key: 'rk_test_fake' });

    await kept().keep('shopify/second', { token: 'shpat_second' });
    expect(JSON.parse(await stored())).toEqual({ ...others, 'shopify/second': { token: 'shpat_second' } });
    await kept().keep('shopify/default', { token: 'shpat_new' });
    expect(await kept().of('shopify/default')).toEqual({ token: 'shpat_new' });
  });

  test('change by what is kept, one after the other', async () => {
    await kept().keep('stripe/default', { key: 'rk_test_fake' });
    // Each counts on from what it finds.
    const count = () =>
      kept().change('shopify/default', (found) => {
        const seen = found?.token ?? '';
        return seen.length < 3 ? { token: `${seen}x` } : undefined;
      });
    expect(await Promise.all([count(), count(), count()])).toEqual(Array(3).fill({ token: 'xxx' }));
    expect(await kept().of('stripe/default')).toEqual({ key: 'rk_test_fake' });
    expect(await kept().change('shopify/default', () => undefined)).toEqual({ token: 'xxx' });
    expect(await kept().change('shopify/none', () => undefined)).toBeUndefined();
  });

  test('tell for which stores a secret is kept', async () => {
    const app = { clientId: 'client', clientSecret: 'hush' };
    await kept().keep('shopify/default', app);
    await kept().keep('shopify/second', app);
    await kept().keep('stripe/default', { key: 'rk_test_fake' });
    expect(await kept().keptFor(fingerprintOf('hush'))).toEqual(['shopify/default', 'shopify/second']);
    expect(await kept().keptFor(fingerprintOf('other'))).toEqual([]);
  });
});
