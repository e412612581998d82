import { readVersions } from '../../../cli/secret-value';
import { fingerprintOf } from '../../../lambda/sources/signature';
import type { SecretValues } from '../../../local/aws/secrets-manager';
import { type AtBridge, startAtBridge } from '../../support/at-bridge';
import { secretsClientOf } from '../../support/aws-clients';
import { startStripe } from '../vendors/stripe/server';

const command = ['subscribe', 'stripe', '--thin', '--tunnel', 'https://hooks.example.com'];
const set = ['secrets', 'set', 'stripe', '--key'];

describe('thin events', () => {
  let at: AtBridge;
  beforeAll(async () => {
    at = await startAtBridge({
      adjustSettings: ({ stores, ...settings }) => ({
        ...settings,
        stores: stores.map((store) => ({ ...store, events: true })),
      }),
    });
  });
  afterAll(() => at.stop());
  const holding = (values: SecretValues) => at.test.bridge.secrets.set('vendor-keys', values);
  beforeEach(() => holding({}));

  const stored = async () => {
    const client = secretsClientOf(at.test.bridge);
    const { current } = await readVersions({ client, id: 'vendor-keys' });
    client.destroy();
    return current?.value ?? '';
  };

  test('the key goes in beside those of other stores, and is not shown', async () => {
    const { origin } = await startStripe({ keys: ['rk_test_read'] });
    holding({ current: '{"stripe/second":"rk_test_second","stripe/default":"rk_test_old"}' });
    const ended = await at.run(set, {
      input: 'rk_test_read',
      environment: { STRIPE_TEST_ORIGIN: origin },
    });
    expect([ended.code, ended.out]).toEqual([0, expect.stringMatching(/^Put in for stripe\/default\./)]);
    expect(JSON.parse(await stored())).toEqual({
      'stripe/second': 'rk_test_second',
      'stripe/default': 'rk_test_read',
    });
    expect(ended.out + ended.err).not.toMatch(/rk_test/);
  });

  test.each<[string, string, number, string]>([
    ['nothing', '', 2, 'Nothing was entered'],
    ['a secret key', 'sk_test_fake', 2, 'may do anything'],
    ['an organisation’s key', 'sk_org_test_fake', 2, 'Stripe-Context'],
    ['a signing secret', 'whsec_fake', 2, 'what an endpoint signs with'],
    ['something else', 'password', 2, 'no key of Stripe'],
    ['a key that Stripe does not know', 'rk_test_other', 3, 'does not know this key'],
    ['a key that may not read customers', 'rk_test_read', 3, 'rak_customer_read'],
  ])('%s is not put in', async (_, input, code, err) => {
    const { origin } = await startStripe({ keys: ['rk_test_read'], forbidden: ['customers'] });
    const ended = await at.run(set, { input, environment: { STRIPE_TEST_ORIGIN: origin } });
    expect([ended.code, ended.err]).toEqual([code, expect.stringContaining(err)]);
    expect(ended.err).not.toContain('`subscribe stripe');
    expect(await stored()).toBe('');
  });

  test('what cannot be read is not overwritten', async () => {
    const { origin } = await startStripe({ keys: ['rk_test_read'] });
    holding({ current: 'rk_test_old' });
    const environment = { STRIPE_TEST_ORIGIN: origin };
    const ended = await at.run(set, { input: 'rk_test_read', environment });
    expect([ended.code, ended.err]).toEqual([1, expect.stringContaining('`vendor-keys` is no JSON object')]);
    expect(await stored()).toBe('rk_test_old');
  });

  test('are subscribed to; the second time with what was kept', async () => {
    const { origin, changes } = await startStripe();
    const environment = { STRIPE_TEST_ORIGIN: origin };
    holding({ current: '{"stripe/default":"rk_test_read"}' });
    const first = await at.run(command, { input: 'rk_test_fake', environment });
    expect([first.code, first.err]).toEqual([0, expect.stringContaining('Checkout')]);
    expect(changes).toEqual(['create ed_1', 'update ed_1']);
    const { out } = await at.run(['--json', 'secrets', 'list', 'stripe']);
    expect(JSON.parse(out).secrets[0].fingerprint).toBe(fingerprintOf('whsec_of_ed_1'));

    const second = await at.run(command, { environment });
    expect([second.code, second.out]).toEqual([0, expect.stringContaining('as it was before')]);
    for (const told of [first, second]) expect(told.out + told.err).not.toMatch(/whsec_|rk_test/);
  });

  test('are not subscribed to without a key to read with', async () => {
    const ended = await at.run(command, { environment: { STRIPE_TEST_ORIGIN: 'http://127.0.0.1:9' } });
    expect([ended.code, ended.err]).toEqual([1, expect.stringContaining('`secrets set stripe --key`')]);
  });

  test.each([
    [['subscribe', 'shopify', ...command.slice(2)], 'Shopify has no thin events'],
    [['secrets', 'set', 'shopify', '--key'], 'Shopify has no thin events'],
  ])('%j: the vendor has none', async (args, err) => {
    const ended = await at.run(args, { input: 'rk_test_read' });
    expect([ended.code, ended.err]).toEqual([2, expect.stringContaining(err)]);
  });
});

test('thin events are not subscribed to where the settings do not say that they come', async () => {
  const at = await startAtBridge({
    adjustSettings: ({ stores, ...settings }) => ({
      ...settings,
      stores: stores.map(({ events: _, ...store }) => store),
    }),
  });
  const ended = await at.run(command, { environment: { STRIPE_TEST_ORIGIN: 'http://127.0.0.1:9' } });
  await at.stop();
  expect([ended.code, ended.err]).toEqual([1, expect.stringContaining('`events: true`')]);
});

test('in a local run the key is tried where customers are read, and that Stripe has no account', async () => {
  const { origin } = await startStripe({ keys: ['rk_test_read'], account: 'acct_1Other' });
  const at = await startAtBridge({
    adjustSettings: ({ stores, ...settings }) => ({
      ...settings,
      vendorBaseUrls: { stripe: origin },
      stores: stores.map((store) => ({ ...store, events: true, vendorAccount: 'acct_1Fake' })),
    }),
  });
  const refused = await at.run(set, { input: 'rk_test_other' });
  const taken = await at.run(set, { input: 'rk_test_read' });
  await at.stop();
  expect([refused.code, taken.code]).toEqual([3, 0]);
});
