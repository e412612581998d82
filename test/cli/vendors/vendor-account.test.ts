import { CommandError } from '../../../cli/exit';
import { publicAddress } from '../../../cli/subscribe/webhook-address';
import { shopOf } from '../../../cli/vendors/shop';
import { refuseOtherStripe, refuseUnrestricted } from '../../../cli/vendors/stripe/account';
import { looksLikeABridge } from '../../../lambda/own-addresses';
import type { StoreSettings } from '../../../lambda/settings';

const store = (own: Partial<StoreSettings>): StoreSettings => ({
  source: 'stripe',
  store: 'default',
  vendorAccount: 'acct_1Fake',
  mode: 'test',
  mapping: {},
  creates: true,
  consent: 'off',
  ...own,
});

/** `ok`, or the exit that a command ends with. */
async function ending(act: () => unknown): Promise<string> {
  try {
    await act();
    return 'ok';
  } catch (error) {
    if (error instanceof CommandError) return error.exit;
    throw error;
  }
}

test.each<[string, string, Partial<StoreSettings>, string | null, string]>([
  ['the store’s', 'rk_test_fake', {}, 'acct_1Fake', 'ok'],
  ['of another account', 'sk_test_fake', {}, 'acct_1Other', 'unsafe'],
  ['of another account, where any is taken', 'sk_test_fake', { vendorAccount: 'any' }, 'acct_1Other', 'ok'],
  ['that may not tell its account', 'rk_test_fake', {}, null, 'ok'],
  ['of the other mode', 'rk_live_fake', {}, 'acct_1Fake', 'unsafe'],
  ['of a live store', 'rk_live_fake', { mode: 'live' }, 'acct_1Fake', 'ok'],
  ['that is a signing secret', 'whsec_fake', {}, 'acct_1Fake', 'usage'],
  ['of an organisation', 'sk_org_live_fake', { mode: 'live' }, 'acct_1Fake', 'usage'],
  ['of an organisation, for tests', 'sk_org_test_fake', {}, 'acct_1Fake', 'usage'],
  ['that may only publish', 'pk_test_fake', {}, 'acct_1Fake', 'usage'],
])('a key of Stripe %s', async (_, key, own, account, expected) => {
  expect(await ending(() => refuseOtherStripe(store(own), key, { account: async () => account }))).toBe(
    expected,
  );
});

test('what an organisation’s key lacks is said', async () => {
  const asked = refuseOtherStripe(store({}), 'sk_org_test_fake', { account: async () => null });
  await expect(asked).rejects.toThrow(/key of an organisation.*Stripe-Context/);
});

test.each<[string, string, Partial<StoreSettings>, string, string]>([
  ['that is restricted', 'rk_test_fake', {}, 'ok', ''],
  ['that may do anything', 'sk_test_fake', {}, 'usage', 'restricted key'],
  ['that is a signing secret', 'whsec_fake', {}, 'usage', 'without --key'],
  ['of an organisation', 'sk_org_live_fake', { mode: 'live' }, 'usage', 'in the account of the store'],
  ['of the other mode', 'rk_live_fake', {}, 'unsafe', ''],
  ['that may only publish', 'pk_test_fake', {}, 'usage', ''],
])('a key to read with, %s', async (_, key, own, expected, fix) => {
  const told = { exit: 'ok', fix: '' };
  try {
    refuseUnrestricted(store(own), key);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    Object.assign(told, { exit: error.exit, fix: error.fix ?? '' });
  }
  expect(told).toEqual({ exit: expected, fix: expect.stringContaining(fix) });
});

test.each<[string, string | undefined, string]>([
  ['acme.myshopify.com', undefined, 'ok'],
  ['acme.myshopify.com', 'acme.myshopify.com', 'ok'],
  ['acme.myshopify.com', 'other.myshopify.com', 'unsafe'],
  ['any', 'other.myshopify.com', 'ok'],
  ['any', undefined, 'usage'],
])('the shop of a store that takes %s, with --shop %s', async (vendorAccount, given, expected) => {
  expect(await ending(() => shopOf(store({ source: 'shopify', vendorAccount }), given))).toBe(expected);
});

test.each([
  ['https://other.example.com/webhooks/shopify', true],
  ['https://other.example.com/webhooks/shopify/eu', true],
  ['https://other.example.com/prod/webhooks/shopify', false],
  ['https://other.example.com/webhooks/stripe', false],
  ['https://other.example.com/webhooks/shopify/', false],
  ['https://other.example.com/webhooks/shopify/eu/more', false],
  ['https://app.example.com/hooks', false],
  ['arn:aws:events:eu-west-1::event-source/aws.partner/shopify.com/1/a', false],
])('%s is a bridge’s address: %s', (address, is) => {
  expect(looksLikeABridge(address, 'shopify')).toBe(is);
});

test.each<['local' | 'deployed', string, string | undefined, string]>([
  ['deployed', 'https://abc.example.com/webhooks/shopify', undefined, 'ok'],
  ['deployed', 'https://abc.example.com/webhooks/shopify', 'https://tunnel.example.com', 'usage'],
  ['local', 'http://127.0.0.1:8787/webhooks/shopify', undefined, 'usage'],
  ['local', 'http://127.0.0.1:8787/webhooks/shopify', 'https://tunnel.example.com', 'ok'],
  ['local', 'http://127.0.0.1:8787/webhooks/shopify', 'tunnel', 'usage'],
])('the address of a %s bridge at %s behind %s', async (kind, address, tunnel, expected) => {
  expect(await ending(() => publicAddress({ kind, address, tunnel }))).toBe(expected);
});
